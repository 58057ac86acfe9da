/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int pipe(int fds[2])
{
	return SYS(pipe, fds);
}

int pipe2(int fds[2], int flags)
{
	return SYS(pipe2, fds, flags);
}
