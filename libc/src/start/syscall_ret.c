/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include "syscall.h"

/* The one place where the kernel's -errno becomes errno. */
long __syscall_ret(unsigned long r)
{
	if (r >= -(unsigned long)MAX_ERRNO) {
		errno = -r;
		return -1;
	}
	return r;
}
