/* SPDX-License-Identifier: MIT */
/* Tracing: the tracee's side (stops and events), and who traces whom (attach, detach, exit). */

#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <uapi/asm/wait.h>

bool ptrace_reparented(const struct task_struct *t)
{
	return !same_thread_group(t->real_parent, t->parent);
}

bool ptrace_may_access(struct task_struct *t)
{
	const struct cred *c = &current->cred, *tc = &t->cred;

	if (same_thread_group(t, current) || privileged())
		return true;
	if (c->uid != tc->euid || c->uid != tc->suid || c->uid != tc->uid || c->gid != tc->egid ||
	    c->gid != tc->sgid || c->gid != tc->gid)
		return false;
	return !t->mm || t->mm->dumpable;
}

void ptrace_signal_wake_up(struct task_struct *t, bool resume)
{
	set_work(t, WORK_SIGPENDING);
	wake_up_task(t, resume ? WAKE_SIGNAL | 1u << TASK_TRACED : WAKE_SIGNAL);
}

/* The group stop's state changed: a seized tracee that listens traps again. */
void ptrace_trap_notify(struct task_struct *t)
{
	set_jobctl_pending(t, JOBCTL_TRAP_NOTIFY);
	ptrace_signal_wake_up(t, t->ptrace_listening);
}

/* ---- stops ------------------------------------------------------------------------------------- */

/* Bookkeeping of a stop; true if it was the last that a group stop waited for. */
static bool enter_stop(int exit_code, int why, u32 message, struct siginfo *info)
{
	bool group_stopped = false;

	current->ptrace_message = message;
	current->last_siginfo = info;
	current->ptrace_stop_code = exit_code;
	current->ptrace_stop_reported = false;
	current->state = TASK_TRACED;
	if (why == CLD_STOPPED && (current->jobctl & JOBCTL_STOP_PENDING))
		group_stopped = participate_group_stop(current);
	clear_jobctl_pending(current, JOBCTL_TRAP_STOP);
	if (info && info->si_code >> 8 == PTRACE_EVENT_STOP)
		clear_jobctl_pending(current, JOBCTL_TRAP_NOTIFY);
	return group_stopped;
}

/*
 * Stop current until its tracer resumes it; returns the signal to go on with. exit_code is the wait
 * status >> 8; why is CLD_TRAPPED, or CLD_STOPPED for the trap of a group stop.
 */
int ptrace_stop(int exit_code, int why, u32 message, struct siginfo *info)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	bool group_stopped;
	u32 interrupted;

	if (!current->ptrace || fatal_signal_pending(current)) {
		spin_unlock_irqrestore(&siglock, flags);
		return exit_code;
	}
	group_stopped = enter_stop(exit_code, why, message, info);
	clear_jobctl_trapping(current);
	spin_unlock_irqrestore(&siglock, flags);

	notify_tracer_stop(current, why);
	if (group_stopped && ptrace_reparented(current))
		notify_parent_stop(current, CLD_STOPPED);
	schedule();

	flags = spin_lock_irqsave(&siglock);
	current->state = TASK_RUNNING;
	exit_code = current->ptrace_stop_code;
	current->ptrace_stop_code = 0;
	current->ptrace_stop_reported = true;
	current->last_siginfo = NULL;
	current->ptrace_message = 0;
	current->ptrace_listening = false;
	current->ptrace_syscall_op = PTRACE_SYSCALL_INFO_NONE;
	if (!current->ptrace)
		clear_jobctl_trapping(current);
	/*
	 * Looks for what came meanwhile. A call that was interrupted is restarted even if its cause is
	 * gone.
	 */
	interrupted = current->work & WORK_SIGPENDING;
	recalc_sigpending(current);
	set_work(current, interrupted);
	spin_unlock_irqrestore(&siglock, flags);
	return exit_code;
}

int ptrace_do_notify(int sig, int exit_code, int why, u32 message)
{
	struct siginfo info = { .si_signo = sig, .si_code = exit_code };

	info.si_pid = current->pid;
	info.si_uid = current->cred.uid;
	return ptrace_stop(exit_code, why, message, &info);
}

int ptrace_notify(int exit_code, u32 message)
{
	return ptrace_do_notify(SIGTRAP, exit_code, CLD_TRAPPED, message);
}

bool ptrace_event_enabled(int event)
{
	return current->ptrace & PT_OPT(1u << event);
}

void ptrace_event(int event, u32 message)
{
	if (!current->ptrace)
		return;
	if (ptrace_event_enabled(event)) {
		ptrace_notify(event << 8 | SIGTRAP, message);
	} else if (event == PTRACE_EVENT_EXEC && !(current->ptrace & PT_SEIZED)) {
		struct siginfo info = { .si_signo = SIGTRAP, .si_code = SI_USER };

		info.si_pid = current->tgid;
		info.si_uid = current->cred.uid;
		send_signal(SIGTRAP, &info, current, false);
	}
}

/* A stop at a system call's entry or exit; a signal that the tracer resumes with is sent on. */
static void syscall_stop(u32 message, u32 op)
{
	int good = current->ptrace & PT_OPT(PTRACE_O_TRACESYSGOOD) ? 0x80 : 0;
	int sig;

	current->ptrace_syscall_op = op;
	sig = ptrace_notify(SIGTRAP | good, message);
	if (sig > 0 && sig <= NSIG)
		send_kernel_signal(sig, current, false);
}

int ptrace_syscall_enter(struct pt_regs *regs)
{
	bool emulated = current->work & WORK_SYSCALL_EMU;

	if (!current->ptrace)
		return 0;
	syscall_stop(PTRACE_EVENTMSG_SYSCALL_ENTRY, PTRACE_SYSCALL_INFO_ENTRY);
	/* The tracer may have cancelled the call: then ax is its result. */
	if (emulated || fatal_signal_pending(current) || (s32)regs->orig_ax == -1)
		return 1;
	/* Else it is that of an unknown number, whatever the tracer wrote (do_syscall_32_irqs_on). */
	regs->ax = -ENOSYS;
	return 0;
}

void ptrace_syscall_exit(struct pt_regs *regs)
{
	u32 work = current->work;

	/* An emulated call has no exit to stop at. */
	if ((work & WORK_SINGLESTEP) && !(work & WORK_SYSCALL_EMU))
		user_single_step_report(regs);
	else if ((work & WORK_SYSCALL_TRACE) && current->ptrace)
		syscall_stop(PTRACE_EVENTMSG_SYSCALL_EXIT, PTRACE_SYSCALL_INFO_EXIT);
}

int ptrace_signal(struct pt_regs *regs, int sig, struct siginfo *info)
{
	/* The tracer may turn sig into a stop signal; a SIGCONT meanwhile clears the mark. */
	current->jobctl |= JOBCTL_STOP_DEQUEUED;
	sig = ptrace_stop(sig, CLD_TRAPPED, 0, info);
	if (sig <= 0 || sig > NSIG)
		return 0;
	if (sig != info->si_signo) {
		*info = (struct siginfo){ .si_signo = sig, .si_code = SI_USER };
		info->si_pid = current->parent->tgid;
		info->si_uid = current->parent->cred.uid;
	}
	if ((current->blocked & sigmask(sig)) || fatal_signal_pending(current)) {
		send_signal(sig, info, current, false);
		return 0;
	}
	return sig;
}

/* ---- who traces whom --------------------------------------------------------------------------- */

static void ptrace_link(struct task_struct *t, struct task_struct *tracer, u32 flags)
{
	unsigned long irq = spin_lock_irqsave(&tasklist_lock);

	t->ptrace = flags;
	t->parent = tracer;
	list_add_tail(&t->ptrace_node, &tracer->ptraced);
	spin_unlock_irqrestore(&tasklist_lock, irq);
}

/* The trace ends; a tracee in a stop goes on, or into the group's stop if there is one. */
static void ptrace_unlink(struct task_struct *t)
{
	bool traced = t->state == TASK_TRACED;
	unsigned long flags;

	clear_work(t, WORK_SYSCALL_TRACE | WORK_SYSCALL_EMU);
	flags = spin_lock_irqsave(&tasklist_lock);
	list_del(&t->ptrace_node);
	spin_unlock_irqrestore(&tasklist_lock, flags);

	flags = spin_lock_irqsave(&siglock);
	clear_jobctl_trapping(t);
	t->parent = t->real_parent;
	t->ptrace = 0;
	t->ptrace_seized = false;
	clear_jobctl_pending(t, JOBCTL_TRAP_MASK);
	if (!t->exiting && (t->signal->group_stop_sig || t->signal->group_stop_count)) {
		t->jobctl |= JOBCTL_STOP_PENDING;
		if (!(t->jobctl & JOBCTL_STOP_SIGMASK))
			t->jobctl |= SIGSTOP;
	}
	if (traced || (t->jobctl & JOBCTL_STOP_PENDING))
		ptrace_signal_wake_up(t, true);
	spin_unlock_irqrestore(&siglock, flags);
}

void ptrace_exit_tracee(struct task_struct *t)
{
	if (t->ptrace)
		ptrace_unlink(t);
}

/* Stop tracing t. A zombie that only the tracer kept goes to its parent, or away: then true. */
static bool detach(struct task_struct *tracer, struct task_struct *t)
{
	const struct k_sigaction *ka = &tracer->sighand->action[SIGCHLD - 1];

	ptrace_unlink(t);
	if (t->state != TASK_ZOMBIE)
		return false;
	if (!thread_group_leader(t))
		return true;
	if (!thread_group_empty(t))
		return false;
	if (!same_thread_group(t->real_parent, tracer))
		return notify_parent_exit(t);
	if (ka->handler == SIG_IGN || (ka->flags & SA_NOCLDWAIT)) {
		wake_up(&tracer->signal->wait_chldexit);
		return true;
	}
	return false;
}

int ptrace_detach(struct task_struct *t, u32 data)
{
	if (data > NSIG)
		return -EIO;
	user_disable_single_step(t);
	t->ptrace_stop_code = (int)data;
	if (detach(current, t))
		release_task(t);
	return 0;
}

void exit_ptrace(struct task_struct *tracer)
{
	struct task_struct *t, *next;

	list_for_each_entry_safe(t, next, &tracer->ptraced, ptrace_node) {
		if (t->ptrace & PT_OPT(PTRACE_O_EXITKILL))
			send_kernel_signal(SIGKILL, t, true);
		if (t->state == TASK_TRACED)
			user_disable_single_step(t);
		/* A signal that the tracer was never told of is delivered. */
		if (t->ptrace_stop_reported)
			t->ptrace_stop_code = 0;
		if (detach(tracer, t))
			release_task(t);
	}
}

/* A task that is stopped with its group becomes traced before ptrace(2) returns, so that wait4 sees it. */
static void wait_for_trap(pid_t pid)
{
	struct wait_entry w = { LIST_HEAD_INIT(w.node), NULL };
	struct task_struct *t;

	for (;;) {
		prepare_to_wait(&current->signal->wait_chldexit, &w, TASK_KILLABLE);
		t = find_task(pid);
		if (!t || t->parent != current || !(t->jobctl & JOBCTL_TRAPPING) ||
		    fatal_signal_pending(current))
			break;
		schedule();
	}
	finish_wait(&current->signal->wait_chldexit, &w);
}

int ptrace_attach(struct task_struct *t, bool seize, u32 addr, u32 options)
{
	u32 flags = PT_PTRACED;
	unsigned long irq;
	bool trapping;

	if (seize) {
		int err;

		if (addr || (options & ~(u32)PTRACE_O_MASK))
			return -EIO;
		err = ptrace_options_check(options);
		if (err)
			return err;
		flags |= PT_SEIZED | PT_OPT(options);
	}
	if (!t->mm || same_thread_group(t, current) || !ptrace_may_access(t))
		return -EPERM;
	if (t->state == TASK_ZOMBIE || t->state == TASK_DEAD || t->exiting || t->ptrace)
		return -EPERM;
	ptrace_link(t, current, flags);
	t->ptrace_seized = seize;
	if (!seize)
		send_signal(SIGSTOP, NULL, t, false);

	irq = spin_lock_irqsave(&siglock);
	trapping = t->state == TASK_STOPPED &&
		   set_jobctl_pending(t, JOBCTL_TRAP_STOP | JOBCTL_TRAPPING);
	if (trapping) {
		set_work(t, WORK_SIGPENDING);
		wake_up_task(t, 1u << TASK_STOPPED);
	}
	spin_unlock_irqrestore(&siglock, irq);
	if (trapping)
		wait_for_trap(t->pid);
	return 0;
}

int ptrace_traceme(void)
{
	if (current->ptrace)
		return -EPERM;
	if (!current->real_parent->exiting)
		ptrace_link(current, current->real_parent, PT_PTRACED);
	return 0;
}

void ptrace_fork(struct task_struct *child, int event)
{
	bool traced = current->ptrace && ((event & PTRACE_FORK_ALWAYS) ||
					  (event && ptrace_event_enabled(event & 0xff)));

	list_init(&child->ptraced);
	list_init(&child->ptrace_node);
	clear_work(child, WORK_SYSCALL_TRACE | WORK_SYSCALL_EMU);
	child->jobctl = 0;
	child->exiting = false;
	child->real_blocked = 0;
	child->ptrace = 0;
	child->ptrace_stop_code = 0;
	child->ptrace_listening = child->ptrace_seized = false;
	child->ptrace_stop_reported = true;
	child->ptrace_message = 0;
	child->ptrace_syscall_op = PTRACE_SYSCALL_INFO_NONE;
	child->last_siginfo = NULL;
	user_disable_single_step(child);
	if (!traced)
		return;
	ptrace_link(child, current->parent, current->ptrace);
	child->ptrace_seized = current->ptrace & PT_SEIZED;
	if (child->ptrace & PT_SEIZED)
		child->jobctl |= JOBCTL_TRAP_STOP;
	else
		child->pending.signal |= sigmask(SIGSTOP);
	set_work(child, WORK_SIGPENDING);
}
