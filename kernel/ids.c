/* SPDX-License-Identifier: MIT */
/* User and group IDs (credentials(7)). Effective user 0 stands for every capability. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

#define KEEP	0xffffffffu	/* "leave it as it is" */
#define MAX_GROUPS ARRAY_SIZE(((struct cred *)0)->groups)

/* ---- queries ---------------------------------------------------------------------------------------- */

/* What a program with 16-bit IDs sees of one that does not fit. */
static int id16(u32 id)
{
	return id > 0xffff ? 0xfffe : (int)id;
}

/* What such a program passes: 0xffff is -1. */
static u32 from16(u32 id)
{
	return (u16)id == 0xffff ? KEEP : (u16)id;
}

int sys_getuid(void)
{
	return id16(current->cred.uid);
}

int sys_geteuid(void)
{
	return id16(current->cred.euid);
}

int sys_getgid(void)
{
	return id16(current->cred.gid);
}

int sys_getegid(void)
{
	return id16(current->cred.egid);
}

int sys_getuid32(void)
{
	return current->cred.uid;
}

int sys_geteuid32(void)
{
	return current->cred.euid;
}

int sys_getgid32(void)
{
	return current->cred.gid;
}

int sys_getegid32(void)
{
	return current->cred.egid;
}

static int put_three(u32 a, u32 b, u32 c, u32 __user *pa, u32 __user *pb, u32 __user *pc)
{
	return put_user(a, pa) || put_user(b, pb) || put_user(c, pc) ? -EFAULT : 0;
}

int sys_getresuid32(u32 __user *ruid, u32 __user *euid, u32 __user *suid)
{
	const struct cred *c = &current->cred;

	return put_three(c->uid, c->euid, c->suid, ruid, euid, suid);
}

int sys_getresgid32(u32 __user *rgid, u32 __user *egid, u32 __user *sgid)
{
	const struct cred *c = &current->cred;

	return put_three(c->gid, c->egid, c->sgid, rgid, egid, sgid);
}

/* ---- changes ---------------------------------------------------------------------------------------- */

/* True if id is one of those that current may take without being root. */
static bool one_of(u32 id, u32 a, u32 b, u32 c)
{
	return id == KEEP || id == a || id == b || id == c;
}

/* new becomes current's identity: 0, or -EAGAIN. */
static int commit_cred(const struct cred *new)
{
	const struct cred *old = &current->cred;
	struct uid_tasks *user;

	if (new->uid != old->uid) {
		user = user_get(new->uid);
		if (!user)
			return -EAGAIN;
		user_put(current->user);
		current->user = user;
		current->nproc_exceeded = new->uid &&
			user_tasks(user) > current->signal->rlim[RLIMIT_NPROC].rlim_cur;
	}
	/* What it may have in memory is not for its new equals to see. */
	if (new->euid != old->euid || new->egid != old->egid || new->fsuid != old->fsuid ||
	    new->fsgid != old->fsgid) {
		current->dumpable = current->mm->dumpable = false;
		current->pdeath_signal = 0;
	}
	current->cred = *new;
	return 0;
}

int sys_setreuid32(u32 ruid, u32 euid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (!privileged() && (!one_of(ruid, old->uid, old->euid, old->euid) ||
			      !one_of(euid, old->uid, old->euid, old->suid)))
		return -EPERM;
	if (ruid != KEEP)
		new.uid = ruid;
	if (euid != KEEP)
		new.euid = euid;
	if (ruid != KEEP || (euid != KEEP && euid != old->uid))
		new.suid = new.euid;
	new.fsuid = new.euid;
	return commit_cred(&new);
}

int sys_setregid32(u32 rgid, u32 egid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (!privileged() && (!one_of(rgid, old->gid, old->egid, old->egid) ||
			      !one_of(egid, old->gid, old->egid, old->sgid)))
		return -EPERM;
	if (rgid != KEEP)
		new.gid = rgid;
	if (egid != KEEP)
		new.egid = egid;
	if (rgid != KEEP || (egid != KEEP && egid != old->gid))
		new.sgid = new.egid;
	new.fsgid = new.egid;
	return commit_cred(&new);
}

int sys_setuid32(u32 uid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (uid == KEEP)
		return -EINVAL;
	if (privileged())
		new.uid = new.suid = uid;
	else if (uid != old->uid && uid != old->suid)
		return -EPERM;
	new.euid = new.fsuid = uid;
	return commit_cred(&new);
}

int sys_setgid32(u32 gid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (gid == KEEP)
		return -EINVAL;
	if (privileged())
		new.gid = new.sgid = gid;
	else if (gid != old->gid && gid != old->sgid)
		return -EPERM;
	new.egid = new.fsgid = gid;
	return commit_cred(&new);
}

int sys_setresuid32(u32 ruid, u32 euid, u32 suid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (!privileged() && (!one_of(ruid, old->uid, old->euid, old->suid) ||
			      !one_of(euid, old->uid, old->euid, old->suid) ||
			      !one_of(suid, old->uid, old->euid, old->suid)))
		return -EPERM;
	if (ruid != KEEP)
		new.uid = ruid;
	if (euid != KEEP)
		new.euid = euid;
	if (suid != KEEP)
		new.suid = suid;
	new.fsuid = new.euid;
	return commit_cred(&new);
}

int sys_setresgid32(u32 rgid, u32 egid, u32 sgid)
{
	const struct cred *old = &current->cred;
	struct cred new = *old;

	if (!privileged() && (!one_of(rgid, old->gid, old->egid, old->sgid) ||
			      !one_of(egid, old->gid, old->egid, old->sgid) ||
			      !one_of(sgid, old->gid, old->egid, old->sgid)))
		return -EPERM;
	if (rgid != KEEP)
		new.gid = rgid;
	if (egid != KEEP)
		new.egid = egid;
	if (sgid != KEEP)
		new.sgid = sgid;
	new.fsgid = new.egid;
	return commit_cred(&new);
}

/* Both tell nothing of failure: they return the ID that held before. */
int sys_setfsuid32(u32 uid)
{
	struct cred new = current->cred;
	u32 old = new.fsuid;

	if (uid != KEEP && (uid == old || one_of(uid, new.uid, new.euid, new.suid) || privileged())) {
		new.fsuid = uid;
		commit_cred(&new);
	}
	return old;
}

int sys_setfsgid32(u32 gid)
{
	struct cred new = current->cred;
	u32 old = new.fsgid;

	if (gid != KEEP && (gid == old || one_of(gid, new.gid, new.egid, new.sgid) || privileged())) {
		new.fsgid = gid;
		commit_cred(&new);
	}
	return old;
}

int sys_setuid(u32 uid)
{
	return sys_setuid32(from16(uid));
}

int sys_setgid(u32 gid)
{
	return sys_setgid32(from16(gid));
}

/* ---- supplementary groups ----------------------------------------------------------------------------- */

int sys_getgroups32(int size, u32 __user *list)
{
	const struct cred *c = &current->cred;

	if (size < 0)
		return -EINVAL;
	if (!size)
		return c->ngroups;
	if ((u32)size < c->ngroups)
		return -EINVAL;
	if (copy_to_user(list, c->groups, c->ngroups * sizeof(u32)))
		return -EFAULT;
	return c->ngroups;
}

/* Insertion: there are at most 32. */
static void sort_groups(u32 *groups, u32 n)
{
	for (u32 i = 1; i < n; i++) {
		u32 gid = groups[i], j = i;

		for (; j && groups[j - 1] > gid; j--)
			groups[j] = groups[j - 1];
		groups[j] = gid;
	}
}

int sys_setgroups32(int size, u32 __user *list)
{
	struct cred new = current->cred;

	if (!privileged())
		return -EPERM;
	if (size < 0 || (u32)size > MAX_GROUPS)
		return -EINVAL;
	if (copy_from_user(new.groups, list, size * sizeof(u32)))
		return -EFAULT;
	for (int i = 0; i < size; i++)
		if (new.groups[i] == KEEP)
			return -EINVAL;
	sort_groups(new.groups, size);
	new.ngroups = size;
	current->cred = new;
	return 0;
}
