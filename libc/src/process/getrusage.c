/* SPDX-License-Identifier: MIT */
#include <string.h>
#include "rusage.h"
#include "syscall.h"

/* After the times the two structures are the same 14 words. */
void __convert_rusage(struct rusage *ru, const struct rusage32 *k)
{
	ru->ru_utime = (struct timeval){ k->ru_utime.tv_sec, k->ru_utime.tv_usec };
	ru->ru_stime = (struct timeval){ k->ru_stime.tv_sec, k->ru_stime.tv_usec };
	_Static_assert(sizeof(*ru) - offsetof(struct rusage, ru_maxrss) == 14 * 4, "");
	memcpy(&ru->ru_maxrss, &k->ru_maxrss, 14 * 4);
}

int getrusage(int who, struct rusage *ru)
{
	struct rusage32 k;

	if (SYS(getrusage, who, &k) < 0)
		return -1;
	__convert_rusage(ru, &k);
	return 0;
}
