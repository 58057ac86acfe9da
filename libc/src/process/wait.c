/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "rusage.h"
#include "syscall.h"

pid_t wait4(pid_t pid, int *status, int options, struct rusage *ru)
{
	struct rusage32 k;
	long r = SYS(wait4, pid, status, options, ru ? &k : NULL);

	if (ru && r > 0)
		__convert_rusage(ru, &k);
	return r;
}

pid_t wait3(int *status, int options, struct rusage *ru)
{
	return wait4(-1, status, options, ru);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return SYS(wait4, pid, status, options, NULL);
}

pid_t wait(int *status)
{
	return waitpid(-1, status, 0);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	return SYS(waitid, type, id, info, options, NULL);
}
