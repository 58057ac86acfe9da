/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

ssize_t readlink(const char *path, char *buf, size_t n)
{
	return SYS(readlink, path, buf, n);
}

ssize_t readlinkat(int dirfd, const char *path, char *buf, size_t n)
{
	return SYS(readlinkat, dirfd, path, buf, n);
}
