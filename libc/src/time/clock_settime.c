/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include "syscall.h"

int clock_settime(clockid_t clock, const struct timespec *ts)
{
	struct timespec32 t;
	long r = RAW(clock_settime64, clock, ts);

	if (r != -ENOSYS)
		return __syscall_ret(r);
	t = (struct timespec32){ ts->tv_sec, ts->tv_nsec };
	return SYS(clock_settime, clock, &t);
}

int settimeofday(const struct timeval *tv, const struct timezone *tz)
{
	struct timespec ts;

	if (!tv || tz) {
		errno = EINVAL;
		return -1;
	}
	ts = (struct timespec){ tv->tv_sec, tv->tv_usec * 1000 };
	return clock_settime(CLOCK_REALTIME, &ts);
}
