/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

ssize_t getdents64(int fd, void *buf, size_t n)
{
	return SYS(getdents64, fd, buf, n);
}
