/* SPDX-License-Identifier: MIT */
/* Nice values (getpriority(2)), scheduling policies and the one CPU's affinity masks (sched(7)). */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/sched.h>
#include <uapi/asm/resource.h>
#include <uapi/asm/sched.h>

#define NICE_MIN	(-20)
#define NICE_MAX	19
#define RT_PRIO_MAX	99
#define RR_INTERVAL	(100 * NSEC_PER_MSEC)

/*
 * ---- nice
 * -------------------------------------------------------------------------------------------
 */

static bool may_have_nice(int nice)
{
	return privileged() || (u64)(20 - nice) <= current->signal->rlim[RLIMIT_NICE].rlim_cur;
}

/* True if current may schedule t: same user, or root. */
static bool owns(const struct task_struct *t)
{
	return privileged() || t->cred.uid == current->cred.euid || t->cred.euid == current->cred.euid;
}

static int set_nice(struct task_struct *t, int nice)
{
	if (!owns(t))
		return -EPERM;
	if (nice < t->nice && !may_have_nice(nice))
		return -EACCES;
	t->nice = nice;
	return 0;
}

/* fn for each task that which and who name. Returns how many. */
static int for_each_prio(int which, int who, void (*fn)(struct task_struct *t, void *arg), void *arg)
{
	struct signal_struct *sig, *next;
	struct task_struct *t;
	int n = 0;

	switch (which) {
	case PRIO_PROCESS:
		t = who ? find_task(who) : current;
		if (t)
			fn(t, arg), n++;
		break;
	case PRIO_PGRP:
		for_each_in_pgrp(sig, next, who ? who : current->signal->pgrp)
			list_for_each_entry(t, &sig->threads, thread_node)
				fn(t, arg), n++;
		break;
	case PRIO_USER:
		list_for_each_entry(t, &all_tasks, all_node)
			if (t->cred.uid == (who ? (u32)who : current->cred.uid))
				fn(t, arg), n++;
		break;
	}
	return n;
}

static void lowest_nice(struct task_struct *t, void *arg)
{
	int *nice = arg;

	*nice = min(*nice, t->nice);
}

/* 20 - nice, so that it is never negative: libc turns it back. */
int sys_getpriority(int which, int who)
{
	int nice = NICE_MAX;

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	return for_each_prio(which, who, lowest_nice, &nice) ? 20 - nice : -ESRCH;
}

struct new_nice {
	int nice, err;
};

static void renice(struct task_struct *t, void *arg)
{
	struct new_nice *new = arg;
	int err = set_nice(t, new->nice);

	/* One that was refused counts more than one that went well. */
	if (err)
		new->err = err;
}

int sys_setpriority(int which, int who, int prio)
{
	struct new_nice new = { .nice = min(max(prio, NICE_MIN), NICE_MAX) };

	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	return for_each_prio(which, who, renice, &new) ? new.err : -ESRCH;
}

int sys_nice(int increment)
{
	int nice = current->nice + min(max(increment, -40), 40);

	nice = min(max(nice, NICE_MIN), NICE_MAX);
	if (increment < 0 && !may_have_nice(nice))
		return -EPERM;
	current->nice = nice;
	return 0;
}

/*
 * ---- policies: kept and reported; all tasks are scheduled alike
 * ------------------------------------------
 */

static bool is_rt(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

static int find_for_sched(int pid, struct task_struct **t)
{
	if (pid < 0)
		return -EINVAL;
	*t = pid ? find_task(pid) : current;
	return *t ? 0 : -ESRCH;
}

static int may_schedule(const struct task_struct *t, int policy, int prio)
{
	u64 limit = t->signal->rlim[RLIMIT_RTPRIO].rlim_cur;

	if (privileged())
		return 0;
	if (is_rt(policy)) {
		if (policy != t->policy && !limit)
			return -EPERM;
		if (prio > t->rt_priority && (u64)prio > limit)
			return -EPERM;
	}
	if (t->policy == SCHED_IDLE && policy != SCHED_IDLE && !may_have_nice(t->nice))
		return -EPERM;
	if (!owns(t) || (t->reset_on_fork && policy < 0))
		return -EPERM;
	return 0;
}

/* policy -1: the present one. */
static int set_policy(int pid, int policy, const void __user *uparam)
{
	struct sched_param param;
	struct task_struct *t;
	bool reset;
	int err;

	if (!uparam || pid < 0)
		return -EINVAL;
	if (copy_from_user(&param, uparam, sizeof(param)))
		return -EFAULT;
	err = find_for_sched(pid, &t);
	if (err)
		return err;
	reset = policy < 0 ? t->reset_on_fork : (policy & SCHED_RESET_ON_FORK) != 0;
	policy = policy < 0 ? t->policy : policy & ~SCHED_RESET_ON_FORK;
	if (!is_rt(policy) && policy != SCHED_NORMAL && policy != SCHED_BATCH && policy != SCHED_IDLE)
		return -EINVAL;
	if (param.sched_priority < 0 || param.sched_priority > RT_PRIO_MAX ||
	    is_rt(policy) != (param.sched_priority != 0))
		return -EINVAL;
	err = may_schedule(t, policy, param.sched_priority);
	if (!err && t->reset_on_fork && !reset && !privileged())
		err = -EPERM;
	if (err)
		return err;
	t->policy = policy;
	t->rt_priority = param.sched_priority;
	t->reset_on_fork = reset;
	return 0;
}

int sys_sched_setscheduler(int pid, int policy, const void __user *param)
{
	return policy < 0 ? -EINVAL : set_policy(pid, policy, param);
}

int sys_sched_setparam(int pid, const void __user *param)
{
	return set_policy(pid, -1, param);
}

int sys_sched_getscheduler(int pid)
{
	struct task_struct *t;
	int err = find_for_sched(pid, &t);

	return err ? err : t->policy | (t->reset_on_fork ? SCHED_RESET_ON_FORK : 0);
}

int sys_sched_getparam(int pid, void __user *uparam)
{
	struct sched_param param;
	struct task_struct *t;
	int err = uparam ? find_for_sched(pid, &t) : -EINVAL;

	if (err)
		return err;
	param.sched_priority = t->rt_priority;
	return copy_to_user(uparam, &param, sizeof(param));
}

static int priority_bound(int policy, int rt)
{
	switch (policy) {
	case SCHED_FIFO:
	case SCHED_RR:
		return rt;
	case SCHED_NORMAL:
	case SCHED_BATCH:
	case SCHED_IDLE:
	case SCHED_DEADLINE:
		return 0;
	default:
		return -EINVAL;
	}
}

int sys_sched_get_priority_max(int policy)
{
	return priority_bound(policy, RT_PRIO_MAX);
}

int sys_sched_get_priority_min(int policy)
{
	return priority_bound(policy, 1);
}

static int rr_interval(int pid, u64 *ns)
{
	struct task_struct *t;
	int err = find_for_sched(pid, &t);

	if (err)
		return err;
	if (t->policy == SCHED_FIFO)
		*ns = 0;
	else
		*ns = t->policy == SCHED_RR ? RR_INTERVAL : (u64)sched_slice(t) * TICK_NSEC;
	return 0;
}

int sys_sched_rr_get_interval(int pid, void __user *interval)
{
	u64 ns;
	int err = rr_interval(pid, &ns);

	return err ? err : put_timespec32(ns, interval);
}

int sys_sched_rr_get_interval_time64(int pid, void __user *interval)
{
	u64 ns;
	int err = rr_interval(pid, &ns);

	return err ? err : put_timespec64(ns, interval);
}

int sys_sched_yield(void)
{
	/* To the end of the queue, with a fresh slice when its turn comes. */
	current->slice = 0;
	schedule();
	return 0;
}

/*
 * ---- affinity: CPU 0 is all there is
 * --------------------------------------------------------------------
 */

int sys_sched_setaffinity(int pid, u32 len, const void __user *mask)
{
	struct task_struct *t;
	u8 first = 0;

	if (len && get_user(first, (const u8 __user *)mask))
		return -EFAULT;
	t = pid ? find_task(pid) : current;
	if (!t)
		return -ESRCH;
	if (!owns(t))
		return -EPERM;
	if (!(first & 1))
		return -EINVAL;
	t->cpus_allowed = 1;
	return 0;
}

int sys_sched_getaffinity(int pid, u32 len, void __user *mask)
{
	struct task_struct *t = pid ? find_task(pid) : current;
	u32 word;

	if (len < sizeof(word) || len % sizeof(word))
		return -EINVAL;
	if (!t)
		return -ESRCH;
	word = (u32)t->cpus_allowed;
	return put_user(word, (u32 __user *)mask) ? -EFAULT : (int)sizeof(word);
}

int sys_getcpu(u32 __user *cpu, u32 __user *node, void __user *unused)
{
	if ((cpu && put_user(0u, cpu)) || (node && put_user(0u, node)))
		return -EFAULT;
	return 0;
}
