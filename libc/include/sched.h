/* SPDX-License-Identifier: MIT */
#ifndef _SCHED_H
#define _SCHED_H

#include <asm/sched.h>
#include <bits/timespec.h>
#include <sys/types.h>

#define CPU_SETSIZE		1024

typedef struct {
	unsigned long __bits[CPU_SETSIZE / 32];
} cpu_set_t;

#define CPU_ZERO(set)		__builtin_memset((set), 0, sizeof(cpu_set_t))
#define CPU_SET(cpu, set)	((set)->__bits[(cpu) / 32] |= 1UL << ((cpu) % 32))
#define CPU_CLR(cpu, set)	((set)->__bits[(cpu) / 32] &= ~(1UL << ((cpu) % 32)))
#define CPU_ISSET(cpu, set)	(((set)->__bits[(cpu) / 32] >> ((cpu) % 32)) & 1)
#define CPU_COUNT(set)		__cpu_count(set)

int __cpu_count(const cpu_set_t *set);

/*
 * A raw clone onto stack, which the new task starts from its upper end; it
 * runs fn(arg) and exits with the result. tls is a struct user_desc *.
 * The arguments after arg are used as flags tell.
 */
int clone(int (*fn)(void *), void *stack, int flags, void *arg, ...
	  /* pid_t *ptid, struct user_desc *tls, pid_t *ctid */);

int sched_yield(void);
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set);
int sched_getcpu(void);
int sched_getscheduler(pid_t pid);
int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param);
int sched_getparam(pid_t pid, struct sched_param *param);
int sched_setparam(pid_t pid, const struct sched_param *param);
int sched_get_priority_max(int policy);
int sched_get_priority_min(int policy);
int sched_rr_get_interval(pid_t pid, struct timespec *ts);

#endif
