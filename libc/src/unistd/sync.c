/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

void sync(void)
{
	RAW0(sync);
}

int fsync(int fd)
{
	return SYS(fsync, fd);
}

int fdatasync(int fd)
{
	return SYS(fdatasync, fd);
}
