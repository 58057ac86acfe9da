/* SPDX-License-Identifier: MIT */
#ifndef _SYS_TIME_H
#define _SYS_TIME_H

#include <asm/time.h>
#include <bits/timespec.h>
#include <sys/select.h>

struct itimerval {
	struct timeval it_interval;
	struct timeval it_value;
};

#define timerclear(t)		((t)->tv_sec = (t)->tv_usec = 0)
#define timerisset(t)		((t)->tv_sec || (t)->tv_usec)

int gettimeofday(struct timeval *tv, void *tz);
int settimeofday(const struct timeval *tv, const struct timezone *tz);
int getitimer(int which, struct itimerval *value);
int setitimer(int which, const struct itimerval *value, struct itimerval *old);
int utimes(const char *path, const struct timeval times[2]);

#endif
