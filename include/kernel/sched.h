/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

/* Tasks, thread groups, and who runs next. */

#include <asm/cpu.h>
#include <asm/thread.h>
#include <kernel/list.h>
#include <kernel/signal.h>
#include <kernel/time.h>
#include <kernel/types.h>
#include <kernel/wait.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/resource.h>

/* task_struct.work: looked at once at each entry and once at each exit; 0 on the fast path. */
#define WORK_SIGPENDING		0x01	/* signal_pending(): go through do_signal */
#define WORK_RESCHED		0x02	/* somebody else should run */
#define WORK_SYSCALL_TRACE	0x04	/* PTRACE_SYSCALL: stop at entry and exit */
#define WORK_SYSCALL_EMU	0x08	/* PTRACE_SYSEMU: stop at entry, do not run the call */
#define WORK_SINGLESTEP		0x10	/* PTRACE_SINGLESTEP: report a step at the call's exit */
#define WORK_ENTRY		(WORK_SYSCALL_TRACE | WORK_SYSCALL_EMU)
#define WORK_SYSCALL_EXIT	(WORK_SYSCALL_TRACE | WORK_SINGLESTEP)
#define WORK_EXIT		(WORK_SIGPENDING | WORK_RESCHED)

enum task_state {
	TASK_RUNNING,
	TASK_INTERRUPTIBLE,
	TASK_UNINTERRUPTIBLE,
	TASK_STOPPED,	/* job control */
	TASK_TRACED,	/* ptrace stop */
	TASK_ZOMBIE,	/* waits to be reaped */
	TASK_DEAD,	/* nobody will look at it again; freed once it is off its stack */
	TASK_KILLABLE,	/* sleeps; only SIGKILL (or the event) wakes it */
};

/* Masks for wake_up_task: the sleeps that any signal / only SIGKILL ends. */
#define WAKE_SIGNAL	(1u << TASK_INTERRUPTIBLE)
#define WAKE_KILL	(WAKE_SIGNAL | 1u << TASK_KILLABLE | 1u << TASK_STOPPED | 1u << TASK_TRACED)
#define WAKE_ALL	(WAKE_SIGNAL | 1u << TASK_UNINTERRUPTIBLE | 1u << TASK_KILLABLE)

struct mm_struct;
struct files_struct;
struct fs_struct;
struct tty;
struct posix_timer;
struct uid_tasks;

/* What the threads of a group (a process) share beside memory and files. */
struct signal_struct {
	int refs;			/* tasks that point here, zombies included */
	int live;			/* threads that have not begun to exit */
	struct task_struct *leader;
	struct list_head threads;	/* task_struct.thread_node */

	struct sigpending shared_pending;
	struct wait_queue_head wait_chldexit; /* wait4 sleeps here */
	bool group_exit;		/* exit_group or a fatal signal is under way */
	int group_exit_code;
	struct task_struct *group_exit_task; /* execve waits for the other threads */
	int group_stop_count;		/* threads still to stop */
	int group_stop_sig;		/* the signal that stopped the group, 0 when running */
	bool stop_reported, continued, continue_reported; /* for WUNTRACED / WCONTINUED */
	int exit_signal_sent;
	/* Init brought a fatal fault upon itself: its protection is gone. */
	bool unkillable_lost;
	/* CLD_CONTINUED or CLD_STOPPED that the parent must yet be told. */
	int cld_notify;

	pid_t pgrp, session;
	struct list_head pgrp_node, session_node; /* kernel/pid.c: members by number */
	bool is_session_leader;
	struct tty *tty;		/* controlling terminal */
	bool is_child_subreaper;	/* prctl(PR_SET_CHILD_SUBREAPER) */
	u32 membarrier_registered;	/* MEMBARRIER_CMD_REGISTER_* that were done */

	struct rlimit64 rlim[RLIM_NLIMITS];
	struct timer real_timer;	/* ITIMER_REAL, alarm */
	u64 real_interval;		/* ns */
	u64 it_virt, it_virt_interval, it_prof, it_prof_interval; /* ns of CPU time */
	u64 utime, stime;		/* ns, of threads that are gone */
	u64 cutime, cstime;		/* ns, of reaped children */
	u32 min_flt, cmin_flt;
	u32 nvcsw, nivcsw, cnvcsw, cnivcsw;
	u32 maxrss, cmaxrss;		/* pages */
	u64 total_utime, total_stime;	/* ns, of all threads, living and gone */
	struct list_head posix_timers;	/* kernel/posix_timers.c */
	struct list_head cpu_timers;	/* armed timers on CPU clocks: struct cpu_timer */
	int next_timer_id;
};

struct sighand_struct {
	int refs;
	struct k_sigaction action[NSIG];	/* index: signal - 1 */
};

struct cred {
	u32 uid, euid, suid, fsuid;
	u32 gid, egid, sgid, fsgid;
	u32 groups[32], ngroups;
};

struct task_struct {
	u32 work;			/* WORK_*; asm and C test it in place */
	volatile enum task_state state;
	void *stack;			/* lowest address of the kernel stack */
	struct mm_struct *mm;		/* NULL: a kernel thread */
	struct thread_struct thread;

	pid_t pid, tgid;
	char comm[16];
	struct list_head run_node;	/* on the run queue while runnable and not running */
	int slice;			/* ticks left */
	bool on_queue;

	struct files_struct *files;
	struct fs_struct *fs;
	struct cred cred;

	/* Family. parent is who gets SIGCHLD and may wait (the tracer while traced). */
	struct task_struct *real_parent, *parent;
	struct list_head children;	/* living processes whose real_parent this is: sibling */
	struct list_head dead_children;	/* the same of those whose leader is a zombie */
	struct list_head sibling;
	struct list_head thread_node;	/* signal->threads */
	struct list_head all_node;	/* every task */
	struct list_head pid_node;	/* pid hash chain */
	int exit_signal;		/* sent to the parent; -1 for a thread */
	int exit_code;			/* as wait4 reports it */
	int exit_state_reported;
	bool exiting;			/* exit_signals() has run: takes no more signals */
	struct uid_tasks *user;		/* for RLIMIT_NPROC: tasks of the real uid */
	bool nproc_exceeded;		/* setuid went beyond RLIMIT_NPROC: execve fails */

	/* Signals. */
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	struct sigpending pending;
	u64 blocked;			/* sigset: bit n-1 is signal n */
	u64 saved_blocked;		/* restored by sigsuspend & co. when restore_blocked */
	bool restore_blocked;
	u64 real_blocked;		/* blocked, while rt_sigtimedwait has lifted some of it */
	u32 jobctl;			/* JOBCTL_* of <kernel/jobctl.h> */
	u32 sas_sp, sas_size, sas_flags; /* sigaltstack */
	struct restart_block {
		int (*fn)(struct restart_block *);
		u64 expires;		/* ns, absolute */
		u32 clock, rem_ptr, flags, uaddr, val, bitset;
		u32 aux[4];
	} restart;

	/* ptrace */
	u32 ptrace;			/* 0: not traced; PT_* of kernel/ptrace.c */
	struct list_head ptraced;	/* tasks that this one traces: ptrace_node */
	struct list_head ptrace_node;
	int ptrace_stop_code;		/* wait status >> 8 of the current stop */
	bool ptrace_stop_reported, ptrace_jobctl_trap, ptrace_listening, ptrace_seized;
	u32 ptrace_message;
	struct siginfo *last_siginfo;	/* of the stop; on the tracee's stack */
	u32 ptrace_syscall_op;		/* PTRACE_SYSCALL_INFO_* */

	/* Threads. */
	u32 set_child_tid, clear_child_tid; /* user addresses */
	u32 robust_list, robust_list_len;
	struct task_struct *vfork_parent; /* sleeps until this task execs or exits */
	bool reset_on_fork;		/* SCHED_RESET_ON_FORK */
	bool keep_caps;			/* prctl */
	u32 timer_slack;		/* ns */
	u32 personality;
	int pdeath_signal;
	bool dumpable, no_new_privs, did_exec;
	int nice, policy, rt_priority;
	u64 cpus_allowed;

	u64 start_time;			/* ns since boot */
	u64 utime, stime;		/* ns */
	u64 last_account;		/* ns, when utime/stime were last brought up to date */
	bool last_tick_system;		/* the last tick found it in the kernel */
	u32 min_flt, nvcsw, nivcsw;
};

extern struct spinlock tasklist_lock; /* all tasks, families, thread groups, sessions */
extern struct list_head all_tasks;
extern struct task_struct *init_task;	/* pid 1 once it exists */

/* True if a signal (or a tracer, or group exit) waits for t: sleeps end with -ERESTARTSYS. */
static inline bool signal_pending(const struct task_struct *t)
{
	return READ_ONCE(t->work) & WORK_SIGPENDING;
}

/* True if SIGKILL waits for t. */
bool fatal_signal_pending(const struct task_struct *t);

static inline void set_work(struct task_struct *t, u32 bits)
{
	__asm__ volatile("lock orl %1, %0" : "+m"(t->work) : "ir"(bits));
}

static inline void clear_work(struct task_struct *t, u32 bits)
{
	__asm__ volatile("lock andl %1, %0" : "+m"(t->work) : "ir"(~bits));
}

static inline bool thread_group_leader(const struct task_struct *t)
{
	return t->pid == t->tgid;
}

/* kernel/sched.c */
void sched_init(void);
/* Run somebody else; current's state says whether it may run again. */
void schedule(void);
/*
 * Sleep until woken or the absolute time (ns, monotonic; ~0: never). Set the state first. Returns
 * true if time ran out.
 */
bool schedule_until(u64 expires);
bool wake_up_task(struct task_struct *t, u32 states); /* states: 1u << TASK_x; true if it was woken */
void scheduler_tick(bool was_user);	/* from the timer interrupt */
void cpu_idle(void) __noreturn;
/*
 * As schedule_until, on CLOCK_MONOTONIC or (realtime) on CLOCK_REALTIME, whose setting may end or
 * prolong the sleep.
 */
bool schedule_until_clock(u64 expires, bool realtime);
int sched_slice(const struct task_struct *t);	/* ticks */
void sched_fork(struct task_struct *t);	/* a new task, not yet runnable */
void wake_up_new_task(struct task_struct *t);
/* Page tables and LDT of mm (NULL: the kernel's own) on this CPU. */
void activate_mm(struct mm_struct *mm);
void task_account(void);		/* bring current's CPU times up to date */
void process_cputime(const struct signal_struct *sig, u64 *utime, u64 *stime); /* ns */
extern u32 load_average[3];		/* 1, 5, 15 minutes; LOAD_SHIFT fraction bits */
#define LOAD_SHIFT	11

/* kernel/pid.c */
struct task_struct *find_task(pid_t pid);		/* by tid; tasklist_lock held or on one CPU */
pid_t pid_alloc(void);			/* a number that no task, group or session has, or -EAGAIN */
void pid_attach(struct task_struct *t);	/* into the tables, by t->pid */
void pid_detach(struct task_struct *t);
void set_pgrp(struct signal_struct *sig, pid_t pgrp);	/* 0: leave the tables */
void set_session(struct signal_struct *sig, pid_t session);
struct list_head *pgrp_bucket(pid_t pgrp);
struct list_head *session_bucket(pid_t session);
/*
 * Every process (sig: struct signal_struct *) of the group / session; none may leave it meanwhile,
 * but the present one.
 */
#define for_each_in_pgrp(sig, n, nr)                                                               \
	list_for_each_entry_safe(sig, n, pgrp_bucket(nr), pgrp_node)                               \
		if ((sig)->pgrp == (nr))
#define for_each_in_session(sig, n, nr)                                                            \
	list_for_each_entry_safe(sig, n, session_bucket(nr), session_node)                         \
		if ((sig)->session == (nr))

/* kernel/fork.c */
struct task_struct *kernel_thread(const char *name, void (*fn)(void *), void *arg);
void finish_fork(struct task_struct *prev);		/* called by ret_from_fork before anything else */
/* A zeroed signal_struct of a new process with one thread; parent NULL: the first one. */
void signal_struct_init(struct signal_struct *sig, struct task_struct *leader,
			const struct signal_struct *parent);
void free_task(struct task_struct *t);			/* stack and structure: nobody refers to it */
unsigned int max_tasks(void);
unsigned int nr_tasks(void);

/* kernel/exit.c */
void do_exit(int code) __noreturn;	/* code as wait4 reports it: (status << 8) | signal */
void do_group_exit(int code) __noreturn;
void release_task(struct task_struct *t);
int do_wait_notify(struct task_struct *child); /* wake the parent's wait4; used by exit, stops, ptrace */

void release_vfork_parent(struct task_struct *t);
extern bool subreapers_exist;		/* some process is or was one */
/* Robust list and clear_child_tid of current, while its mm is still there: exit and execve. */
void mm_release(void);
/*
 * True if no process of the group has a parent in its session, but outside of the group, to
 * continue it.
 */
bool is_orphaned_pgrp(pid_t pgrp);

/* kernel/futex.c */
void exit_robust_list(void);
void futex_wake_address(u32 uaddr);	/* one waiter, for clear_child_tid */

/* kernel/user.c: tasks of each real uid */
struct uid_tasks *user_get(u32 uid);	/* one more task; NULL: no memory */
void user_put(struct uid_tasks *user);
u32 user_tasks(const struct uid_tasks *user);
/* True if current may do what root may: euid 0 stands for every capability. */
static inline bool privileged(void)
{
	return current->cred.euid == 0;
}

/* kernel/exec.c */
int kernel_execve(const char *path, const char *const argv[], const char *const envp[]);

/* kernel/kstack.c (arch/x86/mm) */
void *kstack_alloc(void);		/* THREAD_SIZE bytes above an unmapped guard page, or NULL */
void kstack_free(void *stack);
/* True if addr lies in a kernel stack's guard page. */
bool kstack_guard(unsigned long addr);

#endif
