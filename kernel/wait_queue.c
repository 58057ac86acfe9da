/* SPDX-License-Identifier: MIT */
/* Sleeping until somebody says so. */

#include <kernel/sched.h>
#include <kernel/wait.h>

void prepare_to_wait(struct wait_queue_head *q, struct wait_entry *w, int state)
{
	unsigned long flags = local_irq_save();

	w->task = current;
	if (list_empty(&w->node))
		list_add_tail(&w->node, &q->waiters);
	current->state = state;
	local_irq_restore(flags);
}

void finish_wait(struct wait_queue_head *q, struct wait_entry *w)
{
	unsigned long flags = local_irq_save();

	list_del(&w->node);
	current->state = TASK_RUNNING;
	local_irq_restore(flags);
}

static void wake_states(struct wait_queue_head *q, u32 states)
{
	unsigned long flags = local_irq_save();
	struct wait_entry *w;

	list_for_each_entry(w, &q->waiters, node)
		wake_up_task(w->task, states);
	local_irq_restore(flags);
}

void wake_up(struct wait_queue_head *q)
{
	wake_states(q, WAKE_ALL);
}

void wake_up_interruptible(struct wait_queue_head *q)
{
	wake_states(q, WAKE_SIGNAL);
}
