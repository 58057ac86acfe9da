/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <sys/resource.h>
#include "syscall.h"

int prlimit(pid_t pid, int resource, const struct rlimit *lim, struct rlimit *old)
{
	return SYS(prlimit64, pid, resource, lim, old);
}

int getrlimit(int resource, struct rlimit *lim)
{
	return prlimit(0, resource, NULL, lim);
}

int setrlimit(int resource, const struct rlimit *lim)
{
	return prlimit(0, resource, lim, NULL);
}
