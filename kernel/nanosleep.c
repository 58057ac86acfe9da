/* SPDX-License-Identifier: MIT */
/* nanosleep(2), clock_nanosleep(2): on any clock, restartable with what remains. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/clock.h>
#include <kernel/sched.h>
#include <uapi/asm/time.h>

#define REM_TIME64	1	/* restart_block.flags: rem is a struct timespec64 */

/* 0, or -EINTR. */
static int sleep_until(u64 expires, bool realtime)
{
	for (;;) {
		current->state = TASK_INTERRUPTIBLE;
		if (schedule_until_clock(expires, realtime))
			return 0;
		if (signal_pending(current))
			return -EINTR;
	}
}

struct cpu_sleep {
	struct cpu_timer timer;
	struct task_struct *task;
	bool over;
};

static void cpu_sleep_over(struct cpu_timer *timer)
{
	struct cpu_sleep *sleep = container_of(timer, struct cpu_sleep, timer);

	sleep->over = true;
	wake_up_task(sleep->task, WAKE_ALL);
}

/* The process may be gone when we wake: the timer is then on no list any more (exit_posix_timers). */
static int sleep_until_cpu(const struct cpu_clock_id *id, u64 expires)
{
	struct cpu_sleep sleep = { .task = current };

	sleep.timer.thread = id->thread;
	sleep.timer.clock = id->clock;
	sleep.timer.fn = cpu_sleep_over;
	if (cpu_clock_read(id->sig, id->thread, id->clock) >= expires)
		return 0;
	cpu_timer_start(&sleep.timer, id->sig, expires);
	while (!sleep.over && !signal_pending(current)) {
		current->state = TASK_INTERRUPTIBLE;
		if (sleep.over)
			break;
		schedule();
	}
	current->state = TASK_RUNNING;
	cpu_timer_stop(&sleep.timer);
	return sleep.over ? 0 : -EINTR;
}

static int sleep_on_clock(int clock, u64 expires)
{
	struct cpu_clock_id id;
	int err;

	if (clock_kind(clock) != CLOCK_KIND_CPU)
		return sleep_until(expires, clock_kind(clock) == CLOCK_KIND_REAL);
	err = cpu_clock_find(clock, &id);
	return err ? err : sleep_until_cpu(&id, expires);
}

/* Tell the program how long it would still have slept, and remember the rest for restart_syscall. */
static int interrupted(struct restart_block *rb)
{
	u64 now, left;

	clock_read((int)rb->clock, &now);
	left = rb->expires > now ? rb->expires - now : 0;
	if (!left)
		return 0;
	if (rb->rem_ptr && (rb->flags & REM_TIME64 ? put_timespec64(left, uptr(rb->rem_ptr))
						   : put_timespec32(left, uptr(rb->rem_ptr))))
		return -EFAULT;
	return -ERESTART_RESTARTBLOCK;
}

static int nanosleep_restart(struct restart_block *rb)
{
	int err = sleep_on_clock((int)rb->clock, rb->expires);

	return err == -EINTR ? interrupted(rb) : err;
}

static int sleep_for(int clock, u64 ns, void __user *rem, bool time64)
{
	struct restart_block rb = { .fn = nanosleep_restart };
	u64 now;
	int err;

	/* A span of time does not change when the clock is set. */
	if (clock_kind(clock) == CLOCK_KIND_REAL)
		clock = CLOCK_MONOTONIC;
	err = clock_read(clock, &now);
	if (err)
		return err;
	rb.clock = clock;
	rb.expires = ktime_add_safe(now, ns);
	rb.rem_ptr = (u32)(unsigned long)rem;
	rb.flags = time64 ? REM_TIME64 : 0;
	err = nanosleep_restart(&rb);
	if (err == -ERESTART_RESTARTBLOCK)
		current->restart = rb;
	return err;
}

static int do_clock_nanosleep(int clock, int flags, u64 ns, void __user *rem, bool time64)
{
	struct cpu_clock_id id;
	int err;

	if (clock_kind(clock) == CLOCK_KIND_CPU) {
		err = cpu_clock_find(clock, &id);
		if (err)
			return err;
		/* It would never end. */
		if (id.thread == current)
			return -EINVAL;
	}
	if (!(flags & TIMER_ABSTIME))
		return sleep_for(clock, ns, rem, time64);
	err = sleep_on_clock(clock, ns);
	return err == -EINTR ? -ERESTARTNOHAND : err;
}

static int check_clock(int clock)
{
	switch (clock_kind(clock)) {
	case CLOCK_KIND_NONE:
		return -EINVAL;
	case CLOCK_KIND_READ_ONLY:
		return -EOPNOTSUPP;
	default:
		return clock == CLOCK_THREAD_CPUTIME_ID ? -EOPNOTSUPP : 0;
	}
}

int sys_clock_nanosleep(int clock, int flags, const void __user *req, void __user *rem)
{
	u64 ns;
	int err = check_clock(clock);

	if (!err)
		err = get_timespec32(&ns, req);
	return err ? err : do_clock_nanosleep(clock, flags, ns, rem, false);
}

int sys_clock_nanosleep_time64(int clock, int flags, const void __user *req, void __user *rem)
{
	u64 ns;
	int err = check_clock(clock);

	if (!err)
		err = get_timespec64(&ns, req);
	return err ? err : do_clock_nanosleep(clock, flags, ns, rem, true);
}

int sys_nanosleep(const void __user *req, void __user *rem)
{
	u64 ns;
	int err = get_timespec32(&ns, req);

	return err ? err : sleep_for(CLOCK_MONOTONIC, ns, rem, false);
}
