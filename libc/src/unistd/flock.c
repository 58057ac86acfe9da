/* SPDX-License-Identifier: MIT */
#include <sys/file.h>
#include "syscall.h"

int flock(int fd, int operation)
{
	return SYS(flock, fd, operation);
}
