/* SPDX-License-Identifier: MIT */
#include <sys/mman.h>
#include "syscall.h"

int madvise(void *addr, size_t len, int advice)
{
	return SYS(madvise, addr, len, advice);
}

int msync(void *addr, size_t len, int flags)
{
	return SYS(msync, addr, len, flags);
}

int mincore(void *addr, size_t len, unsigned char *vec)
{
	return SYS(mincore, addr, len, vec);
}
