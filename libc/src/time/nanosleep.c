/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>
#include "syscall.h"

static long sleep_raw(clockid_t clock, int flags, const struct timespec *req,
		      struct timespec *rem)
{
	struct timespec32 t, left;
	long r = RAW(clock_nanosleep_time64, clock, flags, req, rem);

	if (r != -ENOSYS)
		return r;
	t = (struct timespec32){ req->tv_sec > INT_MAX ? INT_MAX : req->tv_sec, req->tv_nsec };
	r = RAW(clock_nanosleep, clock, flags, &t, rem ? &left : NULL);
	if (r == -EINTR && rem && !(flags & TIMER_ABSTIME))
		*rem = (struct timespec){ left.tv_sec, left.tv_nsec };
	return r;
}

/* Returns the error, and leaves errno alone. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *req, struct timespec *rem)
{
	return -sleep_raw(clock, flags, req, rem);
}

int nanosleep(const struct timespec *req, struct timespec *rem)
{
	return __syscall_ret(sleep_raw(CLOCK_REALTIME, 0, req, rem));
}

unsigned int sleep(unsigned int seconds)
{
	struct timespec t = { seconds, 0 };

	return nanosleep(&t, &t) < 0 ? (unsigned int)t.tv_sec + (t.tv_nsec >= 500000000) : 0;
}

int usleep(useconds_t usec)
{
	struct timespec t = { usec / 1000000, usec % 1000000 * 1000 };

	return nanosleep(&t, NULL);
}
