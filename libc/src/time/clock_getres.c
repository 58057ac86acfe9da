/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <time.h>
#include "syscall.h"

int clock_getres(clockid_t clock, struct timespec *ts)
{
	struct timespec32 t;
	long r = RAW(clock_getres_time64, clock, ts);

	if (r != -ENOSYS)
		return __syscall_ret(r);
	if (SYS(clock_getres, clock, &t) < 0)
		return -1;
	if (ts)
		*ts = (struct timespec){ t.tv_sec, t.tv_nsec };
	return 0;
}
