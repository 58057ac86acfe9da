/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

off_t lseek(int fd, off_t offset, int whence)
{
	off_t at;

	if (SYS(_llseek, fd, HI(offset), LO(offset), &at, whence) < 0)
		return -1;
	return at;
}
