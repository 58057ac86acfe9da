/* SPDX-License-Identifier: MIT */
/*
 * Clocks and the time structures, in both widths; man 2 clock_gettime.
 *
 * 32: the calls of old. 64: the *_time64 calls, whose tv_nsec is 64 bits wide of
 * which the kernel reads the low 32 from a 32-bit program.
 */
#ifndef _UAPI_ASM_TIME_H
#define _UAPI_ASM_TIME_H

#include "types.h"

#define CLOCK_REALTIME		0
#define CLOCK_MONOTONIC		1
#define CLOCK_PROCESS_CPUTIME_ID	2
#define CLOCK_THREAD_CPUTIME_ID	3
#define CLOCK_MONOTONIC_RAW	4
#define CLOCK_REALTIME_COARSE	5
#define CLOCK_MONOTONIC_COARSE	6
#define CLOCK_BOOTTIME		7
#define CLOCK_REALTIME_ALARM	8
#define CLOCK_BOOTTIME_ALARM	9
#define CLOCK_TAI		11

#define TIMER_ABSTIME		1

#define ITIMER_REAL		0
#define ITIMER_VIRTUAL		1
#define ITIMER_PROF		2

/* Ticks per second in times() and /proc: sysconf(_SC_CLK_TCK), AT_CLKTCK. */
#define USER_HZ			100

#ifndef __ASSEMBLER__

struct timespec32 {
	__s32 tv_sec;
	__s32 tv_nsec;
};

struct timespec64 {
	__abi_s64 tv_sec;
	__abi_s64 tv_nsec;
};

struct timeval32 {
	__s32 tv_sec;
	__s32 tv_usec;
};

struct itimerval32 {
	struct timeval32 it_interval;
	struct timeval32 it_value;
};

struct itimerspec32 {
	struct timespec32 it_interval;
	struct timespec32 it_value;
};

struct itimerspec64 {
	struct timespec64 it_interval;
	struct timespec64 it_value;
};

struct timezone {
	__s32 tz_minuteswest;
	__s32 tz_dsttime;
};

struct utimbuf32 {
	__s32 actime;
	__s32 modtime;
};

/* times(), in ticks of USER_HZ. */
struct tms {
	__s32 tms_utime;
	__s32 tms_stime;
	__s32 tms_cutime;
	__s32 tms_cstime;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_TIME_H */
