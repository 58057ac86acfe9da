/* SPDX-License-Identifier: MIT */
/* Clocks as programs see them: clock_gettime(2) and its older relatives, in both time widths. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <asm/vclock.h>
#include <kernel/clock.h>
#include <kernel/jobctl.h>
#include <kernel/sched.h>
#include <uapi/asm/time.h>

/* ---- structures ----------------------------------------------------------------------------------- */

static int to_ns(s64 sec, s32 nsec, u64 *ns)
{
	if (sec < 0 || (u32)nsec >= NSEC_PER_SEC)
		return -EINVAL;
	if (sec >= 9223372036ll)
		*ns = KTIME_MAX;
	else
		*ns = (u64)sec * NSEC_PER_SEC + nsec;
	return 0;
}

int get_timespec32(u64 *ns, const void __user *p)
{
	struct timespec32 ts;

	if (copy_from_user(&ts, p, sizeof(ts)))
		return -EFAULT;
	return to_ns(ts.tv_sec, ts.tv_nsec, ns);
}

int get_timespec64(u64 *ns, const void __user *p)
{
	struct timespec64 ts;

	if (copy_from_user(&ts, p, sizeof(ts)))
		return -EFAULT;
	/* The upper half of tv_nsec is padding in a 32-bit program. */
	return to_ns(ts.tv_sec, (s32)ts.tv_nsec, ns);
}

int put_timespec32(u64 ns, void __user *p)
{
	struct timespec32 ts;
	u32 rem;

	ts.tv_sec = (s32)div_u64_rem(ns, NSEC_PER_SEC, &rem);
	ts.tv_nsec = rem;
	return copy_to_user(p, &ts, sizeof(ts));
}

int put_timespec64(u64 ns, void __user *p)
{
	struct timespec64 ts;
	u32 rem;

	ts.tv_sec = div_u64_rem(ns, NSEC_PER_SEC, &rem);
	ts.tv_nsec = rem;
	return copy_to_user(p, &ts, sizeof(ts));
}

/* ---- which clock ---------------------------------------------------------------------------------- */

/*
 * A negative number is a CPU clock: ~pid << 3, 4 for one thread's, and the kind (3: a descriptor's
 * clock, of which there are none). Pid 0 is the caller.
 */
int cpu_clock_find(int clock, struct cpu_clock_id *id)
{
	pid_t pid = ~(clock >> 3);
	struct task_struct *t;
	bool thread = clock & 4;

	if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) {
		pid = 0;
		thread = clock == CLOCK_THREAD_CPUTIME_ID;
		clock = CPUCLOCK_SCHED;
	} else if (clock >= 0 || (clock & 3) == 3) {
		return -EINVAL;
	}
	t = pid ? find_task(pid) : current;
	if (!t || (thread && !same_thread_group(t, current)) ||
	    (!thread && t != current && !thread_group_leader(t)))
		return -EINVAL;
	id->sig = t->signal;
	id->thread = thread ? t : NULL;
	id->clock = clock & 3;
	return 0;
}

enum clock_kind clock_kind(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_TAI:
		return CLOCK_KIND_REAL;
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
		return CLOCK_KIND_MONO;
	case CLOCK_REALTIME_COARSE:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
		return CLOCK_KIND_READ_ONLY;
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		return CLOCK_KIND_CPU;
	default:
		return clock < 0 ? CLOCK_KIND_CPU : CLOCK_KIND_NONE;
	}
}

int clock_read(int clock, u64 *ns)
{
	struct cpu_clock_id id;
	int err;

	switch (clock_kind(clock)) {
	case CLOCK_KIND_REAL:
		*ns = ktime_get_real();
		return 0;
	case CLOCK_KIND_MONO:
		*ns = ktime_get();
		return 0;
	case CLOCK_KIND_READ_ONLY:
		*ns = clock == CLOCK_REALTIME_COARSE ? ktime_get_real() : ktime_get();
		return 0;
	case CLOCK_KIND_CPU:
		err = cpu_clock_find(clock, &id);
		if (!err)
			*ns = cpu_clock_read(id.sig, id.thread, id.clock);
		return err;
	default:
		return -EINVAL;
	}
}

/* ---- clock_* -------------------------------------------------------------------------------------- */

int sys_clock_gettime(int clock, void __user *tp)
{
	u64 ns;
	int err = clock_read(clock, &ns);

	return err ? err : put_timespec32(ns, tp);
}

int sys_clock_gettime64(int clock, void __user *tp)
{
	u64 ns;
	int err = clock_read(clock, &ns);

	return err ? err : put_timespec64(ns, tp);
}

static int set_realtime(u64 ns)
{
	if (!privileged())
		return -EPERM;
	/* The epoch was before boot; and the clock is not to overflow in the next 30 years. */
	if (ns < ktime_get() || ns > KTIME_MAX - 30ull * 365 * 86400 * NSEC_PER_SEC)
		return -EINVAL;
	ktime_set_real(ns);
	return 0;
}

static int clock_settime(int clock, const void __user *tp, int (*get)(u64 *, const void __user *))
{
	struct cpu_clock_id id;
	u64 ns;
	int err = -EINVAL;

	if (clock_kind(clock) == CLOCK_KIND_CPU) {
		err = cpu_clock_find(clock, &id);
		return err ? err : -EPERM;
	}
	if (clock != CLOCK_REALTIME)
		return -EINVAL;
	err = get(&ns, tp);
	return err ? err : set_realtime(ns);
}

int sys_clock_settime(int clock, const void __user *tp)
{
	return clock_settime(clock, tp, get_timespec32);
}

int sys_clock_settime64(int clock, const void __user *tp)
{
	return clock_settime(clock, tp, get_timespec64);
}

static int clock_resolution(int clock, u64 *ns)
{
	struct cpu_clock_id id;
	int err = 0;

	*ns = 1;
	if (clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE) {
		*ns = TICK_NSEC;
	} else if (clock_kind(clock) == CLOCK_KIND_CPU) {
		err = cpu_clock_find(clock, &id);
		if (!err && id.clock != CPUCLOCK_SCHED)
			*ns = TICK_NSEC;
	} else if (clock_kind(clock) == CLOCK_KIND_NONE) {
		err = -EINVAL;
	}
	return err;
}

int sys_clock_getres(int clock, void __user *tp)
{
	u64 ns;
	int err = clock_resolution(clock, &ns);

	return err || !tp ? err : put_timespec32(ns, tp);
}

int sys_clock_getres_time64(int clock, void __user *tp)
{
	u64 ns;
	int err = clock_resolution(clock, &ns);

	return err || !tp ? err : put_timespec64(ns, tp);
}

/* ---- the older calls ------------------------------------------------------------------------------ */

int sys_time(s32 __user *tloc)
{
	s32 now = (s32)div_u64(ktime_get_real(), NSEC_PER_SEC);

	if (tloc && put_user(now, tloc))
		return -EFAULT;
	return now;
}

int sys_gettimeofday(void __user *utv, void __user *utz)
{
	struct timeval32 tv;
	u32 rem;

	tv.tv_sec = (s32)div_u64_rem(ktime_get_real(), NSEC_PER_SEC, &rem);
	tv.tv_usec = rem / NSEC_PER_USEC;
	if (utv && copy_to_user(utv, &tv, sizeof(tv)))
		return -EFAULT;
	if (utz && copy_to_user(utz, &vvar.tz, sizeof(vvar.tz)))
		return -EFAULT;
	return 0;
}

int sys_settimeofday(const void __user *utv, const void __user *utz)
{
	struct timeval32 tv;
	struct timezone tz;
	u64 ns = 0;
	int err;

	if (utv) {
		if (copy_from_user(&tv, utv, sizeof(tv)))
			return -EFAULT;
		if ((u32)tv.tv_usec >= 1000000)
			return -EINVAL;
		err = to_ns(tv.tv_sec, tv.tv_usec * NSEC_PER_USEC, &ns);
		if (err)
			return err;
	}
	if (utz && copy_from_user(&tz, utz, sizeof(tz)))
		return -EFAULT;
	if (!privileged())
		return -EPERM;
	if (utz) {
		if (tz.tz_minuteswest > 15 * 60 || tz.tz_minuteswest < -15 * 60)
			return -EINVAL;
		vvar.tz = tz;
	}
	return utv ? set_realtime(ns) : 0;
}
