/* SPDX-License-Identifier: MIT */
/*
 * Who runs next. A time slice each, in turn; a task that wakes up with some of its slice left goes before
 * those that only wait for their turn, and takes the CPU at the next exit to user mode. Whoever has used up
 * its slice waits at the end of the queue, so nobody starves. Every operation costs the same however
 * many tasks there are.
 */

#include <asm/irqflags.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/random.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define SLICE_TICKS	5	/* 20 ms at nice 0; 1 at nice 19, 10 at nice -20 */
#define LOAD_TICKS	(5 * HZ)

static LIST_HEAD(woken_queue);	/* first in, first out, before all of run_queue */
static LIST_HEAD(run_queue);
static unsigned int nr_queued;


static struct signal_struct idle_signal;
static struct sighand_struct idle_sighand;
static struct task_struct idle_task __aligned(64);

u32 load_average[3];

int sched_slice(const struct task_struct *t)
{
	return SLICE_TICKS - t->nice / 4;
}

/* Before the task or head `next` of a queue. Interrupts are off. */
static void enqueue(struct task_struct *t, struct list_head *next)
{
	if (t->on_queue || t == this_cpu->idle)
		return;
	t->on_queue = true;
	list_add_tail(&t->run_node, next);
	nr_queued++;
}

/* A task that could go on: first in the queue if its slice is not over. */
static void enqueue_preempted(struct task_struct *t)
{
	enqueue(t, t->slice > 0 ? run_queue.next : &run_queue);
}

static void enqueue_woken(struct task_struct *t)
{
	if (t->slice <= 0) {
		enqueue(t, &run_queue);
		return;
	}
	enqueue(t, &woken_queue);
	set_work(current, WORK_RESCHED);
}

static struct task_struct *dequeue_first(void)
{
	struct list_head *queue = list_empty(&woken_queue) ? &run_queue : &woken_queue;
	struct task_struct *t;

	if (list_empty(queue))
		return this_cpu->idle;
	t = list_first_entry(queue, struct task_struct, run_node);
	list_del(&t->run_node);
	t->on_queue = false;
	nr_queued--;
	if (t->slice <= 0)
		t->slice = sched_slice(t);
	return t;
}

/* True if a sleep of t in its present state must not begin (or go on). */
static bool sleep_interrupted(struct task_struct *t)
{
	if (t->state == TASK_INTERRUPTIBLE)
		return signal_pending(t);
	if (t->state == TASK_KILLABLE)
		return fatal_signal_pending(t);
	return false;
}

/* CPU time since the last look: to user or system as the last tick of the task found it. */
static u64 account(bool system)
{
	struct task_struct *t = current;
	u64 now = ktime_get(), delta = now - t->last_account;

	if (now <= t->last_account)
		return 0;
	t->last_account = now;
	if (system) {
		t->stime += delta;
		t->signal->total_stime += delta;
	} else {
		t->utime += delta;
		t->signal->total_utime += delta;
	}
	return delta;
}

void task_account(void)
{
	unsigned long flags = local_irq_save();

	account(current->last_tick_system);
	local_irq_restore(flags);
}

void process_cputime(const struct signal_struct *sig, u64 *utime, u64 *stime)
{
	if (sig == current->signal)
		task_account();
	*utime = sig->total_utime;
	*stime = sig->total_stime;
}

/* Kernel threads and idle borrow the tables of the task before them, so often there is nothing to do. */
void activate_mm(struct mm_struct *mm)
{
	static struct mm_struct *active;

	if (mm == active)
		return;
	active = mm;
	mm_switch(mm);
	load_mm_ldt(mm);
}

static void free_dead(struct task_struct *prev)
{
	if (prev->state == TASK_DEAD)
		free_task(prev);
}

/* Interrupts are off, before and after. */
static void context_switch(struct task_struct *prev, struct task_struct *next)
{
	next->last_account = prev->last_account;
	if (next->mm)
		activate_mm(next->mm);
	prev = switch_to(prev, next);
	free_dead(prev);
}

void schedule(void)
{
	unsigned long flags = local_irq_save();
	struct task_struct *prev = current, *next;

	BUG_ON(this_cpu->irq_depth);
	clear_work(prev, WORK_RESCHED);
	account(prev->last_tick_system);
	if (prev->state != TASK_RUNNING && sleep_interrupted(prev))
		prev->state = TASK_RUNNING;
	if (prev->state == TASK_RUNNING)
		enqueue_preempted(prev);
	next = dequeue_first();
	if (next != prev) {
		if (prev->state == TASK_RUNNING)
			prev->nivcsw++;
		else
			prev->nvcsw++;
		context_switch(prev, next);
	}
	local_irq_restore(flags);
}

void finish_fork(struct task_struct *prev)
{
	struct task_struct *t = current;

	free_dead(prev);
	local_irq_enable();
	/* CLONE_CHILD_SETTID; a bad address is the program's own loss. */
	if (t->set_child_tid)
		put_user((u32)t->pid, (u32 __user *)uptr(t->set_child_tid));
}

bool wake_up_task(struct task_struct *t, u32 states)
{
	unsigned long flags = local_irq_save();
	bool woken = (states & 1u << t->state) != 0 && t->state != TASK_RUNNING;

	if (woken) {
		t->state = TASK_RUNNING;
		/* A task that is about to sleep (still current) just does not. */
		if (t != current)
			enqueue_woken(t);
	}
	local_irq_restore(flags);
	return woken;
}

struct sleep_timer {
	struct timer timer;
	struct task_struct *task;
};

static void sleep_over(struct timer *timer)
{
	struct sleep_timer *st = container_of(timer, struct sleep_timer, timer);

	wake_up_task(st->task, WAKE_ALL);
}

bool schedule_until_clock(u64 expires, bool realtime)
{
	struct sleep_timer st = { .task = current };

	if (expires == ~0ull) {
		schedule();
		return false;
	}
	if (expires <= (realtime ? ktime_get_real() : ktime_get())) {
		current->state = TASK_RUNNING;
		return true;
	}
	timer_start_clock(&st.timer, realtime, expires, sleep_over);
	schedule();
	return !timer_stop(&st.timer);
}

bool schedule_until(u64 expires)
{
	return schedule_until_clock(expires, false);
}

/* Fixed point with LOAD_SHIFT fraction bits: e to the power of minus 5 s / 1, 5, 15 minutes. */
static void update_load(void)
{
	static const u32 decay[3] = { 1884, 2014, 2037 };
	static unsigned int ticks;
	u32 active = (nr_queued + (current != this_cpu->idle)) << LOAD_SHIFT;

	if (++ticks < LOAD_TICKS)
		return;
	ticks = 0;
	for (int i = 0; i < 3; i++) {
		u64 load = (u64)load_average[i] * decay[i] +
			   (u64)active * ((1u << LOAD_SHIFT) - decay[i]);

		load_average[i] = (load + (1u << (LOAD_SHIFT - 1))) >> LOAD_SHIFT;
	}
}

void scheduler_tick(bool was_user)
{
	struct task_struct *t = current;
	u64 delta;

	update_load();
	t->last_tick_system = !was_user;
	delta = account(!was_user);
	if (t == this_cpu->idle)
		return;
	cpu_timers_tick(delta, was_user);
	if (--t->slice <= 0 && nr_queued)
		set_work(t, WORK_RESCHED);
}

void sched_fork(struct task_struct *t)
{
	list_init(&t->run_node);
	t->on_queue = false;
	t->slice = sched_slice(t);
	t->state = TASK_UNINTERRUPTIBLE;
	t->utime = t->stime = 0;
	t->nvcsw = t->nivcsw = t->min_flt = 0;
	t->last_tick_system = false;
	t->start_time = ktime_get();
}

/* A new task waits for its turn: its parent goes on. */
void wake_up_new_task(struct task_struct *t)
{
	unsigned long flags = local_irq_save();

	t->state = TASK_RUNNING;
	enqueue(t, &run_queue);
	local_irq_restore(flags);
}

/* The boot stack becomes the idle task, pid 0. It stands in no list and no table. */
void sched_init(void)
{
	struct task_struct *t = &idle_task;

	t->state = TASK_RUNNING;
	t->stack = boot_stack;
	strlcpy(t->comm, "idle", sizeof(t->comm));
	list_init(&t->run_node);
	list_init(&t->children);
	list_init(&t->dead_children);
	list_init(&t->sibling);
	list_init(&t->thread_node);
	list_init(&t->ptraced);
	list_init(&t->ptrace_node);
	list_init(&t->pending.queue);
	t->real_parent = t->parent = t;
	t->cpus_allowed = 1;
	t->timer_slack = 50000;
	t->signal = &idle_signal;
	t->sighand = &idle_sighand;
	signal_struct_init(&idle_signal, t, NULL);
	list_add(&t->thread_node, &idle_signal.threads);
	idle_sighand.refs = 1;
	t->last_account = ktime_get();
	this_cpu->idle = t;
	this_cpu->current_task = t;
	random_init();
}

void cpu_idle(void)
{
	for (;;) {
		local_irq_disable();
		if (!nr_queued)
			__asm__ volatile("sti; hlt" ::: "memory");
		else
			local_irq_enable();
		schedule();
	}
}
