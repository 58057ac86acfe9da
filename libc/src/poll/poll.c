/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include "syscall.h"

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return SYS(poll, fds, n, timeout);
}

/* The kernel writes back what is left of the timeout; the caller's stays as it is. */
int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
	struct timespec t;
	struct timespec32 t32;
	long r;

	if (timeout)
		t = *timeout;
	r = RAW(ppoll_time64, fds, n, timeout ? &t : NULL, mask, sizeof(*mask));
	if (r != -ENOSYS)
		return __syscall_ret(r);
	if (timeout)
		t32 = (struct timespec32){ timeout->tv_sec, timeout->tv_nsec };
	return SYS(ppoll, fds, n, timeout ? &t32 : NULL, mask, sizeof(*mask));
}
