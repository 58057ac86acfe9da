/* SPDX-License-Identifier: MIT */
/* kill(2), tkill(2), tgkill(2), rt_sigqueueinfo(2) and who may signal whom. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>

static bool kill_ok_by_cred(const struct task_struct *t)
{
	const struct cred *c = &current->cred, *tc = &t->cred;

	return c->euid == tc->suid || c->euid == tc->uid || c->uid == tc->suid || c->uid == tc->uid ||
	       privileged();
}

int check_kill_permission(int sig, const struct siginfo *info, struct task_struct *t)
{
	if ((u32)sig > NSIG)
		return -EINVAL;
	if (!si_from_user(info))
		return 0;
	if (same_thread_group(current, t) || kill_ok_by_cred(t))
		return 0;
	/* Within a session anybody may be continued. */
	if (sig == SIGCONT && t->signal->session == current->signal->session)
		return 0;
	return -EPERM;
}

/* kill(2) of one process; signal 0 only asks. */
static int kill_process(int sig, struct siginfo *info, struct task_struct *t)
{
	int err = check_kill_permission(sig, info, t);

	if (err || !sig)
		return err;
	return send_signal(sig, info, t, true);
}

int kill_pgrp(pid_t pgrp, int sig, struct siginfo *info)
{
	struct signal_struct *signal, *next;
	int err = -ESRCH;
	bool sent = false;

	for_each_in_pgrp(signal, next, pgrp) {
		err = kill_process(sig, info, signal->leader);
		sent |= !err;
	}
	return sent ? 0 : err;
}

static int kill_all(int sig, struct siginfo *info)
{
	struct task_struct *t, *next;
	bool found = false;
	int result = 0;

	list_for_each_entry_safe(t, next, &all_tasks, all_node) {
		int err;

		/* Kernel threads have no program to signal. */
		if (!thread_group_leader(t) || t->pid <= 1 || !t->signal ||
		    same_thread_group(t, current) || (!t->mm && t->state != TASK_ZOMBIE))
			continue;
		err = kill_process(sig, info, t);
		found = true;
		if (err != -EPERM)
			result = err;
	}
	return found ? result : -ESRCH;
}

static void sender_info(struct siginfo *info, int sig, int code)
{
	*info = (struct siginfo){ .si_signo = sig, .si_code = code };
	info->si_pid = current->tgid;
	info->si_uid = current->cred.uid;
}

int sys_kill(int pid, int sig)
{
	struct task_struct *t;
	struct siginfo info;

	sender_info(&info, sig, SI_USER);
	if (pid == -1)
		return kill_all(sig, &info);
	if (pid == -0x7fffffff - 1)
		return -ESRCH;
	if (pid <= 0)
		return kill_pgrp(pid ? -pid : current->signal->pgrp, sig, &info);
	t = find_task(pid);
	return t && t->signal ? kill_process(sig, &info, t) : -ESRCH;
}

/* To one thread; tgid 0: of any process. */
static int kill_thread(int tgid, int tid, int sig, struct siginfo *info)
{
	struct task_struct *t = find_task(tid);
	int err;

	if (!t || !t->signal || (tgid && t->tgid != tgid))
		return -ESRCH;
	err = check_kill_permission(sig, info, t);
	if (err || !sig)
		return err;
	return send_signal(sig, info, t, false);
}

int sys_tgkill(int tgid, int tid, int sig)
{
	struct siginfo info;

	if (tid <= 0 || tgid <= 0)
		return -EINVAL;
	sender_info(&info, sig, SI_TKILL);
	return kill_thread(tgid, tid, sig, &info);
}

int sys_tkill(int tid, int sig)
{
	struct siginfo info;

	if (tid <= 0)
		return -EINVAL;
	sender_info(&info, sig, SI_TKILL);
	return kill_thread(0, tid, sig, &info);
}

/* Only to itself may a program claim that the kernel, kill or tgkill had sent the signal. */
static int queued_info(struct siginfo *info, int sig, int pid, const void __user *uinfo)
{
	if (copy_from_user(info, uinfo, sizeof(*info)))
		return -EFAULT;
	info->si_signo = sig;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) && current->pid != pid)
		return -EPERM;
	return 0;
}

int sys_rt_sigqueueinfo(int pid, int sig, void __user *uinfo)
{
	struct task_struct *t;
	struct siginfo info;
	int err = queued_info(&info, sig, pid, uinfo);

	if (err)
		return err;
	t = find_task(pid);
	return t && t->signal ? kill_process(sig, &info, t) : -ESRCH;
}

int sys_rt_tgsigqueueinfo(int tgid, int tid, int sig, void __user *uinfo)
{
	struct siginfo info;
	int err = queued_info(&info, sig, tid, uinfo);

	if (err)
		return err;
	if (tid <= 0 || tgid <= 0)
		return -EINVAL;
	return kill_thread(tgid, tid, sig, &info);
}
