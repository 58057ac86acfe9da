/* SPDX-License-Identifier: MIT */
/* Who is who: process, thread, group and session numbers (credentials(7), setpgid(2), setsid(2)). */

#include <asm/syscall.h>
#include <kernel/jobctl.h>
#include <kernel/sched.h>

int sys_getpid(void)
{
	return current->tgid;
}

int sys_gettid(void)
{
	return current->pid;
}

int sys_getppid(void)
{
	return current->real_parent->tgid;
}

int sys_getpgrp(void)
{
	return current->signal->pgrp;
}

int sys_getpgid(int pid)
{
	struct task_struct *t = pid ? find_task(pid) : current;

	return t ? t->signal->pgrp : -ESRCH;
}

int sys_getsid(int pid)
{
	struct task_struct *t = pid ? find_task(pid) : current;

	return t ? t->signal->session : -ESRCH;
}

static bool pgrp_in_session(pid_t pgrp, pid_t session)
{
	struct signal_struct *sig, *n;

	for_each_in_pgrp(sig, n, pgrp)
		if (sig->session == session)
			return true;
	return false;
}

/* May current choose t's group? Itself, or a child that has not yet exec'd. */
static int may_set_pgrp(const struct task_struct *t)
{
	const struct signal_struct *mine = current->signal;

	if (same_thread_group(t->real_parent, current)) {
		if (t->signal->session != mine->session)
			return -EPERM;
		if (t->did_exec)
			return -EACCES;
	} else if (t->signal != mine) {
		return -ESRCH;
	}
	return t->signal->is_session_leader ? -EPERM : 0;
}

int sys_setpgid(int pid, int pgid)
{
	struct task_struct *t = pid ? find_task(pid) : current->signal->leader;
	int err;

	if (pgid < 0)
		return -EINVAL;
	if (!t)
		return -ESRCH;
	if (!thread_group_leader(t))
		return -EINVAL;
	err = may_set_pgrp(t);
	if (err)
		return err;
	if (!pgid)
		pgid = t->pid;
	if (pgid != t->pid && !pgrp_in_session(pgid, current->signal->session))
		return -EPERM;
	if (t->signal->pgrp != pgid)
		set_pgrp(t->signal, pgid);
	return 0;
}

int sys_setsid(void)
{
	struct signal_struct *sig = current->signal, *other, *n;
	pid_t pid = current->tgid;

	if (sig->is_session_leader)
		return -EPERM;
	for_each_in_pgrp(other, n, pid)
		return -EPERM;
	sig->is_session_leader = true;
	set_session(sig, pid);
	set_pgrp(sig, pid);
	sig->tty = NULL;
	return pid;
}
