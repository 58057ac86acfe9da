/* SPDX-License-Identifier: MIT */
/*
 * wait4, waitpid, waitid (wait(2)). A child is what this process forked, or what it traces. A zombie
 * waits on its parent's list dead_children, in the order of death, so that reaping one of many
 * children costs no more than reaping the only one.
 */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>
#include <kernel/rusage.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/wait.h>

struct wait_request {
	int type;			/* P_ALL, P_PID, P_PGID */
	pid_t pid;
	u32 options;
	/* Result. */
	bool found;			/* there is a child that could still do what is waited for */
	pid_t child;
	u32 uid;
	int status;			/* as wait4 tells it */
	int code, info_status;		/* as waitid does */
	struct rusage32 usage;
};

static bool wanted(const struct wait_request *w, const struct task_struct *t, bool traced)
{
	if (w->type == P_PID && t->pid != w->pid)
		return false;
	if (w->type == P_PGID && t->signal->pgrp != w->pid)
		return false;
	if (traced || (w->options & __WALL))
		return true;
	/* A "clone" child is one that does not send SIGCHLD. */
	return (t->exit_signal != SIGCHLD) == !!(w->options & __WCLONE);
}

static void fill(struct wait_request *w, const struct task_struct *t, int status, int code, int info_status)
{
	w->child = t->pid;
	w->uid = t->cred.uid;
	w->status = status;
	w->code = code;
	w->info_status = info_status;
	rusage_of(t, RUSAGE_BOTH, &w->usage);
}

static void fill_exit(struct wait_request *w, const struct task_struct *t)
{
	int status = t->signal->group_exit ? t->signal->group_exit_code : t->exit_code;

	if (status & 0x7f)
		fill(w, t, status, status & __WCOREFLAG ? CLD_DUMPED : CLD_KILLED, status & 0x7f);
	else
		fill(w, t, status, CLD_EXITED, status >> 8);
}

/* What the child and its reaped children used is now the parent's children's usage. */
static void add_child_usage(const struct task_struct *t)
{
	struct signal_struct *mine = current->signal;
	const struct signal_struct *sig = t->signal;

	mine->cutime += t->utime + sig->utime + sig->cutime;
	mine->cstime += t->stime + sig->stime + sig->cstime;
	mine->cmin_flt += t->min_flt + sig->min_flt + sig->cmin_flt;
	mine->cnvcsw += t->nvcsw + sig->nvcsw + sig->cnvcsw;
	mine->cnivcsw += t->nivcsw + sig->nivcsw + sig->cnivcsw;
	mine->cmaxrss = max(mine->cmaxrss, max(sig->maxrss, sig->cmaxrss));
}

/* A tracer that is not the parent has seen t's end: now the parent may. */
static void hand_to_real_parent(struct task_struct *t)
{
	ptrace_exit_tracee(t);
	if (notify_parent_exit(t))
		release_task(t);
	else
		do_wait_notify(t);
}

static bool reap(struct wait_request *w, struct task_struct *t)
{
	if (!(w->options & WEXITED))
		return false;
	fill_exit(w, t);
	if (w->options & WNOWAIT)
		return true;
	if (t->ptrace && thread_group_leader(t) && ptrace_reparented(t)) {
		hand_to_real_parent(t);
		return true;
	}
	if (thread_group_leader(t))
		add_child_usage(t);
	release_task(t);
	return true;
}

static bool take_stop(struct wait_request *w, struct task_struct *t, bool traced)
{
	struct signal_struct *sig = t->signal;
	int code;

	if (traced) {
		if (t->state != TASK_TRACED || t->ptrace_listening || t->ptrace_stop_reported ||
		    !t->ptrace_stop_code)
			return false;
		code = t->ptrace_stop_code;
	} else {
		if (!(w->options & WUNTRACED) || !sig->group_stop_sig || sig->stop_reported)
			return false;
		code = sig->group_stop_sig;
	}
	fill(w, t, __W_STOPCODE(code), traced ? CLD_TRAPPED : CLD_STOPPED, code);
	if (w->options & WNOWAIT)
		return true;
	if (traced)
		t->ptrace_stop_reported = true;
	else
		sig->stop_reported = true;
	return true;
}

static bool take_continue(struct wait_request *w, struct task_struct *t)
{
	struct signal_struct *sig = t->signal;

	if (!(w->options & WCONTINUED) || !sig->continued || sig->continue_reported)
		return false;
	fill(w, t, __W_CONTINUED, CLD_CONTINUED, SIGCONT);
	if (!(w->options & WNOWAIT))
		sig->continue_reported = true;
	return true;
}

/* True if t has something to report; it is then in w. */
static bool consider(struct wait_request *w, struct task_struct *t, bool traced)
{
	if (!wanted(w, t, traced))
		return false;
	if (t->state == TASK_DEAD)
		return false;
	/* Traced by its own parent: both at once. */
	if (t->ptrace && !traced && !ptrace_reparented(t))
		traced = true;
	if (t->state == TASK_ZOMBIE) {
		bool waits_for_threads = thread_group_leader(t) && !thread_group_empty(t);

		if (!waits_for_threads && (traced || !t->ptrace)) {
			w->found |= (w->options & WEXITED) != 0;
			return reap(w, t);
		}
		if (!traced || (w->options & (WCONTINUED | WEXITED)))
			w->found = true;
	} else {
		w->found = true;
	}
	return take_stop(w, t, traced) || take_continue(w, t);
}

/* True if living children can have nothing to report but what they are: there. */
static bool only_exits(const struct wait_request *w)
{
	return !(w->options & (WUNTRACED | WCONTINUED));
}

/* The children and tracees of one thread of this process. */
static bool scan_thread(struct wait_request *w, struct task_struct *parent)
{
	struct task_struct *t, *n;

	list_for_each_entry_safe(t, n, &parent->dead_children, sibling)
		if (consider(w, t, false))
			return true;
	list_for_each_entry(t, &parent->children, sibling) {
		if (consider(w, t, false))
			return true;
		if (w->found && only_exits(w))
			break;
	}
	list_for_each_entry_safe(t, n, &parent->ptraced, ptrace_node)
		if (consider(w, t, true))
			return true;
	return false;
}

/* wait for one pid: no need to look at anybody else. */
static bool scan_pid(struct wait_request *w)
{
	struct task_struct *t = find_task(w->pid);
	bool own = w->options & __WNOTHREAD;

	if (!t)
		return false;
	if (thread_group_leader(t) &&
	    (own ? t->real_parent == current : same_thread_group(t->real_parent, current)) &&
	    consider(w, t, false))
		return true;
	t = find_task(w->pid);
	if (!t || !t->ptrace)
		return false;
	return (own ? t->parent == current : same_thread_group(t->parent, current)) &&
	       consider(w, t, true);
}

static bool scan(struct wait_request *w)
{
	struct task_struct *t;

	w->found = false;
	if (w->type == P_PID)
		return scan_pid(w);
	if (w->options & __WNOTHREAD)
		return scan_thread(w, current);
	list_for_each_entry(t, &current->signal->threads, thread_node)
		if (scan_thread(w, t))
			return true;
	return false;
}

/* 1: w holds a child's news; 0: none now (WNOHANG); or -errno. */
static int do_wait(struct wait_request *w)
{
	struct wait_queue_head *q = &current->signal->wait_chldexit;
	struct wait_entry entry = { LIST_HEAD_INIT(entry.node), NULL };
	int result;

	for (;;) {
		prepare_to_wait(q, &entry, TASK_INTERRUPTIBLE);
		result = 1;
		if (scan(w))
			break;
		result = -ECHILD;
		if (!w->found)
			break;
		result = 0;
		if (w->options & WNOHANG)
			break;
		result = -ERESTARTSYS;
		if (signal_pending(current))
			break;
		schedule();
	}
	finish_wait(q, &entry);
	return result;
}

int sys_wait4(int pid, int __user *status, int options, void __user *usage)
{
	struct wait_request w = { .type = P_PID, .pid = pid, .options = (u32)options | WEXITED };
	int result;

	if ((u32)options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
		return -EINVAL;
	if (pid == (int)0x80000000)
		return -ESRCH;
	if (pid == -1) {
		w.type = P_ALL;
	} else if (pid <= 0) {
		w.type = P_PGID;
		w.pid = pid ? -pid : current->signal->pgrp;
	}
	result = do_wait(&w);
	if (result <= 0)
		return result;
	if (status && put_user(w.status, status))
		return -EFAULT;
	if (usage && copy_to_user(usage, &w.usage, sizeof(w.usage)))
		return -EFAULT;
	return w.child;
}

int sys_waitpid(int pid, int __user *status, int options)
{
	return sys_wait4(pid, status, options, NULL);
}

static int waitid_request(struct wait_request *w, int which, int pid, u32 options)
{
	if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD |
			__WCLONE | __WALL))
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	w->type = which;
	w->pid = pid;
	w->options = options;
	switch (which) {
	case P_ALL:
		return 0;
	case P_PID:
		return pid <= 0 ? -EINVAL : 0;
	case P_PGID:
		if (!pid)
			w->pid = current->signal->pgrp;
		return pid < 0 ? -EINVAL : 0;
	case P_PIDFD:	/* no descriptor is one */
		return pid < 0 ? -EINVAL : -EBADF;
	default:
		return -EINVAL;
	}
}

/* The 24 bytes of siginfo_t that waitid defines. */
struct waitid_info {
	s32 signo, err, code, pid;
	u32 uid;
	s32 status;
};

int sys_waitid(int which, int pid, void __user *uinfo, int options, void __user *usage)
{
	struct wait_request w = { 0 };
	struct waitid_info info = { 0 };
	int result = waitid_request(&w, which, pid, options);

	if (result)
		return result;
	result = do_wait(&w);
	if (result < 0)
		return result;
	if (result > 0) {
		info = (struct waitid_info){ SIGCHLD, 0, w.code, w.child, w.uid, w.info_status };
		if (usage && copy_to_user(usage, &w.usage, sizeof(w.usage)))
			return -EFAULT;
	}
	if (uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return 0;
}
