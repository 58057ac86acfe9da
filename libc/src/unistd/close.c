/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int close(int fd)
{
	return SYS(close, fd);
}
