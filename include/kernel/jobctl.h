/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_JOBCTL_H
#define KERNEL_JOBCTL_H

/*
 * Group stops and ptrace traps, task by task (task_struct.jobctl), and what kernel/signal*.c and
 * kernel/ptrace*.c share. The low 16 bits are the signal of the current group stop.
 */

#include <kernel/sched.h>
#include <kernel/spinlock.h>
#include <uapi/asm/siginfo.h>

#define JOBCTL_STOP_SIGMASK	0x0000ffff
#define JOBCTL_STOP_DEQUEUED	0x00010000	/* a stop signal was taken; SIGCONT clears it */
#define JOBCTL_STOP_PENDING	0x00020000	/* should stop for the group stop */
#define JOBCTL_STOP_CONSUME	0x00040000	/* is counted in group_stop_count */
#define JOBCTL_TRAP_STOP	0x00080000	/* should trap: INTERRUPT, or a group stop while traced */
#define JOBCTL_TRAP_NOTIFY	0x00100000	/* should trap: the group stop's state changed */
#define JOBCTL_TRAPPING		0x00200000	/* on its way from stopped to traced; the tracer waits */
#define JOBCTL_TRAP_MASK	(JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY)
#define JOBCTL_PENDING_MASK	(JOBCTL_STOP_PENDING | JOBCTL_TRAP_MASK)

#define SIG_KERNEL_ONLY_MASK	(sigmask(SIGKILL) | sigmask(SIGSTOP))
#define SIG_KERNEL_STOP_MASK                                                                       \
	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) | sigmask(SIGTTOU))
#define SIG_KERNEL_IGNORE_MASK                                                                     \
	(sigmask(SIGCONT) | sigmask(SIGCHLD) | sigmask(SIGWINCH) | sigmask(SIGURG))
#define SIG_SYNCHRONOUS_MASK                                                                       \
	(sigmask(SIGSEGV) | sigmask(SIGBUS) | sigmask(SIGILL) | sigmask(SIGTRAP) | sigmask(SIGFPE) | \
	 sigmask(SIGSYS))

#define SIGRTMIN __SIGRTMIN

/* Pending signals, jobctl, actions; also taken by interrupts that send signals. */
extern struct spinlock siglock;

/* Set bits of JOBCTL_*, unless t is dying; true if set. siglock held. */
bool set_jobctl_pending(struct task_struct *t, u32 bits);
void clear_jobctl_pending(struct task_struct *t, u32 bits);
void clear_jobctl_trapping(struct task_struct *t);
/* Count current out of a group stop in progress; true if that completed it. */
bool participate_group_stop(struct task_struct *t);
/* kernel/signal_stop.c, for the delivery loop. */
bool do_signal_stop(int sig, unsigned long *flags);
void do_jobctl_trap(void);
/* Wake t to look at its signals. fatal: also out of a stop. */
void signal_wake_up(struct task_struct *t, bool fatal);
int send_signal_locked(int sig, struct siginfo *info, struct task_struct *t, bool group);
/* kernel/sigqueue.c; siglock held. 0, or -EAGAIN: a real-time signal beyond the user's limit. */
int sigqueue_send(struct sigpending *pending, struct task_struct *t, int sig,
		  const struct siginfo *info, bool from_kernel);
bool sigqueue_peek(const struct sigpending *pending, u32 off, struct siginfo *info);
/* Entries that are charged to a user: SigQ in /proc/PID/status. */
u32 sigqueue_count(u32 uid);
/* Take the next signal not in mask; 0: none. */
int dequeue_signal(struct task_struct *t, u64 mask, struct siginfo *info);
int dequeue_synchronous_signal(struct task_struct *t, struct siginfo *info);
void flush_sigqueue_mask(u64 mask, struct sigpending *pending);
bool sig_handler_ignored(u32 handler, int sig);
/* current must die of sig (or its tracer decide), whatever handler it has. */
void force_fatal_sig(int sig);
/* SIGCHLD to the tracer for a stop of t. */
void notify_tracer_stop(struct task_struct *t, int why);
void sas_reset(struct task_struct *t);
/* The bits of sigaltstack's ss_flags for a program whose stack pointer is sp. */
u32 sas_flags(unsigned long sp);
bool on_sas(unsigned long sp);
bool within_sas(unsigned long sp);	/* also while SS_AUTODISARM has it disarmed */
int do_sigaltstack(const stack_t *ss, stack_t *oss, unsigned long sp);

static inline bool sig_kernel_only(int sig)
{
	return sigmask(sig) & SIG_KERNEL_ONLY_MASK;
}

static inline bool sig_kernel_stop(int sig)
{
	return sigmask(sig) & SIG_KERNEL_STOP_MASK;
}

static inline bool sig_kernel_ignore(int sig)
{
	return sigmask(sig) & SIG_KERNEL_IGNORE_MASK;
}

static inline bool task_is_stopped_or_traced(const struct task_struct *t)
{
	return t->state == TASK_STOPPED || t->state == TASK_TRACED;
}

static inline bool same_thread_group(const struct task_struct *a, const struct task_struct *b)
{
	return a->signal == b->signal;
}

/* True if t is the only thread of its group. */
static inline bool thread_group_empty(const struct task_struct *t)
{
	return t->signal->threads.next == t->signal->threads.prev;
}

/* True for a signal that a program sent (kill, sigqueue). */
static inline bool si_from_user(const struct siginfo *info)
{
	return info && info->si_code <= 0;
}

#endif
