/* SPDX-License-Identifier: MIT */
/*
 * POSIX timers (timer_create(2)) on every clock. A timer has at most one signal on its way; expirations
 * meanwhile, and those that the tick is too coarse for, are its overrun (timer_getoverrun(2)).
 */

#include <asm/irqflags.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/clock.h>
#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/time.h>

struct posix_timer {
	struct list_head node;		/* signal->posix_timers */
	struct signal_struct *sig;
	int id, clock;
	int notify, signo;
	pid_t thread;			/* SIGEV_THREAD_ID; 0: the process */
	union sigval value;
	bool armed, realtime;
	u64 expires, interval;		/* ns on its clock */
	u32 overrun, overrun_last;
	struct timer timer;		/* REALTIME, MONOTONIC, ... */
	struct cpu_timer cpu;		/* CPU clocks */
};

static struct posix_timer *find_timer(int id)
{
	struct posix_timer *pt;

	list_for_each_entry(pt, &current->signal->posix_timers, node)
		if (pt->id == id)
			return pt;
	return NULL;
}

static bool on_cpu_clock(const struct posix_timer *pt)
{
	return clock_kind(pt->clock) == CLOCK_KIND_CPU;
}

/* ---- expiry, in the timer interrupt -------------------------------------------------------------- */

static bool has_signal_of(const struct sigpending *pending, const struct posix_timer *pt)
{
	struct siginfo info;

	if (!(pending->signal & sigmask(pt->signo)))
		return false;
	for (u32 i = 0; sigqueue_peek(pending, i, &info); i++)
		if (info.si_code == SI_TIMER && info.si_timerid == pt->id)
			return true;
	return false;
}

static void add_overrun(struct posix_timer *pt, u32 n)
{
	pt->overrun = min((u64)pt->overrun + n, 0x7fffffffull);
}

/* The timer ran out, and missed times over. */
static void notify(struct posix_timer *pt, u32 missed)
{
	struct task_struct *t = pt->thread ? find_task(pt->thread) : pt->sig->leader;
	struct siginfo info = { .si_signo = pt->signo, .si_code = SI_TIMER };

	if ((pt->notify & ~SIGEV_THREAD_ID) == SIGEV_NONE || !t || t->signal != pt->sig)
		return;
	if (has_signal_of(pt->thread ? &t->pending : &pt->sig->shared_pending, pt)) {
		add_overrun(pt, missed + 1);
		return;
	}
	pt->overrun = missed;
	info.si_timerid = pt->id;
	info._sifields._timer._sigval = pt->value;
	send_signal(pt->signo, &info, t, !pt->thread);
}

static void start(struct posix_timer *pt);

static void expired(struct posix_timer *pt, u64 now)
{
	u32 missed = 0;

	pt->armed = false;
	if (pt->interval) {
		missed = periods_passed(pt->expires, now, pt->interval);
		pt->expires = max(pt->expires + pt->interval * (missed + 1ull), now + 1);
	}
	notify(pt, missed);
	if (pt->interval)
		start(pt);
}

static void timer_expired(struct timer *timer)
{
	struct posix_timer *pt = container_of(timer, struct posix_timer, timer);

	expired(pt, pt->realtime ? ktime_get_real() : ktime_get());
}

static void cpu_expired(struct cpu_timer *timer)
{
	struct posix_timer *pt = container_of(timer, struct posix_timer, cpu);

	expired(pt, cpu_clock_read(pt->sig, timer->thread, timer->clock));
}

/* siglock is held: a signal of this timer's is taken off the queue. */
void posix_timer_deliver(struct siginfo *info)
{
	struct posix_timer *pt = find_timer(info->si_timerid);

	if (!pt || pt->signo != info->si_signo)
		return;
	info->si_overrun = pt->overrun_last = pt->overrun;
	pt->overrun = 0;
}

/* ---- arming --------------------------------------------------------------------------------------- */

static void start(struct posix_timer *pt)
{
	struct cpu_clock_id id;

	pt->armed = true;
	if (!on_cpu_clock(pt)) {
		timer_start_clock(&pt->timer, pt->realtime, pt->expires, timer_expired);
	} else if (!cpu_clock_find(pt->clock, &id)) {
		pt->cpu.thread = id.thread;
		pt->cpu.clock = id.clock;
		cpu_timer_start(&pt->cpu, id.sig, pt->expires);
	}
}

static void stop(struct posix_timer *pt)
{
	pt->armed = false;
	timer_stop(&pt->timer);
	cpu_timer_stop(&pt->cpu);
}

/* The clock that an armed timer runs on: a relative CLOCK_REALTIME timer does not follow clock_settime. */
static u64 now_of(const struct posix_timer *pt)
{
	u64 now = 0;

	if (on_cpu_clock(pt))
		clock_read(pt->clock, &now);
	else
		now = pt->realtime ? ktime_get_real() : ktime_get();
	return now;
}

struct timer_setting {
	u64 value, interval;		/* ns; value 0: not armed */
};

static void get_setting(const struct posix_timer *pt, struct timer_setting *s)
{
	u64 now = now_of(pt);

	s->interval = pt->interval;
	s->value = 0;
	if (!pt->armed)
		return;
	/* Never 0 while it is armed, unless nobody is told of it anyway. */
	s->value = pt->expires > now ? pt->expires - now : pt->notify != SIGEV_NONE;
}

static void apply_setting(struct posix_timer *pt, int flags, const struct timer_setting *s)
{
	stop(pt);
	pt->overrun = pt->overrun_last = 0;
	pt->interval = s->value ? s->interval : 0;
	if (!s->value)
		return;
	pt->realtime = (flags & TIMER_ABSTIME) && clock_kind(pt->clock) == CLOCK_KIND_REAL;
	pt->expires = flags & TIMER_ABSTIME ? s->value : ktime_add_safe(now_of(pt), s->value);
	start(pt);
}

/* ---- calls ---------------------------------------------------------------------------------------- */

/* Who is told, and how: 0 or -EINVAL. */
static int set_notification(struct posix_timer *pt, const struct sigevent *ev)
{
	struct task_struct *t;

	pt->notify = ev->sigev_notify;
	pt->signo = ev->sigev_signo;
	pt->value = ev->sigev_value;
	switch (ev->sigev_notify) {
	case SIGEV_SIGNAL | SIGEV_THREAD_ID:
		t = find_task(ev->sigev_notify_thread_id);
		if (!t || !same_thread_group(t, current))
			return -EINVAL;
		pt->thread = t->pid;
		break;
	case SIGEV_SIGNAL:
	case SIGEV_THREAD:
		break;
	case SIGEV_NONE:
		return 0;
	default:
		return -EINVAL;
	}
	return pt->signo < 1 || pt->signo > NSIG ? -EINVAL : 0;
}

static int check_timer_clock(int clock)
{
	struct cpu_clock_id id;

	switch (clock_kind(clock)) {
	case CLOCK_KIND_NONE:
		return -EINVAL;
	case CLOCK_KIND_READ_ONLY:
		return -EOPNOTSUPP;
	case CLOCK_KIND_CPU:
		return cpu_clock_find(clock, &id);
	default:
		return 0;
	}
}

static bool too_many_timers(void)
{
	u64 limit = current->signal->rlim[RLIMIT_SIGPENDING].rlim_cur;
	struct posix_timer *pt;

	list_for_each_entry(pt, &current->signal->posix_timers, node)
		if (!limit--)
			return true;
	return !limit;
}

static struct posix_timer *new_timer(int clock)
{
	struct posix_timer *pt = too_many_timers() ? NULL : kzalloc(sizeof(*pt));

	if (!pt)
		return NULL;
	pt->sig = current->signal;
	pt->clock = clock;
	pt->cpu.fn = cpu_expired;
	list_init(&pt->cpu.node);
	/* The caller's own clocks by its number: another thread may arm the timer. */
	if (clock == CLOCK_PROCESS_CPUTIME_ID)
		pt->clock = ~current->tgid * 8 + CPUCLOCK_SCHED;
	if (clock == CLOCK_THREAD_CPUTIME_ID)
		pt->clock = ~current->pid * 8 + 4 + CPUCLOCK_SCHED;
	do
		pt->id = pt->sig->next_timer_id++ & 0x7fffffff;
	while (find_timer(pt->id));
	list_add_tail(&pt->node, &pt->sig->posix_timers);
	return pt;
}

static void delete_timer(struct posix_timer *pt)
{
	unsigned long flags = local_irq_save();

	stop(pt);
	list_del(&pt->node);
	local_irq_restore(flags);
	kfree(pt);
}

int sys_timer_create(int clock, void __user *uevent, void __user *uid)
{
	struct sigevent ev = { .sigev_signo = SIGALRM, .sigev_notify = SIGEV_SIGNAL };
	struct posix_timer *pt;
	int err = check_timer_clock(clock);

	if (err)
		return err;
	if (uevent && copy_from_user(&ev, uevent, sizeof(ev)))
		return -EFAULT;
	pt = new_timer(clock);
	if (!pt)
		return -EAGAIN;
	if (!uevent)
		ev.sigev_value.sival_int = pt->id;
	err = set_notification(pt, &ev);
	if (!err)
		err = put_user((s32)pt->id, (s32 __user *)uid);
	if (err)
		delete_timer(pt);
	return err;
}

int sys_timer_delete(int id)
{
	struct posix_timer *pt = find_timer(id);

	if (!pt)
		return -EINVAL;
	delete_timer(pt);
	return 0;
}

int sys_timer_getoverrun(int id)
{
	struct posix_timer *pt = find_timer(id);

	return pt ? (int)pt->overrun_last : -EINVAL;
}

static int put_setting(void __user *p, const struct timer_setting *s, bool time64)
{
	char __user *to = p;

	if (time64)
		return put_timespec64(s->interval, to) ||
		       put_timespec64(s->value, to + sizeof(struct timespec64)) ? -EFAULT : 0;
	return put_timespec32(s->interval, to) ||
	       put_timespec32(s->value, to + sizeof(struct timespec32)) ? -EFAULT : 0;
}

static int get_user_setting(const void __user *p, struct timer_setting *s, bool time64)
{
	const char __user *from = p;
	int err;

	err = time64 ? get_timespec64(&s->interval, from) : get_timespec32(&s->interval, from);
	if (err)
		return err;
	return time64 ? get_timespec64(&s->value, from + sizeof(struct timespec64))
		      : get_timespec32(&s->value, from + sizeof(struct timespec32));
}

static int do_timer_gettime(int id, void __user *value, bool time64)
{
	struct posix_timer *pt = find_timer(id);
	struct timer_setting s;
	unsigned long flags;

	if (!pt)
		return -EINVAL;
	flags = local_irq_save();
	get_setting(pt, &s);
	local_irq_restore(flags);
	return put_setting(value, &s, time64);
}

static int do_timer_settime(int id, int flags, const void __user *value, void __user *old, bool time64)
{
	struct timer_setting new, was;
	struct posix_timer *pt;
	unsigned long irq;
	int err;

	if (!value)
		return -EINVAL;
	err = get_user_setting(value, &new, time64);
	if (err)
		return err;
	pt = find_timer(id);
	if (!pt)
		return -EINVAL;
	irq = local_irq_save();
	get_setting(pt, &was);
	apply_setting(pt, flags, &new);
	local_irq_restore(irq);
	return old ? put_setting(old, &was, time64) : 0;
}

int sys_timer_gettime(int id, void __user *value)
{
	return do_timer_gettime(id, value, false);
}

int sys_timer_gettime64(int id, void __user *value)
{
	return do_timer_gettime(id, value, true);
}

int sys_timer_settime(int id, int flags, const void __user *value, void __user *old)
{
	return do_timer_settime(id, flags, value, old, false);
}

int sys_timer_settime64(int id, int flags, const void __user *value, void __user *old)
{
	return do_timer_settime(id, flags, value, old, true);
}

void exit_posix_timers(struct signal_struct *sig)
{
	while (!list_empty(&sig->posix_timers))
		delete_timer(list_first_entry(&sig->posix_timers, struct posix_timer, node));
}
