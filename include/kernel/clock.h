/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_CLOCK_H
#define KERNEL_CLOCK_H

/* Clock numbers of clock_gettime(2), for the calls that sleep and time on them. */

#include <kernel/time.h>

enum clock_kind {
	CLOCK_KIND_NONE,	/* no such clock */
	CLOCK_KIND_REAL, CLOCK_KIND_MONO, CLOCK_KIND_CPU,
	CLOCK_KIND_READ_ONLY,	/* cannot be slept on */
};
enum clock_kind clock_kind(int clock);

struct cpu_clock_id {
	struct signal_struct *sig;
	struct task_struct *thread;	/* NULL: the whole process's */
	enum cpu_clock clock;
};
/* 0, or -EINVAL: no such clock, no such process, or a thread of another one. */
int cpu_clock_find(int clock, struct cpu_clock_id *id);

/*
 * How many times interval (not 0) fits between expires and now; what is more than INT_MAX counts
 * as that.
 */
u32 periods_passed(u64 expires, u64 now, u64 interval);

#endif
