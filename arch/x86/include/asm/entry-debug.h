/* SPDX-License-Identifier: MIT */
#ifndef ASM_ENTRY_DEBUG_H
#define ASM_ENTRY_DEBUG_H

/* What the debug build counts (/proc/entries) and checks on the way to user mode; else nothing. */

#ifdef __ASSEMBLER__

/* With the kernel's segment base live and a stack: one more entry by that door. */
.macro COUNT_ENTRY offset:req
#if defined(CONFIG_DEBUG) && defined(__x86_64__)
	incq	%gs:\offset
#elif defined(CONFIG_DEBUG)
	addl	$1, %fs:\offset
	adcl	$0, %fs:(\offset + 4)
#endif
.endm

#else

#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/irqflags.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <uapi/asm/processor-flags.h>

#ifdef CONFIG_DEBUG
#define count(counter) (this_cpu->counter++)

/* At the last moment before user mode: nothing may be left behind. */
static inline void check_exit(const struct pt_regs *regs)
{
	BUG_ON(irqs_on());
	BUG_ON(this_cpu->locks_held);
	BUG_ON(this_cpu->irq_depth);
	BUG_ON(!user_mode(regs));
	BUG_ON(regs != current_pt_regs());
	BUG_ON(!(regs->flags & X86_EFLAGS_IF));
	BUG_ON(regs->flags & X86_EFLAGS_IOPL);
#ifdef __i386__
	BUG_ON(regs->flags & X86_EFLAGS_VM); /* IRETQ does not look at it; see leave_vm86() */
#endif
}

/* Fill what is free of the running task's kernel stack: tests/kernel/plant.c. */
void plant_stack(u8 byte);

/* Where a system call begins: a device or a timer may interrupt it. */
static inline void check_call(void)
{
	BUG_ON(!irqs_on());
	if (current->thread.plant)
		plant_stack(current->thread.plant);
}

/* At the first moment in C: the door has left nothing of the program's in the flags. */
static inline void check_entry(void)
{
	unsigned long flags = local_flags();

	BUG_ON(flags & (X86_EFLAGS_IF | X86_EFLAGS_DF | X86_EFLAGS_NT | X86_EFLAGS_TF));
	BUG_ON(cpu_features.smap && (flags & X86_EFLAGS_AC));
}
/* tests/kernel/nmi_storm.c */
void nmi_storm_start(void);
void nmi_storm_seen(void);
void nmi_storm_report(void);
#else
#define nmi_storm_start() ((void)0)
#define nmi_storm_seen() ((void)0)
#define nmi_storm_report() ((void)0)
#define count(counter) ((void)0)
#define check_entry() ((void)0)
#define check_call() ((void)0)
#define check_exit(regs) ((void)0)
#endif

#endif /* __ASSEMBLER__ */
#endif
