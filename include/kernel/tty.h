/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_TTY_H
#define KERNEL_TTY_H

/* The console's devices (serial line, VGA text, keyboard) and the one tty behind them. */

#include <kernel/types.h>

/*
 * Called once, before there is memory to allocate. Each registers a struct console
 * (<kernel/printk.h>).
 */
void serial_console_init(void);
void vga_console_init(void);

/* Called after irq_init(): from now on what arrives goes to tty_receive(). */
void serial_irq_init(void);
void keyboard_init(void);

/* True if tty_receive() can take one more character. */
bool tty_has_room(void);
/* The tty has taken characters in: go on receiving if that had to stop. */
void serial_resume(void);

/*
 * True if the command line's console= words (none: every console) ask for the device "ttyS0" or
 * "tty0".
 */
bool console_wanted(const char *name);

#endif
