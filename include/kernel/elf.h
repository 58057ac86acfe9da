/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_ELF_H
#define KERNEL_ELF_H

/*
 * Programs in ELF for 32-bit x86 (System V ABI, chapters 4 and 5). The checks (kernel/elf_check.c) are
 * pure functions of the file's bytes: tests/host/elf.c feeds them every kind of nonsense.
 */

#include <kernel/types.h>
#include <uapi/asm/elf.h>

#define ELF_PAGE	4096u
#define ELF_MAX_PHNUM	(65536 / sizeof(Elf32_Phdr))

/* What a valid file asks for. Addresses are the file's own: a load bias is still to be added. */
struct elf_layout {
	bool dynamic;			/* ET_DYN: may be loaded anywhere */
	u32 entry;
	u32 low;			/* of all segments, page aligned */
	u64 high;			/* exclusive, page aligned; low < high */
	u32 align;			/* of the load bias, at least a page */
	u32 phdr;			/* address of the program headers; 0: in no segment */
	u32 start_code, end_code, start_data, end_data;
	u32 brk;			/* end of the last segment's memory */
	bool has_stack, stack_exec;	/* PT_GNU_STACK, and its PF_X */
	u32 interp_off, interp_len;	/* PT_INTERP's bytes in the file, the NUL included; len 0: none */
};

/* 0, or -ENOEXEC. */
int elf_check_header(const Elf32_Ehdr *ehdr);
/* The ehdr->e_phnum headers at phdrs, for an address space of limit bytes: 0, or -ENOEXEC. */
int elf_check_segments(const Elf32_Ehdr *ehdr, const Elf32_Phdr *phdrs, u32 limit, struct elf_layout *out);

/*
 * The first line of a script, cut up in place. head has size bytes of the file (zeros after its end),
 * and one writable byte more. 0, or -ENOEXEC: not a script, or its interpreter's name is cut off.
 * *arg is NULL if there is none.
 */
int script_parse(char *head, size_t size, char **interp, char **arg);

#endif
