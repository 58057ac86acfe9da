/* SPDX-License-Identifier: MIT */
#include <sys/io.h>
#include "syscall.h"

int ioperm(unsigned long from, unsigned long count, int on)
{
	return SYS(ioperm, from, count, on);
}

int iopl(int level)
{
	return SYS(iopl, level);
}
