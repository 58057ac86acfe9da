/* SPDX-License-Identifier: MIT */
/* Kernel messages to every console, and the two ways in which the kernel stops. */

#include <asm/irqflags.h>
#include <kernel/printk.h>
#include <kernel/sched.h>

bool printk_quiet;

static struct console *consoles;
static bool stopping;

void console_register(struct console *con)
{
	con->next = consoles;
	consoles = con;
}

void console_write(const char *s, size_t n)
{
	unsigned long flags = local_irq_save();

	for (struct console *con = consoles; con; con = con->next)
		con->write(s, n);
	local_irq_restore(flags);
}

void vprintk(const char *fmt, va_list ap)
{
	char line[256];
	int n;

	if (printk_quiet && !stopping)
		return;
	n = vsnprintf(line, sizeof(line), fmt, ap);
	for (int i = 0, start = 0; i < min(n, (int)sizeof(line) - 1); i++) {
		if (line[i] == '\n') {
			console_write(line + start, i - start);
			console_write("\r\n", 2);
			start = i + 1;
		} else if (i == min(n, (int)sizeof(line) - 1) - 1) {
			console_write(line + start, i + 1 - start);
		}
	}
}

void printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintk(fmt, ap);
	va_end(ap);
}

static __noreturn void stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

void panic(const char *fmt, ...)
{
	bool again = stopping;
	va_list ap;

	local_irq_disable();
	stopping = true;
	if (!again) {
		printk("\nKernel panic: ");
		va_start(ap, fmt);
		vprintk(fmt, ap);
		va_end(ap);
		printk("\n");
		if (current)
			printk("  in task %d (%s)\n", current->pid, current->comm);
		dump_stack();
		printk("The system has stopped.\n");
	}
	stop();
}

void fatal(const char *fmt, ...)
{
	va_list ap;

	local_irq_disable();
	stopping = true;
	printk("vestibule: ");
	va_start(ap, fmt);
	vprintk(fmt, ap);
	va_end(ap);
	printk("\n");
	stop();
}
