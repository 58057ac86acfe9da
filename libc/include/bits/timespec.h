/* SPDX-License-Identifier: MIT */
/* struct timespec as the *_time64 calls take it: 16 bytes, the upper half of tv_nsec unused. */
#ifndef _BITS_TIMESPEC_H
#define _BITS_TIMESPEC_H

#include <asm/time.h>
#include <sys/types.h>

struct timespec {
	time_t tv_sec;
	long tv_nsec;
	int : 32;
};

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

#endif
