/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>
#include <sys/select.h>
#include "syscall.h"

/* *t is left with what remains. */
static long select_raw(int n, fd_set *rd, fd_set *wr, fd_set *ex, struct timespec *t,
		       const sigset_t *mask)
{
	struct sigset_argpack pack = { mask, sizeof(*mask) };
	struct timespec32 t32;
	long r = RAW(pselect6_time64, n, rd, wr, ex, t, &pack);

	if (r != -ENOSYS)
		return r;
	if (t)
		t32 = (struct timespec32){ t->tv_sec, t->tv_nsec };
	r = RAW(pselect6, n, rd, wr, ex, t ? &t32 : NULL, &pack);
	if (t)
		*t = (struct timespec){ t32.tv_sec, t32.tv_nsec };
	return r;
}

int pselect(int n, fd_set *rd, fd_set *wr, fd_set *ex, const struct timespec *timeout,
	    const sigset_t *mask)
{
	struct timespec t;

	if (timeout)
		t = *timeout;
	return __syscall_ret(select_raw(n, rd, wr, ex, timeout ? &t : NULL, mask));
}

int select(int n, fd_set *rd, fd_set *wr, fd_set *ex, struct timeval *timeout)
{
	struct timespec t;
	long r;

	if (timeout) {
		if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
			return __syscall_ret(-EINVAL);
		t = (struct timespec){ timeout->tv_sec + timeout->tv_usec / 1000000,
				       timeout->tv_usec % 1000000 * 1000 };
	}
	r = select_raw(n, rd, wr, ex, timeout ? &t : NULL, NULL);
	if (timeout)
		*timeout = (struct timeval){ t.tv_sec, t.tv_nsec / 1000 };
	return __syscall_ret(r);
}
