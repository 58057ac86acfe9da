/* SPDX-License-Identifier: MIT */
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include "libc.h"

static void describe_program(struct dl_phdr_info *info)
{
	*info = (struct dl_phdr_info){
		.dlpi_name = "", .dlpi_phdr = (const Elf32_Phdr *)__aux(AT_PHDR),
		.dlpi_phnum = __aux(AT_PHNUM), .dlpi_adds = 1,
	};
}

static void describe_vdso(struct dl_phdr_info *info, const Elf32_Ehdr *ehdr)
{
	const Elf32_Phdr *ph = (const void *)((const char *)ehdr + ehdr->e_phoff);

	*info = (struct dl_phdr_info){
		.dlpi_addr = (Elf32_Addr)ehdr, .dlpi_name = "linux-gate.so.1",
		.dlpi_phdr = ph, .dlpi_phnum = ehdr->e_phnum, .dlpi_adds = 1,
	};
	for (int i = 0; i < ehdr->e_phnum; i++) {
		if (ph[i].p_type == PT_LOAD) {
			info->dlpi_addr = (Elf32_Addr)ehdr + ph[i].p_offset - ph[i].p_vaddr;
			return;
		}
	}
}

int dl_iterate_phdr(int (*fn)(struct dl_phdr_info *, size_t, void *), void *arg)
{
	const Elf32_Ehdr *ehdr = (const Elf32_Ehdr *)__aux(AT_SYSINFO_EHDR);
	struct dl_phdr_info info;
	int ret;

	describe_program(&info);
	ret = fn(&info, sizeof(info), arg);
	if (ret || !ehdr || memcmp(ehdr->e_ident, ELFMAG, SELFMAG))
		return ret;
	describe_vdso(&info, ehdr);
	return fn(&info, sizeof(info), arg);
}
