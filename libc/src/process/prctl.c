/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <sys/prctl.h>
#include "syscall.h"

int prctl(int option, ...)
{
	unsigned long a[4];
	va_list ap;

	va_start(ap, option);
	for (int i = 0; i < 4; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);
	return SYS(prctl, option, a[0], a[1], a[2], a[3]);
}
