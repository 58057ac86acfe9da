/* SPDX-License-Identifier: MIT */
#ifndef ASM_IRQ_H
#define ASM_IRQ_H

/* Hardware interrupts of the two 8259As: line n arrives at vector IRQ_BASE + n. */

#include <kernel/types.h>

#define IRQ_BASE	0x20
#define NR_IRQS		16

struct pt_regs;

void irq_init(void);
/* fn runs with interrupts off. One per line. */
void irq_install(unsigned int irq, const char *name, void (*fn)(struct pt_regs *regs));
u32 irq_count(unsigned int irq);
const char *irq_name(unsigned int irq);	/* NULL: unused */

#endif
