/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <sys/time.h>
#include "syscall.h"

static void widen(struct itimerval *to, const struct itimerval32 *k)
{
	to->it_interval = (struct timeval){ k->it_interval.tv_sec, k->it_interval.tv_usec };
	to->it_value = (struct timeval){ k->it_value.tv_sec, k->it_value.tv_usec };
}

int getitimer(int which, struct itimerval *value)
{
	struct itimerval32 k;

	if (SYS(getitimer, which, &k) < 0)
		return -1;
	widen(value, &k);
	return 0;
}

int setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
	struct itimerval32 new, k;

	if (value)
		new = (struct itimerval32){
			{ value->it_interval.tv_sec, value->it_interval.tv_usec },
			{ value->it_value.tv_sec, value->it_value.tv_usec },
		};
	if (SYS(setitimer, which, value ? &new : NULL, old ? &k : NULL) < 0)
		return -1;
	if (old)
		widen(old, &k);
	return 0;
}
