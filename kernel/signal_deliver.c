/* SPDX-License-Identifier: MIT */
/* Taking signals, at exit to user mode: default actions, handlers, restart of the interrupted call. */

#include <asm/unistd_32.h>
#include <kernel/jobctl.h>
#include <uapi/asm/processor-flags.h>

struct ksignal {
	int sig;
	struct k_sigaction ka;
	struct siginfo info;
};

/* SIGCONT found the group stopped; the first thread to run again tells the parent, and the tracer. */
static void notify_continue(unsigned long *flags)
{
	struct task_struct *leader = current->signal->leader;
	int why = current->signal->cld_notify;

	current->signal->cld_notify = 0;
	spin_unlock_irqrestore(&siglock, *flags);
	notify_parent_stop(current, why);
	if (leader->ptrace && ptrace_reparented(leader))
		notify_tracer_stop(leader, why);
	*flags = spin_lock_irqsave(&siglock);
}

/* The next signal that current or its tracer lets through; 0: none. */
static int take_signal(struct ksignal *ks, struct pt_regs *regs, unsigned long *flags)
{
	for (;;) {
		int sig = dequeue_synchronous_signal(current, &ks->info);

		if (!sig)
			sig = dequeue_signal(current, current->blocked, &ks->info);
		if (!sig || !current->ptrace || sig == SIGKILL)
			return sig;
		spin_unlock_irqrestore(&siglock, *flags);
		sig = ptrace_signal(regs, sig, &ks->info);
		*flags = spin_lock_irqsave(&siglock);
		if (sig)
			return sig;
		/* Asleep in the stop: a kill or another stop may have come. */
		if (current->signal->group_exit || fatal_signal_pending(current))
			return SIGKILL;
		if (current->jobctl & JOBCTL_PENDING_MASK)
			return -1;
	}
}

/* True if current is to die now, whatever signals say. */
static bool group_is_dying(void)
{
	const struct signal_struct *signal = current->signal;

	return signal->group_exit || (signal->group_exit_task && signal->group_exit_task != current);
}

/* Stops and traps that are due; true if current slept. */
static bool do_stops(unsigned long *flags)
{
	if (current->signal->cld_notify) {
		notify_continue(flags);
		return true;
	}
	if ((current->jobctl & JOBCTL_STOP_PENDING) && do_signal_stop(0, flags))
		return true;
	if (current->jobctl & JOBCTL_TRAP_MASK) {
		spin_unlock_irqrestore(&siglock, *flags);
		do_jobctl_trap();
		*flags = spin_lock_irqsave(&siglock);
		return true;
	}
	return false;
}

/* The default action stops: job control signals do nothing where nobody could continue the group. */
static void default_stop(int sig, unsigned long *flags)
{
	if (sig != SIGSTOP && is_orphaned_pgrp(current->signal->pgrp))
		return;
	do_signal_stop(sig, flags);
}

static void __noreturn die(int sig, unsigned long flags)
{
	current->pending.signal &= ~sigmask(SIGKILL);
	recalc_sigpending(current);
	spin_unlock_irqrestore(&siglock, flags);
	do_group_exit(sig);
}

/* True if ks->info is to be handed to the handler ks->ka. Does not return if the signal kills. */
static bool get_signal(struct ksignal *ks, struct pt_regs *regs)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	struct k_sigaction *ka;

	for (;;) {
		if (group_is_dying())
			die(SIGKILL, flags);
		if (do_stops(&flags))
			continue;
		ks->sig = take_signal(ks, regs, &flags);
		if (ks->sig < 0)
			continue;
		if (!ks->sig)
			break;
		ka = &current->sighand->action[ks->sig - 1];
		if (ka->handler == SIG_IGN)
			continue;
		if (ka->handler != SIG_DFL) {
			ks->ka = *ka;
			if (ka->flags & SA_RESETHAND)
				ka->handler = SIG_DFL;
			break;
		}
		if (sig_kernel_ignore(ks->sig))
			continue;
		if (current->tgid == 1 && !current->signal->unkillable_lost && !sig_kernel_only(ks->sig))
			continue;
		if (!sig_kernel_stop(ks->sig))
			die(ks->sig, flags);
		default_stop(ks->sig, &flags);
	}
	recalc_sigpending(current);
	spin_unlock_irqrestore(&siglock, flags);
	return ks->sig;
}

static int interrupted_result(const struct pt_regs *regs)
{
	return in_syscall(regs) ? (s32)regs->ax : 0;
}

/* ip - 2 is an int $0x80 with the call's own registers, by whichever door it came. */
static void restart(struct pt_regs *regs, unsigned long nr)
{
	regs->ax = nr;
	regs->ip -= 2;
}

static void restart_before_handler(struct pt_regs *regs, const struct k_sigaction *ka)
{
	switch (interrupted_result(regs)) {
	case -ERESTART_RESTARTBLOCK:
	case -ERESTARTNOHAND:
		regs->ax = -EINTR;
		break;
	case -ERESTARTSYS:
		if (!(ka->flags & SA_RESTART)) {
			regs->ax = -EINTR;
			break;
		}
		/* fall through */
	case -ERESTARTNOINTR:
		restart(regs, (u32)regs->orig_ax);
		break;
	}
}

static void restart_without_handler(struct pt_regs *regs)
{
	switch (interrupted_result(regs)) {
	case -ERESTARTNOHAND:
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
		restart(regs, (u32)regs->orig_ax);
		break;
	case -ERESTART_RESTARTBLOCK:
		restart(regs, __NR_restart_syscall);
		break;
	}
}

static void handler_entered(const struct ksignal *ks)
{
	u64 blocked = current->blocked | ks->ka.mask;

	current->restore_blocked = false;
	if (!(ks->ka.flags & SA_NODEFER))
		blocked |= sigmask(ks->sig);
	set_blocked(blocked);
	if (current->sas_flags & SS_AUTODISARM)
		sas_reset(current);
}

static void handle_signal(struct ksignal *ks, struct pt_regs *regs)
{
	u64 oldset = current->restore_blocked ? current->saved_blocked : current->blocked;
	bool stepping = current->work & WORK_SINGLESTEP;

	restart_before_handler(regs, &ks->ka);
	/* The frame must not show the tracer's TF. */
	if (stepping)
		user_disable_single_step(current);
	if (setup_frame(regs, ks->sig, &ks->ka, &ks->info, oldset)) {
		if (ks->sig == SIGSEGV)
			force_fatal_sig(SIGSEGV);
		else
			force_sig(SIGSEGV);
		return;
	}
	/* A function begins with DF clear; RF and the program's own TF are for the interrupted code. */
	regs->flags &= ~(unsigned long)(X86_EFLAGS_DF | X86_EFLAGS_RF | X86_EFLAGS_TF);
	handler_entered(ks);
	if (stepping)
		ptrace_notify(SIGTRAP, 0);
}

void do_signal(struct pt_regs *regs)
{
	struct ksignal ks;

	if (get_signal(&ks, regs)) {
		handle_signal(&ks, regs);
		return;
	}
	restart_without_handler(regs);
	restore_user_sigmask(false);
}
