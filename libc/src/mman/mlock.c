/* SPDX-License-Identifier: MIT */
#include <sys/mman.h>
#include "syscall.h"

int mlock(const void *addr, size_t len)
{
	return SYS(mlock, addr, len);
}

int munlock(const void *addr, size_t len)
{
	return SYS(munlock, addr, len);
}

int mlockall(int flags)
{
	return SYS(mlockall, flags);
}

int munlockall(void)
{
	return SYS0(munlockall);
}
