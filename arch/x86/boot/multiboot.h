/* SPDX-License-Identifier: MIT */
#ifndef BOOT_MULTIBOOT_H
#define BOOT_MULTIBOOT_H

/* Multiboot Specification 0.6.96: header (3.1), machine state (3.2), boot information (3.3). */

#define MULTIBOOT_HEADER_MAGIC	0x1badb002
#define MULTIBOOT_HEADER_FLAGS	0x00000003	/* modules page aligned, memory map wanted */
#define MULTIBOOT_LOADER_MAGIC	0x2badb002

#ifndef __ASSEMBLER__
#include <kernel/types.h>

#define MULTIBOOT_INFO_MEMORY	0x001
#define MULTIBOOT_INFO_CMDLINE	0x004
#define MULTIBOOT_INFO_MODS	0x008
#define MULTIBOOT_INFO_MMAP	0x040

struct multiboot_info {
	u32 flags, mem_lower, mem_upper, boot_device, cmdline;
	u32 mods_count, mods_addr;
	u32 syms[4];
	u32 mmap_length, mmap_addr;
} __packed;

struct multiboot_module {
	u32 start, end, string, reserved;
} __packed;

struct multiboot_mmap {
	u32 size;			/* of the rest of this entry */
	u64 addr, len;
	u32 type;			/* 1: RAM */
} __packed;
#endif

#endif
