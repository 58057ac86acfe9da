/* SPDX-License-Identifier: MIT */
/* What programs have used: getrusage(2), times(2). */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/rusage.h>
#include <kernel/sched.h>
#include <kernel/string.h>

struct usage {
	u64 utime, stime;
	u32 min_flt, nvcsw, nivcsw, maxrss;
};

static void add_thread(struct usage *u, const struct task_struct *t)
{
	u->utime += t->utime;
	u->stime += t->stime;
	u->min_flt += t->min_flt;
	u->nvcsw += t->nvcsw;
	u->nivcsw += t->nivcsw;
	if (t->mm)
		u->maxrss = max(u->maxrss, t->mm->hiwater_rss);
}

/* Threads that are gone, and all that are there. */
static void add_process(struct usage *u, const struct signal_struct *sig)
{
	const struct task_struct *t;

	u->utime += sig->utime;
	u->stime += sig->stime;
	u->min_flt += sig->min_flt;
	u->nvcsw += sig->nvcsw;
	u->nivcsw += sig->nivcsw;
	u->maxrss = max(u->maxrss, sig->maxrss);
	list_for_each_entry(t, &sig->threads, thread_node)
		add_thread(u, t);
}

static void add_children(struct usage *u, const struct signal_struct *sig)
{
	u->utime += sig->cutime;
	u->stime += sig->cstime;
	u->min_flt += sig->cmin_flt;
	u->nvcsw += sig->cnvcsw;
	u->nivcsw += sig->cnivcsw;
	u->maxrss = max(u->maxrss, sig->cmaxrss);
}

static void to_timeval(struct timeval32 *tv, u64 ns)
{
	u32 rem;

	tv->tv_sec = div_u64_rem(ns, NSEC_PER_SEC, &rem);
	tv->tv_usec = rem / NSEC_PER_USEC;
}

void rusage_of(const struct task_struct *t, int who, struct rusage32 *usage)
{
	struct usage u = { 0 };

	task_account();
	if (who == RUSAGE_THREAD)
		add_thread(&u, t);
	if (who == RUSAGE_SELF || who == RUSAGE_BOTH)
		add_process(&u, t->signal);
	if (who == RUSAGE_CHILDREN || who == RUSAGE_BOTH)
		add_children(&u, t->signal);
	memset(usage, 0, sizeof(*usage));
	to_timeval(&usage->ru_utime, u.utime);
	to_timeval(&usage->ru_stime, u.stime);
	usage->ru_maxrss = u.maxrss * (PAGE_SIZE / 1024);
	usage->ru_minflt = u.min_flt;
	usage->ru_nvcsw = u.nvcsw;
	usage->ru_nivcsw = u.nivcsw;
}

int sys_getrusage(int who, void __user *uusage)
{
	struct rusage32 usage;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD)
		return -EINVAL;
	rusage_of(current, who, &usage);
	return copy_to_user(uusage, &usage, sizeof(usage));
}

static s32 to_clock_t(u64 ns)
{
	return div_u64(ns, NSEC_PER_SEC / USER_HZ);
}

int sys_times(void __user *buf)
{
	const struct signal_struct *sig = current->signal;
	struct tms tms;
	u64 utime, stime;
	s32 ticks = to_clock_t(ktime_get());

	process_cputime(sig, &utime, &stime);
	tms = (struct tms){ to_clock_t(utime), to_clock_t(stime), to_clock_t(sig->cutime),
			    to_clock_t(sig->cstime) };
	if (buf && copy_to_user(buf, &tms, sizeof(tms)))
		return -EFAULT;
	/* A count that looks like an error number is returned all the same: libc knows. */
	return ticks;
}
