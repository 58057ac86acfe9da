/* SPDX-License-Identifier: MIT */
/* The loaded objects: the program and the vDSO. */
#ifndef _LINK_H
#define _LINK_H

#include <elf.h>
#include <stddef.h>

#define ElfW(type)		Elf32_##type

struct dl_phdr_info {
	Elf32_Addr dlpi_addr;
	const char *dlpi_name;
	const Elf32_Phdr *dlpi_phdr;
	Elf32_Half dlpi_phnum;
	unsigned long long dlpi_adds;
	unsigned long long dlpi_subs;
	size_t dlpi_tls_modid;
	void *dlpi_tls_data;
};

int dl_iterate_phdr(int (*fn)(struct dl_phdr_info *, size_t, void *), void *arg);

#endif
