/* SPDX-License-Identifier: MIT */
/* The end of a task: what it held is given back, its children get a new parent, its parent is told. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/wait.h>

int do_wait_notify(struct task_struct *child)
{
	wake_up_interruptible(&child->parent->signal->wait_chldexit);
	if (child->real_parent != child->parent)
		wake_up_interruptible(&child->real_parent->signal->wait_chldexit);
	return 0;
}

/* ---- orphaned process groups (POSIX.1, 3.264) ----------------------------------------------------- */

/* ignored: a process that is about to leave, or NULL. */
static bool pgrp_orphaned_without(pid_t pgrp, const struct task_struct *ignored)
{
	struct signal_struct *sig, *n;

	for_each_in_pgrp(sig, n, pgrp) {
		const struct task_struct *p = sig->leader, *parent = p->real_parent;

		if (p == ignored || (p->state == TASK_ZOMBIE && thread_group_empty(p)) ||
		    parent->tgid == 1 || !parent->pid)
			continue;
		if (parent->signal->pgrp != pgrp && parent->signal->session == sig->session)
			return false;
	}
	return true;
}

bool is_orphaned_pgrp(pid_t pgrp)
{
	return pgrp_orphaned_without(pgrp, NULL);
}

static bool has_stopped_process(pid_t pgrp)
{
	struct signal_struct *sig, *n;

	for_each_in_pgrp(sig, n, pgrp)
		if (sig->group_stop_sig)
			return true;
	return false;
}

/*
 * t leaves its group (ignored: t), or loses its parent (ignored: NULL). If that was the group's last
 * tie to the session, its stopped processes could never be continued: hang up on them.
 */
static void hangup_orphaned_pgrp(struct task_struct *t, struct task_struct *parent,
				 struct task_struct *ignored)
{
	pid_t pgrp = t->signal->pgrp;

	if (parent->signal->pgrp == pgrp || parent->signal->session != t->signal->session)
		return;
	if (pgrp_orphaned_without(pgrp, ignored) && has_stopped_process(pgrp)) {
		kill_pgrp(pgrp, SIGHUP, NULL);
		kill_pgrp(pgrp, SIGCONT, NULL);
	}
}

/* ---- children ------------------------------------------------------------------------------------- */

bool subreapers_exist;

static struct task_struct *live_thread_of(struct signal_struct *sig)
{
	struct task_struct *t;

	list_for_each_entry(t, &sig->threads, thread_node)
		if (!t->exiting)
			return t;
	return NULL;
}

/* Who takes over the children of father, which is exiting: a sibling thread, a sub-reaper, or init. */
static struct task_struct *find_reaper(struct task_struct *father)
{
	struct task_struct *t = live_thread_of(father->signal), *p;

	if (t)
		return t;
	if (subreapers_exist) {
		for (p = father->real_parent; p->pid > 1; p = p->real_parent) {
			if (p->tgid == 1)
				break;
			t = p->signal->is_child_subreaper ? live_thread_of(p->signal) : NULL;
			if (t)
				return t;
		}
	}
	t = init_task ? live_thread_of(init_task->signal) : NULL;
	return t ? t : this_cpu->idle;
}

static void reparent_threads(struct task_struct *child, struct task_struct *reaper)
{
	struct task_struct *t;

	list_for_each_entry(t, &child->signal->threads, thread_node) {
		t->real_parent = reaper;
		if (!t->ptrace)
			t->parent = reaper;
		if (t->pdeath_signal)
			send_signal(t->pdeath_signal, NULL, t, true);
	}
}

static void adopt(struct task_struct *child, struct task_struct *father, struct task_struct *reaper)
{
	bool dead = child->state == TASK_ZOMBIE && thread_group_empty(child);

	list_del(&child->sibling);
	list_add_tail(&child->sibling, dead ? &reaper->dead_children : &reaper->children);
	reparent_threads(child, reaper);
	if (same_thread_group(reaper, father))
		return;
	child->exit_signal = SIGCHLD;
	if (dead && !child->ptrace && notify_parent_exit(child)) {
		release_task(child);
		return;
	}
	hangup_orphaned_pgrp(child, father, NULL);
}

static void forget_children(struct task_struct *father)
{
	struct task_struct *reaper;

	exit_ptrace(father);
	if (list_empty(&father->children) && list_empty(&father->dead_children))
		return;
	reaper = find_reaper(father);
	while (!list_empty(&father->dead_children))
		adopt(list_first_entry(&father->dead_children, struct task_struct, sibling), father, reaper);
	while (!list_empty(&father->children))
		adopt(list_first_entry(&father->children, struct task_struct, sibling), father, reaper);
}

/* ---- release -------------------------------------------------------------------------------------- */

/* A leader with all its threads gone is a zombie that can be waited for; true if nobody will. */
static bool leader_is_dead(struct task_struct *leader)
{
	bool autoreap;

	list_del(&leader->sibling);
	list_add_tail(&leader->sibling, &leader->real_parent->dead_children);
	autoreap = notify_parent_exit(leader) || leader->real_parent == this_cpu->idle;
	do_wait_notify(leader);
	return autoreap && !leader->ptrace;
}

static void put_signal(struct signal_struct *sig)
{
	if (--sig->refs)
		return;
	set_pgrp(sig, 0);
	set_session(sig, 0);
	flush_sigqueue(&sig->shared_pending);
	kfree(sig);
}

static void put_sighand(struct sighand_struct *sighand)
{
	if (--sighand->refs == 0)
		kfree(sighand);
}

static void add_usage_to_group(struct signal_struct *sig, const struct task_struct *t)
{
	sig->utime += t->utime;
	sig->stime += t->stime;
	sig->min_flt += t->min_flt;
	sig->nvcsw += t->nvcsw;
	sig->nivcsw += t->nivcsw;
}

/* t, a zombie (or current, at its very end), is forgotten: its number is free again. */
void release_task(struct task_struct *t)
{
	struct signal_struct *sig = t->signal;
	struct task_struct *leader = sig->leader;

	if (t->ptrace)
		ptrace_exit_tracee(t);
	spin_lock(&tasklist_lock);
	list_del(&t->sibling);
	list_del(&t->all_node);
	list_del(&t->thread_node);
	pid_detach(t);
	spin_unlock(&tasklist_lock);
	flush_sigqueue(&t->pending);
	add_usage_to_group(sig, t);
	user_put(t->user);
	t->user = NULL;
	put_sighand(t->sighand);
	if (sig->group_exit_task && sig->group_exit_task != t)
		wake_up_task(sig->group_exit_task, WAKE_ALL);
	if (leader != t && leader->state == TASK_ZOMBIE && thread_group_empty(leader) &&
	    sig->group_exit_task == NULL && leader_is_dead(leader))
		release_task(leader);
	/* Until current has switched away, its CPU times go to idle's accounts. */
	t->signal = this_cpu->idle->signal;
	put_signal(sig);
	if (t == current)
		t->state = TASK_DEAD;
	else
		free_task(t);
}

/* ---- exit ----------------------------------------------------------------------------------------- */

void mm_release(void)
{
	struct task_struct *t = current;

	exit_robust_list();
	if (t->clear_child_tid && t->mm->users > 1) {
		put_user(0u, (u32 __user *)uptr(t->clear_child_tid));
		futex_wake_address(t->clear_child_tid);
	}
	t->clear_child_tid = 0;
	release_vfork_parent(t);
}

static void exit_mm(struct task_struct *t)
{
	struct mm_struct *mm = t->mm;

	if (!mm)
		return;
	mm_release();
	t->signal->maxrss = max(t->signal->maxrss, mm->hiwater_rss);
	t->mm = NULL;
	activate_mm(NULL);
	mm_put(mm);
}

static void exit_files(struct task_struct *t)
{
	struct files_struct *files = t->files;
	struct fs_struct *fs = t->fs;

	t->files = NULL;
	t->fs = NULL;
	if (files)
		files_put(files);
	if (fs)
		fs_put(fs);
}

/* The last thread goes: what belongs to the process as such. */
static void exit_group(struct signal_struct *sig)
{
	exit_itimers(sig);
	exit_posix_timers(sig);
	cpu_timers_exit_group(sig);
}

static void tell_of_exit(struct task_struct *t, bool group_dead)
{
	bool autoreap;

	forget_children(t);
	if (group_dead)
		hangup_orphaned_pgrp(t->signal->leader, t->signal->leader->real_parent,
				     t->signal->leader);
	t->state = TASK_ZOMBIE;
	if (thread_group_leader(t) && thread_group_empty(t)) {
		autoreap = leader_is_dead(t);
	} else if (t->ptrace) {
		autoreap = notify_parent_exit(t) && !thread_group_leader(t);
		do_wait_notify(t);
	} else {
		autoreap = !thread_group_leader(t);
	}
	if (t->signal->group_exit_task)
		wake_up_task(t->signal->group_exit_task, WAKE_ALL);
	if (autoreap)
		release_task(t);
}

static void check_may_exit(struct task_struct *t, int code)
{
	BUG_ON(this_cpu->irq_depth);
	BUG_ON(!t->pid);
	if (t->tgid != 1 || t->signal->live > 1)
		return;
	if (code & 0x7f)
		panic("init (pid 1) was killed by signal %d", code & 0x7f);
	panic("init (pid 1) exited with status %d", (code >> 8) & 0xff);
}

void do_exit(int code)
{
	struct task_struct *t = current;
	bool group_dead;

	check_may_exit(t, code);
	ptrace_event(PTRACE_EVENT_EXIT, code);
	exit_signals();
	task_account();
	t->exit_code = code;
	group_dead = --t->signal->live == 0;
	if (group_dead)
		exit_group(t->signal);
	cpu_timers_exit_thread(t);
	exit_mm(t);
	exit_files(t);
	exit_thread(t);
	if (group_dead && t->signal->is_session_leader)
		tty_disassociate(t);
	tell_of_exit(t, group_dead);
	for (;;)
		schedule();
}

void do_group_exit(int code)
{
	struct signal_struct *sig = current->signal;

	if (sig->group_exit) {
		code = sig->group_exit_code;
	} else if (sig->group_exit_task && sig->group_exit_task != current) {
		code = 0;	/* another thread execs */
	} else {
		sig->group_exit = true;
		sig->group_exit_code = code;
		zap_other_threads();
	}
	do_exit(code);
}

int sys_exit(int status)
{
	do_exit((status & 0xff) << 8);
}

int sys_exit_group(int status)
{
	do_group_exit((status & 0xff) << 8);
}
