/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int truncate(const char *path, off_t length)
{
	return SYS(truncate64, path, LO(length), HI(length));
}

int ftruncate(int fd, off_t length)
{
	return SYS(ftruncate64, fd, LO(length), HI(length));
}
