/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

ssize_t write(int fd, const void *buf, size_t n)
{
	return SYS(write, fd, buf, n);
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t offset)
{
	return SYS(pwrite64, fd, buf, n, LO(offset), HI(offset));
}
