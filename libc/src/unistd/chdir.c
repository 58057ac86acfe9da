/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int chdir(const char *path)
{
	return SYS(chdir, path);
}

int fchdir(int fd)
{
	return SYS(fchdir, fd);
}
