/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include "syscall.h"

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
	long r = RAW(rt_sigtimedwait_time64, set, info, timeout, sizeof(sigset_t));
	struct timespec32 t;

	if (r != -ENOSYS)
		return __syscall_ret(r);
	if (timeout)
		t = (struct timespec32){ timeout->tv_sec, timeout->tv_nsec };
	return SYS(rt_sigtimedwait, set, info, timeout ? &t : NULL, sizeof(sigset_t));
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
	return sigtimedwait(set, info, NULL);
}

int sigwait(const sigset_t *set, int *sig)
{
	int r;

	do
		r = sigtimedwait(set, NULL, NULL);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return errno;
	*sig = r;
	return 0;
}
