/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SPINLOCK_H
#define KERNEL_SPINLOCK_H

/*
 * Named locks. There is one CPU and the kernel is not preemptible, so taking a lock can only
 * collide with an interrupt: locks shared with interrupts use the _irqsave form. The debug build
 * counts held locks (struct cpu) so that a return to user mode with one held is caught.
 * No code may sleep with a lock held.
 */

#include <asm/cpu.h>
#include <asm/irqflags.h>
#include <kernel/printk.h>

struct spinlock {
	const char *name;
	bool held;
};

#define SPINLOCK_INIT(n)	{ .name = n }
#define DEFINE_SPINLOCK(n)	struct spinlock n = SPINLOCK_INIT(#n)

static inline void spin_lock(struct spinlock *lock)
{
#ifdef CONFIG_DEBUG
	if (lock->held)
		panic("lock %s taken twice", lock->name);
	lock->held = true;
	this_cpu->locks_held++;
#endif
	barrier();
}

static inline void spin_unlock(struct spinlock *lock)
{
	barrier();
#ifdef CONFIG_DEBUG
	if (!lock->held)
		panic("lock %s released but not held", lock->name);
	lock->held = false;
	this_cpu->locks_held--;
#endif
}

static inline unsigned long spin_lock_irqsave(struct spinlock *lock)
{
	unsigned long flags = local_irq_save();

	spin_lock(lock);
	return flags;
}

static inline void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags)
{
	spin_unlock(lock);
	local_irq_restore(flags);
}

#endif
