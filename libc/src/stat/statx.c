/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include "syscall.h"

int statx(int dirfd, const char *path, int flags, unsigned int mask, struct statx *stx)
{
	return SYS(statx, dirfd, path, flags, mask, stx);
}
