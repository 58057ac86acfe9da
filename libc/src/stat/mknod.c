/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include "syscall.h"

int mknod(const char *path, mode_t mode, dev_t dev)
{
	return SYS(mknod, path, mode, LO(dev));
}

int mknodat(int dirfd, const char *path, mode_t mode, dev_t dev)
{
	return SYS(mknodat, dirfd, path, mode, LO(dev));
}

int mkfifo(const char *path, mode_t mode)
{
	return mknod(path, (mode & ~S_IFMT) | S_IFIFO, 0);
}
