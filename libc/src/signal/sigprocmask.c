/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stddef.h>
#include "syscall.h"

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return SYS(rt_sigprocmask, how, set, old, sizeof(sigset_t));
}

int sigpending(sigset_t *set)
{
	return SYS(rt_sigpending, set, sizeof(sigset_t));
}

int sigsuspend(const sigset_t *mask)
{
	return SYS(rt_sigsuspend, mask, sizeof(sigset_t));
}
