/* SPDX-License-Identifier: MIT */
/*
 * Sending signals: who gets them, what they cancel, and who must wake. One lock, siglock, covers
 * everything that a sender touches, because timers and the tty send from interrupts.
 */

#include <asm/traps.h>
#include <kernel/jobctl.h>
#include <kernel/string.h>

DEFINE_SPINLOCK(siglock);

bool fatal_signal_pending(const struct task_struct *t)
{
	return t->pending.signal & sigmask(SIGKILL);
}

static bool has_pending(const struct task_struct *t)
{
	u64 ready = (t->pending.signal | t->signal->shared_pending.signal) & ~t->blocked;

	return ready || (t->jobctl & JOBCTL_PENDING_MASK) || t->signal->cld_notify;
}

/* Only current itself may find that nothing is left: it alone knows that it is not about to look. */
void recalc_sigpending(struct task_struct *t)
{
	if (has_pending(t))
		set_work(t, WORK_SIGPENDING);
	else if (t == current)
		clear_work(t, WORK_SIGPENDING);
}

void signal_wake_up(struct task_struct *t, bool fatal)
{
	set_work(t, WORK_SIGPENDING);
	wake_up_task(t, fatal ? WAKE_KILL : WAKE_SIGNAL);
}

bool sig_handler_ignored(u32 handler, int sig)
{
	return handler == SIG_IGN || (handler == SIG_DFL && sig_kernel_ignore(sig));
}

/* True if init is protected from what would kill or stop it. */
static bool unkillable(const struct task_struct *t)
{
	return t->tgid == 1 && !t->signal->unkillable_lost;
}

static bool sig_task_ignored(const struct task_struct *t, int sig, bool force)
{
	u32 handler = t->sighand->action[sig - 1].handler;

	if (t->tgid == 1 && sig_kernel_only(sig))
		return true;
	if (unkillable(t) && handler == SIG_DFL && !(force && sig_kernel_only(sig)))
		return true;
	return sig_handler_ignored(handler, sig);
}

static bool sig_ignored(const struct task_struct *t, int sig, bool force)
{
	/* What is blocked may have a handler by the time that it is unblocked. */
	if ((t->blocked | t->real_blocked) & sigmask(sig))
		return false;
	/* The tracer wants to see it. */
	if (t->ptrace && sig != SIGKILL)
		return false;
	return sig_task_ignored(t, sig, force);
}

static void flush_group_mask(struct signal_struct *signal, u64 mask)
{
	struct task_struct *t;

	flush_sigqueue_mask(mask, &signal->shared_pending);
	list_for_each_entry(t, &signal->threads, thread_node)
		flush_sigqueue_mask(mask, &t->pending);
}

/* SIGCONT acts when it is sent, whatever becomes of it afterwards. */
static void continue_group(struct signal_struct *signal)
{
	struct task_struct *t;

	flush_group_mask(signal, SIG_KERNEL_STOP_MASK);
	list_for_each_entry(t, &signal->threads, thread_node) {
		clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
		if (t->ptrace & PT_SEIZED)
			ptrace_trap_notify(t);
		else
			wake_up_task(t, 1u << TASK_STOPPED);
	}
	if (!signal->group_stop_sig && !signal->group_stop_count)
		return;
	/* The first thread that comes through do_signal tells the parent. */
	signal->cld_notify = signal->group_stop_sig ? CLD_CONTINUED : CLD_STOPPED;
	signal->group_stop_count = 0;
	signal->group_stop_sig = 0;
	signal->continued = true;
	signal->continue_reported = false;
	list_for_each_entry(t, &signal->threads, thread_node)
		set_work(t, WORK_SIGPENDING);
}

/* The effects of sending; true if the signal is to be queued. */
static bool prepare_signal(int sig, struct task_struct *t, bool force)
{
	struct signal_struct *signal = t->signal;

	if (signal->group_exit) {
		if (sig != SIGKILL)
			return false;
	} else if (sig_kernel_stop(sig)) {
		flush_group_mask(signal, sigmask(SIGCONT));
	} else if (sig == SIGCONT) {
		continue_group(signal);
	}
	return !sig_ignored(t, sig, force);
}

static bool wants_signal(int sig, const struct task_struct *t)
{
	if ((t->blocked & sigmask(sig)) || t->exiting)
		return false;
	if (sig == SIGKILL)
		return true;
	return !task_is_stopped_or_traced(t) && (t == current || !signal_pending(t));
}

static struct task_struct *choose_thread(int sig, struct task_struct *t, bool group)
{
	struct task_struct *other;

	if (wants_signal(sig, t))
		return t;
	if (!group || thread_group_empty(t))
		return NULL;
	list_for_each_entry(other, &t->signal->threads, thread_node)
		if (wants_signal(sig, other))
			return other;
	return NULL;
}

static void kill_thread(struct task_struct *t)
{
	clear_jobctl_pending(t, JOBCTL_PENDING_MASK);
	t->pending.signal |= sigmask(SIGKILL);
	signal_wake_up(t, true);
}

/* True if the signal's default action will end the group. */
static bool sig_fatal(const struct task_struct *t, int sig)
{
	return t->sighand->action[sig - 1].handler == SIG_DFL &&
	       !(sigmask(sig) & (SIG_KERNEL_STOP_MASK | SIG_KERNEL_IGNORE_MASK));
}

static void complete_signal(int sig, struct task_struct *p, bool group)
{
	struct task_struct *t = choose_thread(sig, p, group);
	struct signal_struct *signal = p->signal;

	if (!t)
		return;		/* whoever unblocks it first will find it */
	/* No thread goes on working while a slower one has the fatal signal before it. */
	if (sig_fatal(p, sig) && !signal->group_exit && !(t->real_blocked & sigmask(sig)) &&
	    (sig == SIGKILL || !p->ptrace) && !(unkillable(p) && sig != SIGKILL)) {
		signal->group_exit = true;
		signal->group_exit_code = sig;
		signal->group_stop_count = 0;
		signal->group_stop_sig = 0;
		list_for_each_entry(t, &signal->threads, thread_node)
			kill_thread(t);
		return;
	}
	signal_wake_up(t, sig == SIGKILL);
}

int send_signal_locked(int sig, struct siginfo *info, struct task_struct *t, bool group)
{
	struct siginfo kernel_info = { .si_signo = sig, .si_code = SI_KERNEL };
	struct sigpending *pending = group ? &t->signal->shared_pending : &t->pending;
	/* Init of a program's kill is protected even against SIGKILL; the kernel's own may force it. */
	bool force = !si_from_user(info);
	int err;

	if (!prepare_signal(sig, t, force))
		return 0;
	err = sigqueue_send(pending, t, sig, info ? info : &kernel_info, !info);
	if (!err)
		complete_signal(sig, t, group);
	return err;
}

/* True if t can have signals: not a kernel thread, not gone. */
static bool takes_signals(const struct task_struct *t)
{
	return t->mm && t->signal && t->sighand && t->state != TASK_ZOMBIE && t->state != TASK_DEAD;
}

/* A leader that has died before its threads still stands for the group. */
static struct task_struct *live_thread(struct task_struct *t)
{
	struct task_struct *other;

	if (takes_signals(t) || !t->signal)
		return t;
	list_for_each_entry(other, &t->signal->threads, thread_node)
		if (takes_signals(other))
			return other;
	return t;
}

int send_signal(int sig, struct siginfo *info, struct task_struct *t, bool group)
{
	unsigned long flags;
	int err = 0;

	flags = spin_lock_irqsave(&siglock);
	if (group)
		t = live_thread(t);
	if (takes_signals(t))
		err = send_signal_locked(sig, info, t, group);
	spin_unlock_irqrestore(&siglock, flags);
	return err;
}

void send_kernel_signal(int sig, struct task_struct *t, bool group)
{
	send_signal(sig, NULL, t, group);
}

/* current cannot go on without this signal: nothing may hold it back. */
static void force_sig_info(struct siginfo *info)
{
	int sig = info->si_signo;
	struct k_sigaction *ka = &current->sighand->action[sig - 1];
	unsigned long flags = spin_lock_irqsave(&siglock);

	if ((current->blocked & sigmask(sig)) || ka->handler == SIG_IGN) {
		ka->handler = SIG_DFL;
		current->blocked &= ~sigmask(sig);
	}
	if (ka->handler == SIG_DFL && !current->ptrace)
		current->signal->unkillable_lost = true;
	send_signal_locked(sig, info, current, false);
	recalc_sigpending(current);
	spin_unlock_irqrestore(&siglock, flags);
}

void force_sig_fault(int sig, int code, unsigned long addr, unsigned long err, unsigned long trapno)
{
	struct siginfo info = { .si_signo = sig, .si_code = code };

	info.si_addr = (u32)addr;
	if (trapno == X86_TRAP_PF)
		current->thread.cr2 = addr;
	current->thread.trap_nr = trapno;
	current->thread.error_code = err;
	force_sig_info(&info);
}

void force_sig(int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_KERNEL };

	force_sig_info(&info);
}

void force_fatal_sig(int sig)
{
	unsigned long flags = spin_lock_irqsave(&siglock);

	current->sighand->action[sig - 1].handler = SIG_DFL;
	spin_unlock_irqrestore(&siglock, flags);
	force_sig(sig);
}

void zap_other_threads(void)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	struct task_struct *t;

	current->signal->group_stop_count = 0;
	list_for_each_entry(t, &current->signal->threads, thread_node)
		if (t != current && t->state != TASK_ZOMBIE && t->state != TASK_DEAD)
			kill_thread(t);
	spin_unlock_irqrestore(&siglock, flags);
}

/* The signals in set that current will not take after all: somebody else in the group may. */
static void retarget_shared_pending(u64 set)
{
	u64 left = current->signal->shared_pending.signal & set;
	struct task_struct *t;

	if (!left)
		return;
	list_for_each_entry(t, &current->signal->threads, thread_node) {
		if (t == current || t->exiting || !(left & ~t->blocked))
			continue;
		left &= t->blocked;
		if (!signal_pending(t))
			signal_wake_up(t, false);
		if (!left)
			return;
	}
}

static void set_blocked_locked(u64 set)
{
	if (signal_pending(current) && !thread_group_empty(current))
		retarget_shared_pending(set & ~current->blocked);
	current->blocked = set;
	recalc_sigpending(current);
}

void set_blocked(u64 set)
{
	unsigned long flags;

	set &= ~SIG_KERNEL_ONLY_MASK;
	if (set == current->blocked)
		return;
	flags = spin_lock_irqsave(&siglock);
	set_blocked_locked(set);
	spin_unlock_irqrestore(&siglock, flags);
}

void set_user_sigmask(u64 set)
{
	current->saved_blocked = current->blocked;
	current->restore_blocked = true;
	set_blocked(set);
}

void restore_user_sigmask(bool interrupted)
{
	/* A handler is to run with the temporary mask; its frame holds the old one. */
	if (interrupted || !current->restore_blocked)
		return;
	current->restore_blocked = false;
	set_blocked(current->saved_blocked);
}

void exit_signals(void)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	bool group_stopped = false;

	current->exiting = true;
	if (!thread_group_empty(current) && !current->signal->group_exit) {
		retarget_shared_pending(~current->blocked);
		if (current->jobctl & JOBCTL_STOP_PENDING)
			group_stopped = participate_group_stop(current);
	}
	spin_unlock_irqrestore(&siglock, flags);
	if (group_stopped)
		notify_parent_stop(current, CLD_STOPPED);
}

void flush_signal_handlers(struct task_struct *t)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	unsigned int i;

	for (i = 0; i < NSIG; i++) {
		struct k_sigaction *ka = &t->sighand->action[i];

		*ka = (struct k_sigaction){ .handler = ka->handler == SIG_IGN ? SIG_IGN : SIG_DFL };
	}
	sas_reset(t);
	spin_unlock_irqrestore(&siglock, flags);
}
