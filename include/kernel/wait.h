/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

/*
 * Wait queues. A sleeper puts itself on the queue, sets its state, tests its condition and calls
 * schedule(); a waker makes every sleeper on the queue runnable. Wakers may run in interrupts.
 */

#include <kernel/list.h>
#include <kernel/spinlock.h>

struct task_struct;

struct wait_queue_head {
	struct list_head waiters;
};

struct wait_entry {
	struct list_head node;
	struct task_struct *task;
};

#define WAIT_QUEUE_INIT(n)	{ LIST_HEAD_INIT((n).waiters) }
#define DEFINE_WAIT_QUEUE(n)	struct wait_queue_head n = WAIT_QUEUE_INIT(n)

static inline void wait_queue_init(struct wait_queue_head *q)
{
	list_init(&q->waiters);
}

/* Put current on the queue (once per entry) and set its state (TASK_INTERRUPTIBLE, ...). */
void prepare_to_wait(struct wait_queue_head *q, struct wait_entry *w, int state);
/* Take it off again and be TASK_RUNNING. */
void finish_wait(struct wait_queue_head *q, struct wait_entry *w);
/* Make every waiter runnable / only the interruptible ones. */
void wake_up(struct wait_queue_head *q);
void wake_up_interruptible(struct wait_queue_head *q);

/* Sleep until cond holds: 0, or -ERESTARTSYS if a signal came first. */
#define wait_event_interruptible(q, cond)                                                          \
	({                                                                                         \
		struct wait_entry _w = { LIST_HEAD_INIT(_w.node), NULL };                          \
		int _err = 0;                                                                      \
		for (;;) {                                                                         \
			prepare_to_wait(&(q), &_w, TASK_INTERRUPTIBLE);                            \
			if (cond)                                                                  \
				break;                                                             \
			if (signal_pending(current)) {                                             \
				_err = -ERESTARTSYS;                                               \
				break;                                                             \
			}                                                                          \
			schedule();                                                                \
		}                                                                                  \
		finish_wait(&(q), &_w);                                                            \
		_err;                                                                              \
	})

#endif
