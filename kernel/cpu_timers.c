/* SPDX-License-Identifier: MIT */
/* Timers on CPU time: ITIMER_VIRTUAL and ITIMER_PROF, RLIMIT_CPU, POSIX timers and sleeps on CPU clocks. */

#include <asm/irqflags.h>
#include <kernel/sched.h>

u64 cpu_clock_read(const struct signal_struct *sig, const struct task_struct *thread, enum cpu_clock clock)
{
	u64 utime, stime;

	if (thread) {
		if (thread == current)
			task_account();
		utime = thread->utime;
		stime = thread->stime;
	} else {
		process_cputime(sig, &utime, &stime);
	}
	return clock == CPUCLOCK_VIRT ? utime : utime + stime;
}

void cpu_timer_start(struct cpu_timer *timer, struct signal_struct *sig, u64 expires)
{
	unsigned long flags = local_irq_save();

	timer->expires = expires;
	if (!timer->node.next)
		list_init(&timer->node);
	list_del(&timer->node);
	list_add_tail(&timer->node, &sig->cpu_timers);
	local_irq_restore(flags);
}

void cpu_timer_stop(struct cpu_timer *timer)
{
	unsigned long flags = local_irq_save();

	if (timer->node.next)
		list_del(&timer->node);
	local_irq_restore(flags);
}

void cpu_timers_exit_thread(struct task_struct *t)
{
	unsigned long flags = local_irq_save();
	struct cpu_timer *timer, *n;

	list_for_each_entry_safe(timer, n, &t->signal->cpu_timers, node)
		if (timer->thread == t)
			list_del(&timer->node);
	local_irq_restore(flags);
}

/* Others' timers and sleeps on this process's clock: it stands still from now on. */
void cpu_timers_exit_group(struct signal_struct *sig)
{
	unsigned long flags = local_irq_save();

	while (!list_empty(&sig->cpu_timers))
		list_del(sig->cpu_timers.next);
	local_irq_restore(flags);
}

static void run_cpu_timers(struct signal_struct *sig)
{
	struct cpu_timer *timer, *n;

	list_for_each_entry_safe(timer, n, &sig->cpu_timers, node) {
		if (timer->thread && timer->thread != current)
			continue;
		if (cpu_clock_read(sig, timer->thread, timer->clock) < timer->expires)
			continue;
		list_del(&timer->node);
		timer->fn(timer);
	}
}

/* *expires (0: not armed) on the group's clock, which says now. */
static void check_itimer(u64 *expires, u64 interval, u64 now, int signo)
{
	if (!*expires || now < *expires)
		return;
	*expires = interval ? max(*expires + interval, now + 1) : 0;
	send_kernel_signal(signo, current, true);
}

static u64 limit_ns(u64 seconds)
{
	return seconds >= KTIME_MAX / NSEC_PER_SEC ? KTIME_MAX : seconds * NSEC_PER_SEC;
}

/* SIGXCPU each second from the soft limit on, SIGKILL at the hard one (setrlimit(2)). */
static void check_rlimit(struct signal_struct *sig, u64 used)
{
	struct rlimit64 *rlim = &sig->rlim[RLIMIT_CPU];
	u64 soft = rlim->rlim_cur;

	if (soft == RLIM64_INFINITY || used < limit_ns(soft))
		return;
	if (rlim->rlim_max != RLIM64_INFINITY && used >= limit_ns(rlim->rlim_max)) {
		send_kernel_signal(SIGKILL, current, true);
		return;
	}
	rlim->rlim_cur = min(soft + 1, rlim->rlim_max);
	send_kernel_signal(SIGXCPU, current, true);
}

void cpu_timers_tick(u64 delta, bool was_user)
{
	struct signal_struct *sig = current->signal;
	u64 used = sig->total_utime + sig->total_stime;

	check_itimer(&sig->it_virt, sig->it_virt_interval, sig->total_utime, SIGVTALRM);
	check_itimer(&sig->it_prof, sig->it_prof_interval, used, SIGPROF);
	check_rlimit(sig, used);
	run_cpu_timers(sig);
}
