/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "syscall.h"

int kill(pid_t pid, int sig)
{
	return SYS(kill, pid, sig);
}

int killpg(pid_t pgid, int sig)
{
	if (pgid < 0) {
		errno = EINVAL;
		return -1;
	}
	return kill(-pgid, sig);
}

int tkill(pid_t tid, int sig)
{
	return SYS(tkill, tid, sig);
}

int tgkill(pid_t tgid, pid_t tid, int sig)
{
	return SYS(tgkill, tgid, tid, sig);
}

int raise(int sig)
{
	return tgkill(getpid(), gettid(), sig);
}
