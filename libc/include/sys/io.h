/* SPDX-License-Identifier: MIT */
/* Port input and output, for which ioperm or iopl must have given the right. */
#ifndef _SYS_IO_H
#define _SYS_IO_H

int ioperm(unsigned long from, unsigned long count, int on);
int iopl(int level);

static inline unsigned char inb(unsigned short port)
{
	unsigned char v;

	__asm__ volatile("inb %w1, %b0" : "=a"(v) : "Nd"(port));
	return v;
}

static inline void outb(unsigned char v, unsigned short port)
{
	__asm__ volatile("outb %b0, %w1" : : "a"(v), "Nd"(port));
}

#endif
