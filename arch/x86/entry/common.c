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

static __noinline void do_exit_work(struct pt_regs *regs)
{
	u32 work = READ_ONCE(current->work);

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

/* The same at the end of a system call, of which a tracer may want to know. */
static __noinline void do_syscall_exit_work(struct pt_regs *regs)
{
	if (current->work & WORK_SYSCALL_EXIT) {
		local_irq_enable();
		ptrace_syscall_exit(regs);
		local_irq_disable();
	}
	if (current->work & WORK_EXIT)
		do_exit_work(regs);
}

/*
 * The one way to user mode. Interrupts are off from before the look at the task's work until user
 * mode, so nothing new can come up.
 */
void exit_to_user_mode(struct pt_regs *regs)
{
	local_irq_disable();
	if (unlikely(current->work & WORK_EXIT))
		do_exit_work(regs);
	check_exit(regs);
	count(exits_iret);
}

/*
 * True if nr is a number of the table, which has it at *index. Past the table's end *index is the slot of
 * sys_ni_syscall even for a CPU that runs ahead on a mistrained branch: CMOV waits for its flags.
 */
static __always_inline bool clamp_nr(u32 nr, unsigned long *index)
{
	bool known;

	*index = nr;
	__asm__("cmp %2, %k0; cmovae %2, %k0" : "+r"(*index), "=@ccb"(known) : "m"(nr_syscalls));
	return known;
}

/* ax is -ENOSYS already, the doors put it there. Interrupts are off again at the end. */
static __always_inline void do_syscall_32_irqs_on(struct pt_regs *regs, struct task_struct *task)
{
	unsigned long index;

	check_call();
	if (unlikely(task->work & WORK_ENTRY) && ptrace_syscall_enter(regs))
		goto skipped;
	if (likely(clamp_nr(regs->orig_ax, &index)))
		regs->ax = ia32_sys_call_table[index](regs);
skipped:
	local_irq_disable();
	if (unlikely(current->work & (WORK_SYSCALL_EXIT | WORK_EXIT)))
		do_syscall_exit_work(regs);
	check_exit(regs);
}

/*
 * SYSENTER and SYSCALL. True: leave by SYSEXIT/SYSRETL; false: by IRET.
 * From here on the frame is that of an int $0x80 in the vDSO, two bytes before the landing pad.
 */
bool do_fast_syscall_32(struct pt_regs *regs)
{
	struct task_struct *task = current;

	check_entry();
	regs->ip = task->mm->landing_pad;
	local_irq_enable();
	if (unlikely(!get_stack_arg(&regs->cx, regs->sp))) {
		regs->ax = -EFAULT;
		exit_to_user_mode(regs);
		return false;
	}
	do_syscall_32_irqs_on(regs, task);
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
	do_syscall_32_irqs_on(regs, current);
	count(exits_iret);
}
