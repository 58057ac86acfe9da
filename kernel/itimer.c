/* SPDX-License-Identifier: MIT */
/* Interval timers (setitimer(2)) and alarm(2). One of each kind for a process. */

#include <asm/irqflags.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/clock.h>
#include <kernel/sched.h>
#include <uapi/asm/time.h>

u32 periods_passed(u64 expires, u64 now, u64 interval)
{
	u64 n = 0;

	if (now < expires)
		return 0;
	if (interval >> 32) {
		for (; now - expires >= interval && n < 0x7fffffff; n++)
			now -= interval;
	} else {
		n = div_u64(now - expires, (u32)interval);
	}
	return min_t(u64, n, 0x7fffffff);
}

static void real_timer_fired(struct timer *timer)
{
	struct signal_struct *sig = container_of(timer, struct signal_struct, real_timer);
	u64 interval = sig->real_interval, now = ktime_get();

	send_kernel_signal(SIGALRM, sig->leader, true);
	if (!interval)
		return;
	timer_start(timer, max(timer->expires + interval *
			       (periods_passed(timer->expires, now, interval) + 1ull), now + 1),
		    real_timer_fired);
}

/* ns to go on an armed timer: never 0. */
static u64 remaining(u64 expires, u64 now)
{
	return expires > now ? expires - now : NSEC_PER_USEC;
}

struct itimer {
	u64 value, interval;		/* ns; value 0: not armed */
};

static void get_real(struct signal_struct *sig, struct itimer *it)
{
	it->interval = sig->real_interval;
	it->value = sig->real_timer.active ? remaining(sig->real_timer.expires, ktime_get()) : 0;
}

static void set_real(struct signal_struct *sig, const struct itimer *it)
{
	timer_stop(&sig->real_timer);
	sig->real_interval = it->value ? it->interval : 0;
	if (it->value)
		timer_start(&sig->real_timer, ktime_add_safe(ktime_get(), it->value), real_timer_fired);
}

/* The two that count CPU time. */
static void swap_cpu(struct signal_struct *sig, int which, const struct itimer *new, struct itimer *old)
{
	bool virtual = which == ITIMER_VIRTUAL;
	u64 *expires = virtual ? &sig->it_virt : &sig->it_prof;
	u64 *interval = virtual ? &sig->it_virt_interval : &sig->it_prof_interval;
	u64 now = cpu_clock_read(sig, NULL, virtual ? CPUCLOCK_VIRT : CPUCLOCK_PROF);
	unsigned long flags = local_irq_save();

	old->value = *expires ? remaining(*expires, now) : 0;
	old->interval = *interval;
	if (new) {
		*expires = new->value ? ktime_add_safe(now, new->value) : 0;
		*interval = new->interval;
	}
	local_irq_restore(flags);
}

static int swap_itimer(int which, const struct itimer *new, struct itimer *old)
{
	struct signal_struct *sig = current->signal;
	unsigned long flags;

	switch (which) {
	case ITIMER_REAL:
		flags = local_irq_save();
		get_real(sig, old);
		if (new)
			set_real(sig, new);
		local_irq_restore(flags);
		return 0;
	case ITIMER_VIRTUAL:
	case ITIMER_PROF:
		swap_cpu(sig, which, new, old);
		return 0;
	default:
		return -EINVAL;
	}
}

static int timeval_to_ns(const struct timeval32 *tv, u64 *ns)
{
	if (tv->tv_sec < 0 || (u32)tv->tv_usec >= 1000000)
		return -EINVAL;
	*ns = (u64)tv->tv_sec * NSEC_PER_SEC + tv->tv_usec * NSEC_PER_USEC;
	return 0;
}

static struct timeval32 ns_to_timeval(u64 ns)
{
	u32 rem;
	struct timeval32 tv = { .tv_sec = (s32)div_u64_rem(ns, NSEC_PER_SEC, &rem) };

	tv.tv_usec = rem / NSEC_PER_USEC;
	return tv;
}

static int put_itimer(void __user *p, const struct itimer *it)
{
	struct itimerval32 val = { ns_to_timeval(it->interval), ns_to_timeval(it->value) };

	return copy_to_user(p, &val, sizeof(val));
}

int sys_getitimer(int which, void __user *value)
{
	struct itimer it;
	int err = swap_itimer(which, NULL, &it);

	return err ? err : put_itimer(value, &it);
}

/* No new value disarms, as Linux has it (and warns of). */
int sys_setitimer(int which, const void __user *value, void __user *old)
{
	struct itimer new = { 0 }, was;
	struct itimerval32 val;
	int err;

	if (value) {
		if (copy_from_user(&val, value, sizeof(val)))
			return -EFAULT;
		if (timeval_to_ns(&val.it_value, &new.value) ||
		    timeval_to_ns(&val.it_interval, &new.interval))
			return -EINVAL;
	}
	err = swap_itimer(which, &new, &was);
	if (!err && old)
		err = put_itimer(old, &was);
	return err;
}

int sys_alarm(u32 seconds)
{
	struct itimer new = { .value = min(seconds, 0x7fffffffu) * NSEC_PER_SEC }, was;
	u32 left, rem;

	swap_itimer(ITIMER_REAL, &new, &was);
	left = (u32)div_u64_rem(was.value, NSEC_PER_SEC, &rem);
	/* Rounded, but something that is armed never looks as if it were not. */
	if ((!left && rem) || rem >= NSEC_PER_SEC / 2)
		left++;
	return left;
}

void exit_itimers(struct signal_struct *sig)
{
	timer_stop(&sig->real_timer);
	sig->real_interval = 0;
	sig->it_virt = sig->it_prof = 0;
}
