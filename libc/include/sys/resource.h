/* SPDX-License-Identifier: MIT */
#ifndef _SYS_RESOURCE_H
#define _SYS_RESOURCE_H

#include <asm/resource.h>
#include <bits/timespec.h>

typedef unsigned long long rlim_t;

#define RLIM_INFINITY		(~0ULL)

struct rlimit {
	rlim_t rlim_cur;
	rlim_t rlim_max;
};

struct rusage {
	struct timeval ru_utime;
	struct timeval ru_stime;
	long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss;
	long ru_minflt, ru_majflt, ru_nswap;
	long ru_inblock, ru_oublock;
	long ru_msgsnd, ru_msgrcv, ru_nsignals;
	long ru_nvcsw, ru_nivcsw;
};

int getrlimit(int resource, struct rlimit *lim);
int setrlimit(int resource, const struct rlimit *lim);
int prlimit(pid_t pid, int resource, const struct rlimit *lim, struct rlimit *old);
int getrusage(int who, struct rusage *ru);
int getpriority(int which, id_t who);
int setpriority(int which, id_t who, int prio);

#endif
