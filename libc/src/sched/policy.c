/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sched.h>
#include "syscall.h"

int sched_getscheduler(pid_t pid)
{
	return SYS(sched_getscheduler, pid);
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	return SYS(sched_setscheduler, pid, policy, param);
}

int sched_getparam(pid_t pid, struct sched_param *param)
{
	return SYS(sched_getparam, pid, param);
}

int sched_setparam(pid_t pid, const struct sched_param *param)
{
	return SYS(sched_setparam, pid, param);
}

int sched_get_priority_max(int policy)
{
	return SYS(sched_get_priority_max, policy);
}

int sched_get_priority_min(int policy)
{
	return SYS(sched_get_priority_min, policy);
}

int sched_rr_get_interval(pid_t pid, struct timespec *ts)
{
	return SYS(sched_rr_get_interval_time64, pid, ts);
}
