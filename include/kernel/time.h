/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_TIME_H
#define KERNEL_TIME_H

/* Clocks and timers. All times are u64 nanoseconds. */

#include <kernel/list.h>
#include <kernel/types.h>

#define NSEC_PER_SEC	1000000000ull
#define NSEC_PER_MSEC	1000000ull
#define NSEC_PER_USEC	1000ull
#define HZ		250			/* scheduler ticks per second */
#define TICK_NSEC	(NSEC_PER_SEC / HZ)
#define USER_HZ		100			/* what times(2) and /proc count in */

/* arch/x86/kernel/time.c */
u64 ktime_get(void);		/* monotonic, since boot */
u64 ktime_get_real(void);	/* since the epoch */
void ktime_set_real(u64 ns);	/* clock_settime */
void time_init(void);

/*
 * kernel/timer.c: one-shot timers, in a pairing heap; fn runs in the timer interrupt, interrupts
 * off. A zeroed struct timer is ready for use.
 */
struct timer {
	struct timer *child, *next;	/* heap: first child, next sibling */
	struct timer *prev;		/* previous sibling, or the parent of a first child */
	u64 expires;			/* ns, on its clock */
	void (*fn)(struct timer *timer);
	bool active;
	bool realtime;			/* expires is a CLOCK_REALTIME time: follows clock_settime */
};
void timer_start(struct timer *timer, u64 expires, void (*fn)(struct timer *)); /* monotonic */
void timer_start_clock(struct timer *timer, bool realtime, u64 expires, void (*fn)(struct timer *));
bool timer_stop(struct timer *timer);	/* true if it was still to fire */
void timers_run(u64 now);		/* from the tick */

/*
 * kernel/cpu_timers.c: timers on CPU clocks, looked at on each tick of a task of the group; fn runs
 * in the interrupt. Times are ns of CPU time.
 */
struct task_struct;
struct signal_struct;
struct cpu_timer {
	struct list_head node;		/* signal->cpu_timers while armed */
	struct task_struct *thread;	/* whose clock; NULL: the whole group's */
	enum cpu_clock { CPUCLOCK_PROF, CPUCLOCK_VIRT, CPUCLOCK_SCHED } clock;
	u64 expires;
	void (*fn)(struct cpu_timer *timer);
};
u64 cpu_clock_read(const struct signal_struct *sig, const struct task_struct *thread, enum cpu_clock clock);
void cpu_timer_start(struct cpu_timer *timer, struct signal_struct *sig, u64 expires);
void cpu_timer_stop(struct cpu_timer *timer);
void cpu_timers_tick(u64 delta, bool was_user);	/* from scheduler_tick, for current */
void cpu_timers_exit_thread(struct task_struct *t); /* disarm those on t's own clock */

void cpu_timers_exit_group(struct signal_struct *sig);

/*
 * kernel/time.c: the ABI's time structures. 0, -EFAULT, or -EINVAL for a bad nanosecond or a
 * negative second.
 */
int get_timespec32(u64 *ns, const void __user *p);
int get_timespec64(u64 *ns, const void __user *p);
int put_timespec32(u64 ns, void __user *p);
int put_timespec64(u64 ns, void __user *p);
#define KTIME_MAX	(~0ull >> 1)	/* times beyond it are held there: 292 years */
/* a + b, at most KTIME_MAX */
static inline u64 ktime_add_safe(u64 a, u64 b)
{
	u64 sum = a + b;

	return sum < a || sum > KTIME_MAX ? KTIME_MAX : sum;
}
/* Time of clock in ns: 0 or -EINVAL. Clock numbers of other tasks (clock_getcpuclockid) included. */
int clock_read(int clock, u64 *ns);

/* kernel/itimer.c, kernel/posix_timers.c: execve and exit of a whole group */
void exit_itimers(struct signal_struct *sig);
void exit_posix_timers(struct signal_struct *sig);
struct siginfo;
/* A timer's signal (si_code SI_TIMER) is being delivered: sets si_overrun, rearms an interval timer. */
void posix_timer_deliver(struct siginfo *info);

/* 64-bit division that needs no libgcc (kernel/div64.c). */
u64 div_u64(u64 n, u32 d);
u64 div_u64_rem(u64 n, u32 d, u32 *rem);

#endif
