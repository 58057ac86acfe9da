/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>
#include "syscall.h"

int access(const char *path, int mode)
{
	return SYS(access, path, mode);
}

int faccessat(int dirfd, const char *path, int mode, int flags)
{
	if (!flags)
		return SYS(faccessat, dirfd, path, mode);
	return SYS(faccessat2, dirfd, path, mode, flags);
}
