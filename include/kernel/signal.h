/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SIGNAL_H
#define KERNEL_SIGNAL_H

/* Signals: sending, queueing, delivery (signal(7)). Frames are arch/x86/kernel/signal.c's. */

#include <kernel/list.h>
#include <kernel/types.h>
#include <uapi/asm/signal.h>

#define NSIG 64

/* Kernel-internal results of an interrupted call; none ever reaches a program. */
#define ERESTARTSYS		512	/* restart if no handler ran, or its SA_RESTART is set */
#define ERESTARTNOINTR		513	/* always restart */
#define ERESTARTNOHAND		514	/* restart only if no handler ran */
#define ERESTART_RESTARTBLOCK	516	/* go on through restart_syscall(2) if no handler ran */

#define sigmask(sig)	(1ull << ((sig) - 1))

struct task_struct;
struct pt_regs;
struct siginfo;

struct k_sigaction {
	u32 handler;		/* user address, 0 SIG_DFL, 1 SIG_IGN */
	u32 flags;		/* SA_* */
	u32 restorer;
	u64 mask;
};

struct sigpending {
	u64 signal;		/* set of pending signals */
	struct list_head queue;	/* struct sigqueue, oldest first */
};

/*
 * Send sig to the thread / to its whole group; callable from interrupts. info NULL: SI_KERNEL.
 * 0, or -EAGAIN if a queued (real-time) signal found the queue full. No permission check.
 */
int send_signal(int sig, struct siginfo *info, struct task_struct *t, bool group);
/* The same from kernel code with SI_KERNEL. */
void send_kernel_signal(int sig, struct task_struct *t, bool group);
/*
 * To every process of the group. With info from a program (SI_USER and the like) current needs kill(2)'s
 * permission; NULL: the kernel sends. 0 if one could be signalled, -ESRCH if the group is empty, -EPERM.
 */
int kill_pgrp(pid_t pgrp, int sig, struct siginfo *info);
/*
 * A fault of current that it cannot ignore: unblocks and resets an ignored or blocked handler.
 * code: SEGV_MAPERR...; addr goes to si_addr; err and trapno go into the frame.
 */
void force_sig_fault(int sig, int code, unsigned long addr, unsigned long err, unsigned long trapno);
void force_sig(int sig);	/* SI_KERNEL, as force_sig_fault without an address */
/* Recompute WORK_SIGPENDING of t; call after changing blocked or pending. */
void recalc_sigpending(struct task_struct *t);
/* current's blocked set becomes set (without SIGKILL and SIGSTOP). */
void set_blocked(u64 set);
/*
 * For sigsuspend, pselect, ppoll: install a temporary mask, put back by delivery or on return
 * without a signal.
 */
void set_user_sigmask(u64 set);
void restore_user_sigmask(bool interrupted);
/* execve: handlers to default (ignored signals stay so), altstack gone. */
void flush_signal_handlers(struct task_struct *t);
/* kill(2)'s permission of current to send sig to t: 0, -EPERM, -EINVAL. */
int check_kill_permission(int sig, const struct siginfo *info, struct task_struct *t);
/*
 * do_exit, early (after the PTRACE_EVENT_EXIT stop): current takes no more signals; those that the
 * group shares go to another thread, and a group stop no longer waits for this one.
 */
void exit_signals(void);
/* exit_group, execve: SIGKILL every other thread of current's group, whatever it sleeps in. */
void zap_other_threads(void);
/* copy_process: a new thread of a group that is stopping stops too. */
void join_group_stop(struct task_struct *t);
/* Drop all queued signals. */
void flush_sigqueue(struct sigpending *pending);
/*
 * Deliver what is pending, or arrange the restart of an interrupted call; from exit_to_user_mode,
 * interrupts on.
 */
void do_signal(struct pt_regs *regs);
/*
 * A child's death: exit_signal (a traced task: SIGCHLD to the tracer) with siginfo to the parent, and wake
 * its wait4. Returns true if the child should be reaped at once (SIGCHLD ignored).
 */
bool notify_parent_exit(struct task_struct *t);
/*
 * t's group stopped or went on (CLD_STOPPED, CLD_CONTINUED): SIGCHLD to its real parent. What wait4 sees:
 * signal->group_stop_sig is set when the last thread has stopped and cleared by SIGCONT, together with
 * stop_reported and continued/continue_reported.
 */
void notify_parent_stop(struct task_struct *t, int why);

/* What exit and entry work need of ptrace: <kernel/ptrace.h>. */
#include <kernel/ptrace.h>

/* arch: build the frame on the user's stack and make regs enter the handler; 0 or -EFAULT. */
int setup_frame(struct pt_regs *regs, int sig, struct k_sigaction *ka, struct siginfo *info, u64 oldset);

#endif
