/* SPDX-License-Identifier: MIT */
/* Group stops (job control) and what parents are told of their children's stops and deaths. */

#include <kernel/jobctl.h>

static s32 cpu_ticks(u64 ns)
{
	return (s32)div_u64(ns, NSEC_PER_SEC / USER_HZ);
}

/* What SIGCHLD says about t. */
static void child_info(struct siginfo *info, const struct task_struct *t, int sig, int code, int status)
{
	const struct signal_struct *signal = t->signal;

	*info = (struct siginfo){ .si_signo = sig, .si_code = code };
	info->si_pid = t->pid;
	info->si_uid = t->cred.uid;
	info->si_status = status;
	info->si_utime = cpu_ticks(t->utime + signal->utime);
	info->si_stime = cpu_ticks(t->stime + signal->stime);
}

static void tell_parent_of_stop(struct task_struct *t, struct task_struct *parent, int why, int status)
{
	struct k_sigaction *ka;
	struct siginfo info;

	if (!parent || !parent->sighand)
		return;
	ka = &parent->sighand->action[SIGCHLD - 1];
	child_info(&info, t, SIGCHLD, why, status);
	if (ka->handler != SIG_IGN && !(ka->flags & SA_NOCLDSTOP))
		send_signal(SIGCHLD, &info, parent, true);
	wake_up(&parent->signal->wait_chldexit);
}

void notify_parent_stop(struct task_struct *t, int why)
{
	struct task_struct *leader = t->signal->leader;

	tell_parent_of_stop(leader, leader->real_parent, why,
			    why == CLD_CONTINUED ? SIGCONT : t->signal->group_stop_sig & 0x7f);
}

void notify_tracer_stop(struct task_struct *t, int why)
{
	int status = why == CLD_CONTINUED ? SIGCONT : t->ptrace_stop_code & 0x7f;

	if (why == CLD_STOPPED && t->signal->group_stop_sig)
		status = t->signal->group_stop_sig & 0x7f;
	tell_parent_of_stop(t, t->parent, why, status);
}

/* True if the parent does not want zombies; *sig 0 if it does not want the signal either. */
static bool parent_ignores_exit(const struct task_struct *t, int *sig)
{
	const struct k_sigaction *ka = &t->parent->sighand->action[SIGCHLD - 1];

	if (t->ptrace || *sig != SIGCHLD)
		return false;
	if (ka->handler == SIG_IGN) {
		*sig = 0;
		return true;
	}
	return ka->flags & SA_NOCLDWAIT;
}

bool notify_parent_exit(struct task_struct *t)
{
	int sig = t->exit_signal, code = t->exit_code;
	struct siginfo info;
	bool autoreap;

	if (!t->parent || !t->parent->sighand)
		return true;
	/* A tracer that is not the parent, or traces a single thread, always gets SIGCHLD. */
	if (t->ptrace && (!thread_group_leader(t) || !thread_group_empty(t) || ptrace_reparented(t)))
		sig = SIGCHLD;
	autoreap = parent_ignores_exit(t, &sig);
	if (code & 0x7f)
		child_info(&info, t, sig, code & 0x80 ? CLD_DUMPED : CLD_KILLED, code & 0x7f);
	else
		child_info(&info, t, sig, CLD_EXITED, (code >> 8) & 0xff);
	if (sig > 0 && sig <= NSIG)
		send_signal(sig, &info, t->parent, true);
	wake_up(&t->parent->signal->wait_chldexit);
	return autoreap;
}

/* ---- group stops ------------------------------------------------------------------------------- */

bool set_jobctl_pending(struct task_struct *t, u32 bits)
{
	if (fatal_signal_pending(t) || t->exiting)
		return false;
	if (bits & JOBCTL_STOP_SIGMASK)
		t->jobctl &= ~JOBCTL_STOP_SIGMASK;
	t->jobctl |= bits;
	return true;
}

void clear_jobctl_trapping(struct task_struct *t)
{
	if (!(t->jobctl & JOBCTL_TRAPPING))
		return;
	t->jobctl &= ~JOBCTL_TRAPPING;
	wake_up(&t->parent->signal->wait_chldexit); /* ptrace_attach waits there */
}

void clear_jobctl_pending(struct task_struct *t, u32 bits)
{
	if (bits & JOBCTL_STOP_PENDING)
		bits |= JOBCTL_STOP_CONSUME | JOBCTL_STOP_DEQUEUED;
	t->jobctl &= ~bits;
	if (!(t->jobctl & JOBCTL_PENDING_MASK))
		clear_jobctl_trapping(t);
}

bool participate_group_stop(struct task_struct *t)
{
	struct signal_struct *signal = t->signal;
	bool counted = t->jobctl & JOBCTL_STOP_CONSUME;

	clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
	if (!counted || !signal->group_stop_count)
		return false;
	if (--signal->group_stop_count || signal->group_stop_sig)
		return false;
	signal->group_stop_sig = t->jobctl & JOBCTL_STOP_SIGMASK;
	signal->stop_reported = false;
	signal->continued = false;
	return true;
}

void join_group_stop(struct task_struct *t)
{
	struct signal_struct *signal = current->signal;
	u32 bits = current->jobctl & JOBCTL_STOP_SIGMASK;
	unsigned long flags = spin_lock_irqsave(&siglock);

	if (signal->group_stop_count) {
		signal->group_stop_count++;
		bits |= JOBCTL_STOP_CONSUME;
	}
	if (signal->group_stop_count || signal->group_stop_sig) {
		set_jobctl_pending(t, bits | JOBCTL_STOP_PENDING);
		set_work(t, WORK_SIGPENDING);
	}
	spin_unlock_irqrestore(&siglock, flags);
}

/* current took a stop signal: every thread that runs is to stop. */
static void start_group_stop(int sig)
{
	struct signal_struct *signal = current->signal;
	u32 bits = (u32)sig | JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME;
	struct task_struct *t;

	signal->group_stop_count = 0;
	list_for_each_entry(t, &signal->threads, thread_node) {
		if (t != current && t->state == TASK_STOPPED)
			continue;
		if (t->state == TASK_ZOMBIE || t->state == TASK_DEAD || !set_jobctl_pending(t, bits))
			continue;
		signal->group_stop_count++;
		if (t == current)
			continue;
		if (t->ptrace & PT_SEIZED)
			ptrace_trap_notify(t);
		else
			signal_wake_up(t, false);
	}
}

/*
 * current stops with its group; sig starts a new stop, 0 joins one. True if it slept (everything must
 * be looked at again); false if there is nothing to stop for, or the tracer's trap will do it.
 * siglock is held and stays so, but for the sleep.
 */
bool do_signal_stop(int sig, unsigned long *flags)
{
	bool stopped_group;

	if (!(current->jobctl & JOBCTL_STOP_PENDING)) {
		if (!(current->jobctl & JOBCTL_STOP_DEQUEUED) || current->signal->group_exit ||
		    current->signal->group_exit_task)
			return false;
		start_group_stop(sig);
	}
	if (current->ptrace) {
		set_jobctl_pending(current, JOBCTL_TRAP_STOP);
		return false;
	}
	stopped_group = participate_group_stop(current);
	current->state = TASK_STOPPED;
	spin_unlock_irqrestore(&siglock, *flags);
	if (stopped_group)
		notify_parent_stop(current, CLD_STOPPED);
	schedule();
	*flags = spin_lock_irqsave(&siglock);
	return true;
}

/* The trap that an INTERRUPT or a group stop asked of a traced current. */
void do_jobctl_trap(void)
{
	struct signal_struct *signal = current->signal;
	int sig = current->jobctl & JOBCTL_STOP_SIGMASK;

	if (!(current->ptrace & PT_SEIZED)) {
		ptrace_stop(sig, CLD_STOPPED, 0, NULL);
		return;
	}
	if (!signal->group_stop_count && !signal->group_stop_sig)
		sig = SIGTRAP;
	ptrace_do_notify(sig, sig | PTRACE_EVENT_STOP << 8, CLD_STOPPED, 0);
}
