/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int link(const char *old, const char *new)
{
	return SYS(link, old, new);
}

int linkat(int olddir, const char *old, int newdir, const char *new, int flags)
{
	return SYS(linkat, olddir, old, newdir, new, flags);
}

int symlink(const char *target, const char *path)
{
	return SYS(symlink, target, path);
}

int symlinkat(const char *target, int dirfd, const char *path)
{
	return SYS(symlinkat, target, dirfd, path);
}
