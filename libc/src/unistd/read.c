/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

ssize_t read(int fd, void *buf, size_t n)
{
	return SYS(read, fd, buf, n);
}

ssize_t pread(int fd, void *buf, size_t n, off_t offset)
{
	return SYS(pread64, fd, buf, n, LO(offset), HI(offset));
}
