/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <errno.h>
#include <sys/stat.h>
#include "syscall.h"

int chmod(const char *path, mode_t mode)
{
	return SYS(chmod, path, mode);
}

int fchmod(int fd, mode_t mode)
{
	return SYS(fchmod, fd, mode);
}

int fchmodat(int dirfd, const char *path, mode_t mode, int flags)
{
	if (flags)
		return __syscall_ret(-EOPNOTSUPP);
	return SYS(fchmodat, dirfd, path, mode);
}
