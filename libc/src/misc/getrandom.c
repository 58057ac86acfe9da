/* SPDX-License-Identifier: MIT */
#include <sys/random.h>
#include "syscall.h"

ssize_t getrandom(void *buf, size_t n, unsigned int flags)
{
	return SYS(getrandom, buf, n, flags);
}
