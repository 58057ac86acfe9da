/* SPDX-License-Identifier: MIT */
#ifndef ASM_CPU_H
#define ASM_CPU_H

/*
 * Everything that belongs to one CPU, reached through the kernel's own segment base: FS on i386,
 * GS (after SWAPGS) on x86_64. The GDT, the TSS and the interrupt stacks stand together at the
 * start, page aligned.
 */

#include <asm/desc.h>
#include <kernel/types.h>

#define IST_STACK_SIZE 4096
enum { IST_DF = 1, IST_NMI, IST_DB, IST_MC, IST_COUNT = 4 };

struct task_struct;

struct cpu {
	struct desc_struct gdt[GDT_ENTRIES] __aligned(4096);
	struct tss_struct tss __aligned(128);
#ifdef __x86_64__
	u8 ist_stack[IST_COUNT][IST_STACK_SIZE] __aligned(4096);
#else
	struct tss_struct df_tss __aligned(128);
	u8 df_stack[IST_STACK_SIZE] __aligned(4096);
#endif
	struct task_struct *current_task __aligned(64);
	unsigned long stack_canary;	/* current's; the Makefile tells the compiler where it is */
	unsigned long sp0;		/* top of current's kernel stack; the doors load it */
	unsigned long user_sp;		/* x86_64: where entry_SYSCALL_compat parks ESP */
#ifdef __x86_64__
	unsigned long espfix_frame;	/* leave_iret_espfix: where IRETQ's frame is written, */
	unsigned long espfix_alias;	/* and where it is read, plus bits 16-31 of the program's ESP */
#endif
	struct cpu *self;
	struct task_struct *idle;
	unsigned int locks_held;	/* debug build */
	unsigned int irq_depth;		/* nested hardware interrupts */
#ifdef CONFIG_DEBUG
	u64 entries_int80, entries_sysenter, entries_syscall;
	u64 exits_sysexit, exits_sysretl, exits_iret;
#endif
};

extern struct cpu boot_cpu;

/* The running CPU's own struct cpu, as an lvalue through the segment: this_cpu->current. */
#ifdef __x86_64__
#define this_cpu ((struct cpu __seg_gs *)0)
#else
#define this_cpu ((struct cpu __seg_fs *)0)
#endif

/* The running task. */
#define current ((struct task_struct *)this_cpu->current_task)

#endif
