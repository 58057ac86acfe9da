/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <time.h>
#include "syscall.h"

typedef int (*gettime_fn)(clockid_t, struct timespec *);

static int by_syscall(clockid_t clock, struct timespec *ts)
{
	struct timespec32 t;
	long r = RAW(clock_gettime64, clock, ts);

	if (r != -ENOSYS)
		return r;
	r = RAW(clock_gettime, clock, &t);
	if (r == 0)
		*ts = (struct timespec){ t.tv_sec, t.tv_nsec };
	return r;
}

/* The vDSO's function, looked for at the first call. */
int clock_gettime(clockid_t clock, struct timespec *ts)
{
	static gettime_fn gettime;
	int r;

	if (!gettime) {
		gettime = (gettime_fn)vdso_sym("__vdso_clock_gettime64");
		if (!gettime)
			gettime = by_syscall;
	}
	r = gettime(clock, ts);
	return r ? __syscall_ret(r) : 0;
}
