/* SPDX-License-Identifier: MIT */
/*
 * What every system call goes through, whichever door it came by. Read from the bottom: the doors
 * of entry_32.S and entry_64_compat.S call do_int80_syscall_32() and do_fast_syscall_32(), these
 * call what stands above them.
 *
 * The doors come in with interrupts off. There is one STI and one CLI per call, both here.
 */

#include "fast_exit.h"

#include <asm/entry-debug.h>
#include <asm/entry.h>
#include <asm/irqflags.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

static __noinline void do_exit_work(struct pt_regs *regs, u32 work)
{
	do {
		local_irq_enable();
		if (work & WORK_RESCHED)
			schedule();
		if (work & WORK_SIGPENDING)
			do_signal(regs);
		local_irq_disable();
		work = READ_ONCE(current->work);
	} while (work & WORK_EXIT);
}

/* The one way to user mode. Interrupts are off when it returns, so nothing new can come up. */
static __always_inline void exit_work(struct pt_regs *regs)
{
	u32 work;

	local_irq_disable();
	work = READ_ONCE(current->work);
	if (unlikely(work & WORK_EXIT))
		do_exit_work(regs, work);
	check_exit(regs);
}

void exit_to_user_mode(struct pt_regs *regs)
{
	exit_work(regs);
	count(exits_iret);
}

/* The table's index for nr: nr itself, or that of sys_ni_syscall. No branch: none to be mistrained. */
static __always_inline u32 clamp_nr(u32 nr)
{
	__asm__("cmp %1, %0; cmovae %1, %0" : "+r"(nr) : "r"(nr_syscalls) : "cc");
	return nr;
}

static __always_inline void do_syscall_32_irqs_on(struct pt_regs *regs)
{
	if (unlikely(current->work & WORK_ENTRY) && ptrace_syscall_enter(regs))
		goto skipped;
	regs->ax = ia32_sys_call_table[clamp_nr(regs->orig_ax)](regs);
skipped:
	if (unlikely(current->work & WORK_SYSCALL_EXIT))
		ptrace_syscall_exit(regs);
}

/*
 * SYSENTER and SYSCALL. True: leave by SYSEXIT/SYSRETL; false: by IRET.
 * From here on the frame is that of an int $0x80 in the vDSO, two bytes before the landing pad.
 */
bool do_fast_syscall_32(struct pt_regs *regs)
{
	check_entry();
	regs->ip = current->mm->landing_pad;
	local_irq_enable();
	if (unlikely(!get_stack_arg(&regs->cx, regs->sp))) {
		regs->ax = -EFAULT;
		exit_to_user_mode(regs);
		return false;
	}
	do_syscall_32_irqs_on(regs);
	exit_work(regs);
	if (!fast_exit_ok(regs, current->mm->landing_pad)) {
		count(exits_iret);
		return false;
	}
#ifdef __i386__
	count(exits_sysexit);
#else
	count(exits_sysretl);
#endif
	return true;
}

/* int $0x80. Always leaves by IRET. */
void do_int80_syscall_32(struct pt_regs *regs)
{
	check_entry();
	local_irq_enable();
	do_syscall_32_irqs_on(regs);
	exit_to_user_mode(regs);
}
