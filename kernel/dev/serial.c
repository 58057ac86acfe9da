/* SPDX-License-Identifier: MIT */

/*
 * COM1, a 16550A (National Semiconductor PC16550D data sheet). Output waits for the transmitter:
 * so it works at any point of the kernel's life, nothing is lost when the machine is switched off
 * at once after a write, and a panic needs no second path. Input comes by interrupt.
 */

#include <asm/io.h>
#include <asm/irq.h>
#include <asm/irqflags.h>
#include <kernel/fs.h>
#include <kernel/printk.h>
#include <kernel/tty.h>

#define COM1		0x3f8
#define COM1_IRQ	4

#define UART_DATA	(COM1 + 0)	/* divisor, low byte, while LCR_DLAB */
#define UART_IER	(COM1 + 1)	/* divisor, high byte */
#define UART_FCR	(COM1 + 2)	/* write */
#define UART_IIR	(COM1 + 2)	/* read */
#define UART_LCR	(COM1 + 3)
#define UART_MCR	(COM1 + 4)
#define UART_LSR	(COM1 + 5)

#define IER_RECEIVED	0x01
#define FCR_ENABLE	0x01
#define FCR_CLEAR	0x06		/* both FIFOs */
#define FCR_TRIGGER_8	0x80
#define IIR_NONE	0x01
#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define MCR_DTR_RTS	0x03
#define MCR_OUT2	0x08		/* lets the interrupt through on a PC */
#define LSR_DATA	0x01
#define LSR_THRE	0x20

#define FIFO_SIZE	16
#define DIVISOR_115200	1

/* A reader at the other end may be slow for seconds; a dead transmitter must not stop the kernel. */
#define POLLS_PATIENT	(1u << 24)
#define POLLS_HASTY	(1u << 10)

static bool present;
static volatile bool throttled;	/* the tty was full: receive no more */
static unsigned int patience = POLLS_PATIENT;

/* True if the transmit FIFO is empty. */
static bool wait_transmitter(void)
{
	for (unsigned int i = 0; i < patience; i++) {
		if (inb(UART_LSR) & LSR_THRE) {
			patience = POLLS_PATIENT;
			return true;
		}
	}
	patience = POLLS_HASTY;
	return false;
}

/*
 * No lock: the first messages come before the per-CPU segment is loaded, and a panic must get
 * through wherever it struck.
 */
static void serial_write(const char *s, size_t n)
{
	unsigned long flags = local_irq_save();
	unsigned int room = 0;

	while (n) {
		if (!room) {
			if (!wait_transmitter())
				break;
			room = FIFO_SIZE;
		}
		outb(UART_DATA, (u8)*s++);
		room--;
		n--;
	}
	local_irq_restore(flags);
}

static struct console serial_console = { .write = serial_write };

void serial_console_init(void)
{
	if (!console_wanted("ttyS0"))
		return;
	outb(UART_IER, 0);
	outb(UART_LCR, LCR_DLAB);
	outb(UART_DATA, DIVISOR_115200);
	outb(UART_IER, 0);
	outb(UART_LCR, LCR_8N1);
	outb(UART_FCR, FCR_ENABLE | FCR_CLEAR | FCR_TRIGGER_8);
	outb(UART_MCR, MCR_DTR_RTS | MCR_OUT2);
	if (inb(UART_LCR) != LCR_8N1)
		return; /* nobody there: the bus floats */
	present = true;
	console_register(&serial_console);
}

/*
 * Take what is there, as long as the tty has room: the rest waits in the FIFO and, in an emulator,
 * with the sender, so that even a long paste arrives whole. Interrupts are off.
 */
static void receive(void)
{
	while (inb(UART_LSR) & LSR_DATA) {
		if (!tty_has_room()) {
			throttled = true;
			outb(UART_IER, 0);
			return;
		}
		tty_receive((char)inb(UART_DATA));
	}
}

static void serial_interrupt(struct pt_regs *regs)
{
	while (!throttled && !(inb(UART_IIR) & IIR_NONE)) {
		if (!(inb(UART_LSR) & LSR_DATA))
			break;
		receive();
	}
}

void serial_resume(void)
{
	unsigned long flags;

	if (!throttled)
		return;
	flags = local_irq_save();
	throttled = false;
	outb(UART_IER, IER_RECEIVED);
	receive();
	local_irq_restore(flags);
}

void serial_irq_init(void)
{
	if (!present)
		return;
	irq_install(COM1_IRQ, "ttyS0", serial_interrupt);
	outb(UART_IER, IER_RECEIVED);
	/* What came before stays in the FIFO and raised no edge: take it now. */
	receive();
}
