/* SPDX-License-Identifier: MIT */
/* Hardware interrupts through the two 8259A controllers (Intel 8259A data sheet), one at a time. */

#include <asm/cpu.h>
#include <asm/io.h>
#include <asm/irq.h>
#include <asm/traps.h>
#include <kernel/types.h>

#define PIC1		0x20
#define PIC2		0xa0
#define ICW1_INIT	0x11	/* edge triggered, cascaded, ICW4 follows */
#define ICW4_8086	0x01
#define OCW2_EOI	0x20
#define OCW3_READ_ISR	0x0b
#define CASCADE_IRQ	2

static struct {
	void (*fn)(struct pt_regs *regs);
	const char *name;
	u32 count;
} irqs[NR_IRQS];

static u16 masked = 0xffff & ~(1u << CASCADE_IRQ);

static void write_masks(void)
{
	outb(PIC1 + 1, masked);
	outb(PIC2 + 1, masked >> 8);
}

void irq_init(void)
{
	outb(PIC1, ICW1_INIT);
	outb(PIC2, ICW1_INIT);
	outb(PIC1 + 1, IRQ_BASE);
	outb(PIC2 + 1, IRQ_BASE + 8);
	outb(PIC1 + 1, 1u << CASCADE_IRQ);
	outb(PIC2 + 1, CASCADE_IRQ);
	outb(PIC1 + 1, ICW4_8086);
	outb(PIC2 + 1, ICW4_8086);
	write_masks();
}

void irq_install(unsigned int irq, const char *name, void (*fn)(struct pt_regs *regs))
{
	irqs[irq].fn = fn;
	irqs[irq].name = name;
	masked &= ~(1u << irq);
	write_masks();
}

u32 irq_count(unsigned int irq)
{
	return irqs[irq].count;
}

const char *irq_name(unsigned int irq)
{
	return irqs[irq].name;
}

/* A line that went away before the controller was asked arrives as 7 (or 15): not in service. */
static bool spurious(unsigned int irq)
{
	u16 pic = irq < 8 ? PIC1 : PIC2;

	if ((irq & 7) != 7)
		return false;
	outb(pic, OCW3_READ_ISR);
	return !(inb(pic) & 0x80);
}

void do_irq(struct pt_regs *regs, unsigned int vector)
{
	unsigned int irq = vector - IRQ_BASE;
	bool ghost = spurious(irq);

	if (irq >= 8 && !ghost)
		outb(PIC2, OCW2_EOI);
	if (irq >= 8 || !ghost) /* a ghost on the second controller was real to the first */
		outb(PIC1, OCW2_EOI);
	if (ghost || !irqs[irq].fn)
		return;
	this_cpu->irq_depth++;
	irqs[irq].count++;
	irqs[irq].fn(regs);
	this_cpu->irq_depth--;
}
