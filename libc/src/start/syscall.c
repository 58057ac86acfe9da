/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <sys/syscall.h>
#include "syscall.h"

/* Six words are read whatever nr takes: above the caller's arguments the stack goes on. */
long syscall(long nr, ...)
{
	long a[6];
	va_list ap;

	va_start(ap, nr);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	return __syscall_ret(__scall6(nr, a[0], a[1], a[2], a[3], a[4], a[5]));
}
