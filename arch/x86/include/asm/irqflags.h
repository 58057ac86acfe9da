/* SPDX-License-Identifier: MIT */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H

/* EFLAGS.IF of this CPU (SDM vol. 3, 6.8.1). */

#include <kernel/types.h>

static inline void local_irq_enable(void)
{
	__asm__ volatile("sti" ::: "memory");
}

static inline void local_irq_disable(void)
{
	__asm__ volatile("cli" ::: "memory");
}

static inline unsigned long local_flags(void)
{
	unsigned long flags;

	__asm__ volatile("pushf; pop %0" : "=rm"(flags)::"memory");
	return flags;
}

static inline unsigned long local_irq_save(void)
{
	unsigned long flags = local_flags();

	local_irq_disable();
	return flags;
}

/* True if interrupts are on. */
static inline bool irqs_on(void)
{
	return local_flags() & 0x200;
}

static inline void local_irq_restore(unsigned long flags)
{
	if (flags & 0x200)
		local_irq_enable();
}

#endif
