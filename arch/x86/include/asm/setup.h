/* SPDX-License-Identifier: MIT */
#ifndef ASM_SETUP_H
#define ASM_SETUP_H

/* What the boot loader told us (Multiboot Specification 0.6.96, 3.3), after arch/x86/boot read it. */

#include <kernel/types.h>

struct mem_range {
	phys_addr_t start, end;
};

#define MAX_MEM_RANGES 32

struct boot_info {
	char cmdline[1024];
	struct mem_range usable[MAX_MEM_RANGES];	/* RAM, page aligned, sorted, not overlapping */
	unsigned int nr_usable;
	struct mem_range initramfs;			/* end 0: none was given */
};

/* What uname(2) says of the machine. */
#ifdef __x86_64__
#define UTS_MACHINE "x86_64"
#else
#define UTS_MACHINE "i686"
#endif

extern struct boot_info boot_info;
extern const char kernel_width_name[];	/* "i386" or "x86_64" */
extern char _start[], _text[], _etext[], _entry_text_start[], _entry_text_end[];
extern char _rodata[], _erodata[], _data[], _edata[], _bss[], _end[];

/*
 * The value of name= on the kernel command line in buf (size bytes), or false. For a bare word:
 * buf is "".
 */
bool cmdline_option(const char *name, char *buf, size_t size);

#endif
