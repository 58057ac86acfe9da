/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <sys/ioctl.h>
#include "syscall.h"

int ioctl(int fd, unsigned long cmd, ...)
{
	unsigned long arg;
	va_list ap;

	va_start(ap, cmd);
	arg = va_arg(ap, unsigned long);
	va_end(ap);
	return SYS(ioctl, fd, cmd, arg);
}
