/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <futex.h>
#include <stddef.h>
#include "syscall.h"

int futex_wait(volatile int *word, int expected, const struct timespec *timeout)
{
	long r = RAW(futex_time64, word, FUTEX_WAIT, expected, timeout);
	struct timespec32 t;

	if (r != -ENOSYS)
		return __syscall_ret(r);
	if (timeout)
		t = (struct timespec32){ timeout->tv_sec, timeout->tv_nsec };
	return SYS(futex, word, FUTEX_WAIT, expected, timeout ? &t : NULL);
}

int futex_wake(volatile int *word, int n)
{
	return SYS(futex, word, FUTEX_WAKE, n);
}
