/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include "syscall.h"

int sched_yield(void)
{
	return SYS0(sched_yield);
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	return SYS(sched_setaffinity, pid, size, set);
}

/* The kernel says how much it wrote. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	long n = SYS(sched_getaffinity, pid, size, set);

	if (n < 0)
		return -1;
	memset((char *)set + n, 0, size - n);
	return 0;
}

int sched_getcpu(void)
{
	unsigned int cpu;

	return SYS(getcpu, &cpu, NULL, NULL) < 0 ? -1 : (int)cpu;
}

int __cpu_count(const cpu_set_t *set)
{
	int n = 0;

	for (unsigned int i = 0; i < sizeof(*set) / sizeof(set->__bits[0]); i++)
		for (unsigned long bits = set->__bits[i]; bits; bits &= bits - 1)
			n++;
	return n;
}
