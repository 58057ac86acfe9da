/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int unlink(const char *path)
{
	return SYS(unlink, path);
}

int unlinkat(int dirfd, const char *path, int flags)
{
	return SYS(unlinkat, dirfd, path, flags);
}

int rmdir(const char *path)
{
	return SYS(rmdir, path);
}
