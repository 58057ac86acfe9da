/* SPDX-License-Identifier: MIT */
/* Waiting for signals: pause(2), sigsuspend(2), sigtimedwait(2), and after one restart_syscall(2). */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>

static int sleep_until_signal(void)
{
	while (!signal_pending(current)) {
		current->state = TASK_INTERRUPTIBLE;
		if (signal_pending(current))
			break;
		schedule();
	}
	current->state = TASK_RUNNING;
	return -ERESTARTNOHAND;
}

int sys_pause(void)
{
	return sleep_until_signal();
}

int sys_rt_sigsuspend(const void __user *uset, size_t size)
{
	u64 set;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, uset, sizeof(set)))
		return -EFAULT;
	set_user_sigmask(set);
	return sleep_until_signal();
}

int sys_sigsuspend(u32 unused1, u32 unused2, u32 mask)
{
	set_user_sigmask(mask);
	return sleep_until_signal();
}

/* Take a signal that is not in `mask`; sleeps until `expires` (0: does not sleep). -EAGAIN, -EINTR. */
static int sigtimedwait(u64 mask, struct siginfo *info, u64 expires)
{
	unsigned long flags = spin_lock_irqsave(&siglock);
	int sig = dequeue_signal(current, mask, info);
	bool timed_out;

	if (sig || !expires) {
		spin_unlock_irqrestore(&siglock, flags);
		return sig ? sig : -EAGAIN;
	}
	/* Whoever sends one of them must find it unblocked, and yet not act upon it. */
	current->real_blocked = current->blocked;
	current->blocked &= mask;
	recalc_sigpending(current);
	current->state = TASK_INTERRUPTIBLE;
	spin_unlock_irqrestore(&siglock, flags);

	timed_out = !signal_pending(current) && schedule_until(expires);
	current->state = TASK_RUNNING;

	set_blocked(current->real_blocked);
	flags = spin_lock_irqsave(&siglock);
	current->real_blocked = 0;
	sig = dequeue_signal(current, mask, info);
	spin_unlock_irqrestore(&siglock, flags);
	if (sig)
		return sig;
	return timed_out ? -EAGAIN : -EINTR;
}

/* ns from now as an absolute time that cannot overflow; 0 for no time at all. */
static u64 deadline(s64 sec, s64 nsec)
{
	if (!sec && !nsec)
		return 0;
	if (sec >= 0x100000000ll)
		return ~0ull;
	return ktime_get() + (u64)sec * NSEC_PER_SEC + (u64)nsec;
}

static int do_rt_sigtimedwait(const void __user *uset, void __user *uinfo, u64 expires, size_t size)
{
	struct siginfo info;
	u64 set;
	int sig;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, uset, sizeof(set)))
		return -EFAULT;
	sig = sigtimedwait(~(set & ~SIG_KERNEL_ONLY_MASK), &info, expires);
	if (sig > 0 && uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return sig;
}

int sys_rt_sigtimedwait(const void __user *uset, void __user *uinfo, const void __user *uts, size_t size)
{
	struct timespec32 ts;
	u64 expires = ~0ull;

	if (uts) {
		if (copy_from_user(&ts, uts, sizeof(ts)))
			return -EFAULT;
		if (ts.tv_sec < 0 || (u32)ts.tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		expires = deadline(ts.tv_sec, ts.tv_nsec);
	}
	return do_rt_sigtimedwait(uset, uinfo, expires, size);
}

int sys_rt_sigtimedwait_time64(const void __user *uset, void __user *uinfo, const void __user *uts,
			       size_t size)
{
	struct timespec64 ts;
	u64 expires = ~0ull;

	if (uts) {
		if (copy_from_user(&ts, uts, sizeof(ts)))
			return -EFAULT;
		/* The upper half of tv_nsec is padding in a 32-bit program's structure. */
		if (ts.tv_sec < 0 || (u32)ts.tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		expires = deadline(ts.tv_sec, (u32)ts.tv_nsec);
	}
	return do_rt_sigtimedwait(uset, uinfo, expires, size);
}

int sys_restart_syscall(void)
{
	struct restart_block *restart = &current->restart;

	return restart->fn ? restart->fn(restart) : -EINTR;
}
