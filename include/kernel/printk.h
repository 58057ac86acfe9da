/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

/*
 * Formatted output (ISO C fprintf subset: d i u x X o c s p %, flags, width, precision, hh h l ll z).
 * printk goes to every console; it is safe at any point, interrupts on or off.
 */

#include <kernel/types.h>
#include <stdarg.h>

void printk(const char *fmt, ...) __printf(1, 2);
void vprintk(const char *fmt, va_list ap);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap);

/* A kernel bug: print the message, the registers that are known, and stop every CPU. */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn;

/* A condition of the machine or the configuration that the kernel cannot run with: one line, and stop. */
void fatal(const char *fmt, ...) __printf(1, 2) __noreturn;

#define BUG_ON(cond)                                                                               \
	do {                                                                                       \
		if (unlikely(cond))                                                                \
			panic("%s:%d: %s", __FILE__, __LINE__, #cond);                             \
	} while (0)

/* A sink for kernel messages (serial, VGA); registered ones all get every byte. */
struct console {
	void (*write)(const char *s, size_t n);
	struct console *next;
};
void console_register(struct console *con);
/* Write raw bytes to every console (the tty's output uses this). */
void console_write(const char *s, size_t n);

/* Print the kernel addresses found on the current stack (a list of likely callers). */
void dump_stack(void);

extern bool printk_quiet; /* `quiet`: printk reaches the consoles only from panic and fatal */

#endif
