/* SPDX-License-Identifier: MIT */
#include <sys/statfs.h>
#include "syscall.h"

int statfs64(const char *path, struct statfs64 *st)
{
	return SYS(statfs64, path, sizeof(*st), st);
}

int fstatfs(int fd, struct statfs64 *st)
{
	return SYS(fstatfs64, fd, sizeof(*st), st);
}
