/* SPDX-License-Identifier: MIT */
/*
 * One-shot timers: two pairing heaps (Fredman and others, 1986), one for each clock. Starting and
 * stopping a timer needs no memory and, amortized, O(1) and O(log n) steps.
 */

#include <kernel/sched.h>
#include <kernel/time.h>

static DEFINE_SPINLOCK(timer_lock);
static struct timer *heaps[2];		/* monotonic, realtime: the timer that expires first */

/* Both are roots; the one that expires later becomes the other's first child. */
static struct timer *meld(struct timer *a, struct timer *b)
{
	struct timer *t;

	if (!a || !b)
		return a ? a : b;
	if (b->expires < a->expires) {
		t = a;
		a = b;
		b = t;
	}
	b->next = a->child;
	if (b->next)
		b->next->prev = b;
	b->prev = a;
	a->child = b;
	a->next = a->prev = NULL;
	return a;
}

/* One root out of a list of siblings: meld them in pairs, then the pairs from the last to the first. */
static struct timer *meld_siblings(struct timer *list)
{
	struct timer *pairs = NULL, *root = NULL, *a, *b;

	while (list) {
		a = list;
		b = a->next;
		list = b ? b->next : NULL;
		a->next = a->prev = NULL;
		if (b)
			b->next = b->prev = NULL;
		a = meld(a, b);
		a->next = pairs;
		pairs = a;
	}
	while (pairs) {
		a = pairs;
		pairs = a->next;
		a->next = NULL;
		root = meld(root, a);
	}
	return root;
}

static void heap_remove(struct timer **heap, struct timer *t)
{
	struct timer *rest = meld_siblings(t->child);

	if (*heap == t) {
		*heap = rest;
	} else {
		if (t->prev->child == t)
			t->prev->child = t->next;
		else
			t->prev->next = t->next;
		if (t->next)
			t->next->prev = t->prev;
		*heap = meld(*heap, rest);
	}
	t->child = t->next = t->prev = NULL;
	t->active = false;
}

bool timer_stop(struct timer *timer)
{
	unsigned long flags = spin_lock_irqsave(&timer_lock);
	bool was_active = timer->active;

	if (was_active)
		heap_remove(&heaps[timer->realtime], timer);
	spin_unlock_irqrestore(&timer_lock, flags);
	return was_active;
}

void timer_start_clock(struct timer *timer, bool realtime, u64 expires, void (*fn)(struct timer *))
{
	unsigned long flags;

	timer_stop(timer);
	flags = spin_lock_irqsave(&timer_lock);
	timer->child = timer->next = timer->prev = NULL;
	timer->expires = expires;
	timer->fn = fn;
	timer->realtime = realtime;
	timer->active = true;
	heaps[realtime] = meld(heaps[realtime], timer);
	spin_unlock_irqrestore(&timer_lock, flags);
}

void timer_start(struct timer *timer, u64 expires, void (*fn)(struct timer *))
{
	timer_start_clock(timer, false, expires, fn);
}

static void run_heap(struct timer **heap, u64 now)
{
	while (*heap && (*heap)->expires <= now) {
		struct timer *t = *heap;

		spin_lock(&timer_lock);
		heap_remove(heap, t);
		spin_unlock(&timer_lock);
		t->fn(t);
	}
}

void timers_run(u64 now)
{
	run_heap(&heaps[0], now);
	if (heaps[1])
		run_heap(&heaps[1], ktime_get_real());
}
