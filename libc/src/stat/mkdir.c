/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include "syscall.h"

int mkdir(const char *path, mode_t mode)
{
	return SYS(mkdir, path, mode);
}

int mkdirat(int dirfd, const char *path, mode_t mode)
{
	return SYS(mkdirat, dirfd, path, mode);
}
