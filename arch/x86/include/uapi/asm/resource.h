/* SPDX-License-Identifier: MIT */
/*
 * Resource limits and usage; man 2 getrlimit, getrusage.
 */
#ifndef _UAPI_ASM_RESOURCE_H
#define _UAPI_ASM_RESOURCE_H

#include "types.h"
#include "time.h"

#define RLIMIT_CPU		0
#define RLIMIT_FSIZE		1
#define RLIMIT_DATA		2
#define RLIMIT_STACK		3
#define RLIMIT_CORE		4
#define RLIMIT_RSS		5
#define RLIMIT_NPROC		6
#define RLIMIT_NOFILE		7
#define RLIMIT_MEMLOCK		8
#define RLIMIT_AS		9
#define RLIMIT_LOCKS		10
#define RLIMIT_SIGPENDING	11
#define RLIMIT_MSGQUEUE		12
#define RLIMIT_NICE		13
#define RLIMIT_RTPRIO		14
#define RLIMIT_RTTIME		15
#define RLIM_NLIMITS		16

/* ugetrlimit, setrlimit; the old getrlimit (76) caps at the signed maximum. */
#define RLIM32_INFINITY		0xffffffffU
#define OLD_RLIM32_INFINITY	0x7fffffffU
#define RLIM64_INFINITY		(~0ULL)

#define RUSAGE_SELF		0
#define RUSAGE_CHILDREN		(-1)
#define RUSAGE_BOTH		(-2)
#define RUSAGE_THREAD		1

#define PRIO_MIN		(-20)
#define PRIO_MAX		20
#define PRIO_PROCESS		0
#define PRIO_PGRP		1
#define PRIO_USER		2

#ifndef __ASSEMBLER__

struct rlimit32 {
	__u32 rlim_cur;
	__u32 rlim_max;
};

/* prlimit64 */
struct rlimit64 {
	__abi_u64 rlim_cur;
	__abi_u64 rlim_max;
};

/* getrusage, wait4, waitid; the libc's struct rusage has wider times. */
struct rusage32 {
	struct timeval32 ru_utime;
	struct timeval32 ru_stime;
	__s32 ru_maxrss;
	__s32 ru_ixrss;
	__s32 ru_idrss;
	__s32 ru_isrss;
	__s32 ru_minflt;
	__s32 ru_majflt;
	__s32 ru_nswap;
	__s32 ru_inblock;
	__s32 ru_oublock;
	__s32 ru_msgsnd;
	__s32 ru_msgrcv;
	__s32 ru_nsignals;
	__s32 ru_nvcsw;
	__s32 ru_nivcsw;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_RESOURCE_H */
