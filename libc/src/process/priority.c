/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>
#include "syscall.h"

/* The kernel counts from 40 (most favoured) down to 1, so as not to look like an error. */
int getpriority(int which, id_t who)
{
	long r = SYS(getpriority, which, who);

	return r < 0 ? r : 20 - r;
}

int setpriority(int which, id_t who, int prio)
{
	return SYS(setpriority, which, who, prio);
}

int nice(int increment)
{
	if (SYS(nice, increment) < 0)
		return -1;
	return getpriority(PRIO_PROCESS, 0);
}
