/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int dup(int fd)
{
	return SYS(dup, fd);
}

int dup2(int old, int new)
{
	return SYS(dup2, old, new);
}

int dup3(int old, int new, int flags)
{
	return SYS(dup3, old, new, flags);
}
