/* SPDX-License-Identifier: MIT */
/* Resource limits (getrlimit(2), prlimit(2)). Whoever uses a resource looks at signal->rlim. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/jobctl.h>
#include <kernel/sched.h>

/* new may be NULL. 0, -EINVAL or -EPERM. */
static int swap_rlimit(struct task_struct *t, u32 resource, const struct rlimit64 *new, struct rlimit64 *old)
{
	struct rlimit64 *rlim;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	rlim = &t->signal->rlim[resource];
	if (new) {
		if (new->rlim_cur > new->rlim_max)
			return -EINVAL;
		if (resource == RLIMIT_NOFILE && new->rlim_max > NR_OPEN_MAX)
			return -EPERM;
		if (new->rlim_max > rlim->rlim_max && !privileged())
			return -EPERM;
	}
	if (old)
		*old = *rlim;
	if (new) {
		*rlim = *new;
		/* No CPU time at all would look like a limit that was never set. */
		if (resource == RLIMIT_CPU && !rlim->rlim_cur)
			rlim->rlim_cur = 1;
	}
	return 0;
}

static u64 widen(u32 v)
{
	return v == RLIM32_INFINITY ? RLIM64_INFINITY : v;
}

int sys_setrlimit(u32 resource, const void __user *urlim)
{
	struct rlimit32 r;
	struct rlimit64 new;

	if (copy_from_user(&r, urlim, sizeof(r)))
		return -EFAULT;
	new = (struct rlimit64){ widen(r.rlim_cur), widen(r.rlim_max) };
	return swap_rlimit(current, resource, &new, NULL);
}

static int get_rlimit32(u32 resource, void __user *urlim, u32 infinity)
{
	struct rlimit64 old;
	struct rlimit32 r;
	int err = swap_rlimit(current, resource, NULL, &old);

	if (err)
		return err;
	r.rlim_cur = min_t(u64, old.rlim_cur, infinity);
	r.rlim_max = min_t(u64, old.rlim_max, infinity);
	return copy_to_user(urlim, &r, sizeof(r));
}

int sys_ugetrlimit(u32 resource, void __user *rlim)
{
	return get_rlimit32(resource, rlim, RLIM32_INFINITY);
}

int sys_getrlimit(u32 resource, void __user *rlim)
{
	return get_rlimit32(resource, rlim, OLD_RLIM32_INFINITY);
}

static bool may_limit(const struct task_struct *t)
{
	const struct cred *c = &current->cred, *tc = &t->cred;

	if (same_thread_group(t, current) || privileged())
		return true;
	return c->uid == tc->uid && c->uid == tc->euid && c->uid == tc->suid && c->gid == tc->gid &&
	       c->gid == tc->egid && c->gid == tc->sgid;
}

int sys_prlimit64(int pid, u32 resource, const void __user *unew, void __user *uold)
{
	struct task_struct *t = pid ? find_task(pid) : current;
	struct rlimit64 new, old;
	int err;

	if (unew && copy_from_user(&new, unew, sizeof(new)))
		return -EFAULT;
	if (!t)
		return -ESRCH;
	if (!may_limit(t))
		return -EPERM;
	err = swap_rlimit(t, resource, unew ? &new : NULL, &old);
	if (!err && uold)
		err = copy_to_user(uold, &old, sizeof(old));
	return err;
}
