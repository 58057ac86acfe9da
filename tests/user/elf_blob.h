/* SPDX-License-Identifier: MIT */
/*
 * A tiny ELF program made in memory and written to a file: for tests that need a program with no C
 * runtime, or one that is wrong on purpose.
 */
#ifndef TESTS_ELF_BLOB_H
#define TESTS_ELF_BLOB_H

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOB_BASE 0x08048000u
#define BLOB_PHDRS 4
#define BLOB_CODE 0x100u /* offset of the code in the file */
#define BLOB_SIZE 0x400u

struct blob {
	Elf32_Ehdr eh;
	Elf32_Phdr ph[BLOB_PHDRS];
	uint8_t pad[BLOB_CODE - sizeof(Elf32_Ehdr) - BLOB_PHDRS * sizeof(Elf32_Phdr)];
	uint8_t code[BLOB_SIZE - BLOB_CODE];
};

/* One PT_LOAD of headers and code, and PT_GNU_STACK; the other program headers are PT_NULL. */
static inline void blob_init(struct blob *b, const void *code, unsigned size)
{
	memset(b, 0, sizeof(*b));
	b->eh = (Elf32_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_entry = BLOB_BASE + BLOB_CODE,
		.e_phoff = sizeof(Elf32_Ehdr),
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 2,
	};
	b->ph[0] = (Elf32_Phdr){ .p_type = PT_LOAD, .p_vaddr = BLOB_BASE, .p_paddr = BLOB_BASE,
				 .p_filesz = sizeof(*b), .p_memsz = sizeof(*b),
				 .p_flags = PF_R | PF_X, .p_align = 4096 };
	b->ph[1] = (Elf32_Phdr){ .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W, .p_align = 16 };
	memcpy(b->code, code, size <= sizeof(b->code) ? size : sizeof(b->code));
}

/* A path where files can be made and run, unlike any other process's. */
static inline const char *blob_path(void)
{
	static char path[64];

	if (!path[0]) {
		mkdir("/tmp", 0777);
		snprintf(path, sizeof(path), "%s/blob.%d", access("/tmp", W_OK) ? "" : "/tmp",
			 (int)getpid());
	}
	return path;
}

static inline bool blob_write(const char *path, const void *data, unsigned size)
{
	int fd;
	bool good;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
	if (fd < 0)
		return false;
	good = write(fd, data, size) == (ssize_t)size;
	return close(fd) == 0 && good;
}

#endif
