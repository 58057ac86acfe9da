/* SPDX-License-Identifier: MIT */
/*
 * Queues of pending signals. A standard signal is pending once; a real-time signal as often as it was
 * sent, up to RLIMIT_SIGPENDING entries for each user (signal(7)).
 */

#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <kernel/string.h>

struct sigqueue {
	struct list_head node;
	struct user_count *user;
	struct siginfo info;
};

/* Queue entries charged to one user; exists while there are any. */
struct user_count {
	struct list_head node;
	u32 uid;
	u32 count;
};

static LIST_HEAD(user_counts);

static struct user_count *user_charge(u32 uid, u64 limit)
{
	struct user_count *user;

	list_for_each_entry(user, &user_counts, node) {
		if (user->uid != uid)
			continue;
		if (user->count >= limit)
			return NULL;
		user->count++;
		return user;
	}
	if (!limit)
		return NULL;
	user = kmalloc(sizeof(*user));
	if (user) {
		user->uid = uid;
		user->count = 1;
		list_add(&user->node, &user_counts);
	}
	return user;
}

static void user_uncharge(struct user_count *user)
{
	if (--user->count)
		return;
	list_del(&user->node);
	kfree(user);
}

u32 sigqueue_count(u32 uid)
{
	struct user_count *user;

	list_for_each_entry(user, &user_counts, node)
		if (user->uid == uid)
			return user->count;
	return 0;
}

static void sigqueue_free(struct sigqueue *q)
{
	list_del(&q->node);
	user_uncharge(q->user);
	kfree(q);
}

/* True if info was queued; false: no memory, or the user's limit. */
static bool sigqueue_add(struct sigpending *pending, struct task_struct *t,
			 const struct siginfo *info, bool override_limit)
{
	u64 limit = override_limit ? ~0ull : t->signal->rlim[RLIMIT_SIGPENDING].rlim_cur;
	struct sigqueue *q = kmalloc(sizeof(*q));

	if (!q)
		return false;
	q->user = user_charge(t->cred.uid, limit);
	if (!q->user) {
		kfree(q);
		return false;
	}
	q->info = *info;
	list_add_tail(&q->node, &pending->queue);
	return true;
}

int sigqueue_send(struct sigpending *pending, struct task_struct *t, int sig,
		  const struct siginfo *info, bool from_kernel)
{
	bool standard = sig < SIGRTMIN;

	if (standard && (pending->signal & sigmask(sig)))
		return 0;
	/* SIGKILL says nothing more than itself. */
	if (sig != SIGKILL &&
	    !sigqueue_add(pending, t, info, standard && info->si_code >= 0) &&
	    !standard && !from_kernel && info->si_code != SI_USER)
		return -EAGAIN;
	pending->signal |= sigmask(sig);
	return 0;
}

/* Remove sig and its oldest entry; a signal that found no room in the queue comes from nobody. */
static void sigqueue_take(struct sigpending *pending, int sig, struct siginfo *info)
{
	struct sigqueue *q, *next, *first = NULL;

	list_for_each_entry_safe(q, next, &pending->queue, node) {
		if (q->info.si_signo != sig)
			continue;
		if (first) {
			*info = first->info;
			sigqueue_free(first);
			return;		/* there is another one: still pending */
		}
		first = q;
	}
	pending->signal &= ~sigmask(sig);
	if (first) {
		*info = first->info;
		sigqueue_free(first);
		return;
	}
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = SI_USER;
}

static int lowest_signal(u64 set)
{
	return (u32)set ? __builtin_ctz((u32)set) + 1 : __builtin_ctz((u32)(set >> 32)) + 33;
}

/* Faults first: their handlers' frames must show the instruction that faulted. */
static int next_signal(const struct sigpending *pending, u64 mask)
{
	u64 ready = pending->signal & ~mask;

	if (!ready)
		return 0;
	return lowest_signal(ready & SIG_SYNCHRONOUS_MASK ? ready & SIG_SYNCHRONOUS_MASK : ready);
}

int dequeue_signal(struct task_struct *t, u64 mask, struct siginfo *info)
{
	struct sigpending *pending = &t->pending;
	int sig = next_signal(pending, mask);

	if (!sig) {
		pending = &t->signal->shared_pending;
		sig = next_signal(pending, mask);
	}
	if (sig) {
		sigqueue_take(pending, sig, info);
		if (info->si_code == SI_TIMER)
			posix_timer_deliver(info);
		if (sig_kernel_stop(sig))
			t->jobctl |= JOBCTL_STOP_DEQUEUED;
	}
	recalc_sigpending(t);
	return sig;
}

/* A fault that t's own instruction raised, in the order of the faults; 0: none. */
int dequeue_synchronous_signal(struct task_struct *t, struct siginfo *info)
{
	struct sigqueue *q;

	if (!(t->pending.signal & ~t->blocked & SIG_SYNCHRONOUS_MASK))
		return 0;
	list_for_each_entry(q, &t->pending.queue, node) {
		int sig = q->info.si_signo;

		if (q->info.si_code > SI_USER && (sigmask(sig) & SIG_SYNCHRONOUS_MASK) &&
		    !(t->blocked & sigmask(sig))) {
			sigqueue_take(&t->pending, sig, info);
			recalc_sigpending(t);
			return sig;
		}
	}
	return 0;
}

void flush_sigqueue_mask(u64 mask, struct sigpending *pending)
{
	struct sigqueue *q, *next;

	if (!(pending->signal & mask))
		return;
	pending->signal &= ~mask;
	list_for_each_entry_safe(q, next, &pending->queue, node)
		if (sigmask(q->info.si_signo) & mask)
			sigqueue_free(q);
}

void flush_sigqueue(struct sigpending *pending)
{
	unsigned long flags = spin_lock_irqsave(&siglock);

	flush_sigqueue_mask(~0ull, pending);
	spin_unlock_irqrestore(&siglock, flags);
}

/* PTRACE_PEEKSIGINFO: the entry at position off. */
bool sigqueue_peek(const struct sigpending *pending, u32 off, struct siginfo *info)
{
	struct sigqueue *q;

	list_for_each_entry(q, &pending->queue, node) {
		if (off--)
			continue;
		*info = q->info;
		return true;
	}
	return false;
}
