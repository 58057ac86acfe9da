/* SPDX-License-Identifier: MIT */
#ifndef ASM_SEGMENT_H
#define ASM_SEGMENT_H

/*
 * Segment selectors. The user's numbers are those of Linux, because programs and debuggers know
 * them. Hardware fixes the order: SYSENTER/SYSEXIT need kernel code, kernel data, user code,
 * user data in a row (SDM vol. 2, SYSEXIT; on i386 0x60 0x68 0x70 0x78), and SYSCALL/SYSRET the
 * same with user code 32, user data, user code 64 (SDM vol. 2, SYSRET).
 */

#ifdef __x86_64__
#define __KERNEL_CS	0x10
#define __KERNEL_DS	0x18
#define __USER32_CS	0x23
#define __USER_DS	0x2b
#define __USER64_CS	0x33
#define GDT_ENTRY_TLS_MIN 12
#define GDT_ENTRY_TSS	8	/* 16 bytes */
#define GDT_ENTRY_LDT	10	/* 16 bytes */
#define GDT_ENTRIES	16
#define __USER_CS	__USER32_CS
#else
#define __KERNEL_CS	0x60
#define __KERNEL_DS	0x68
#define __USER_CS	0x73
#define __USER_DS	0x7b
#define GDT_ENTRY_TLS_MIN 6
#define GDT_ENTRY_TSS	16
#define GDT_ENTRY_LDT	17
#define GDT_ENTRY_ESPFIX 26
#define GDT_ENTRY_PERCPU 27
#define GDT_ENTRY_DOUBLEFAULT_TSS 31
#define GDT_ENTRIES	32
#define __KERNEL_PERCPU	(GDT_ENTRY_PERCPU * 8)
#define __ESPFIX_SS	(GDT_ENTRY_ESPFIX * 8)
#endif

#define GDT_ENTRY_TLS_ENTRIES 3
#define GDT_ENTRY_TLS_MAX (GDT_ENTRY_TLS_MIN + GDT_ENTRY_TLS_ENTRIES - 1)

#define SEGMENT_RPL_MASK 3
#define SEGMENT_TI_LDT	4	/* table indicator: the LDT */
#define USER_RPL	3

#endif
