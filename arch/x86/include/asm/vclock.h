/* SPDX-License-Identifier: MIT */
#ifndef ASM_VCLOCK_H
#define ASM_VCLOCK_H

/*
 * The clock, in a page that the kernel writes at each tick of its timer (arch/x86/kernel/time.c) and every
 * program has mapped read-only below its vDSO (arch/x86/kernel/vdso.c). The vDSO (vdso/clock.c) adds what has
 * passed since; both widths give the page the same layout. The kernel itself counts from boot, by the same
 * factor: rounded down twice here, once there, the vDSO is at most 1 ns behind a call, and never ahead.
 */

#include <kernel/time.h>
#include <kernel/types.h>
#include <uapi/asm/time.h>

#define VCLOCK_SHIFT	22

struct vclock {
	u32 seq;		/* another number than before: a second clock was met */
	u32 mult;		/* ns = (ticks * mult) >> VCLOCK_SHIFT */
	u64 base;		/* the TSC when this was written */
	struct vclock_time {
		u32 sec, nsec;
	} monotonic, real;	/* at base */
	u32 limit;		/* TSC ticks, at most a second's: longer after base only the kernel can say */
	u32 has_lfence;		/* the CPU has LFENCE, which keeps RDTSC in its place */
	struct timezone tz;	/* settimeofday(2)'s; not guarded by seq */
} __aligned(4096);		/* so nothing else lies in its page */

/* The vDSO reads it one page below its own image: vdso/vdso32.lds.S. */
extern struct vclock vvar __attribute__((visibility("hidden")));

/* SDM vol. 2, RDTSC: may be executed before earlier instructions, unless an LFENCE precedes it. */
static __always_inline void tsc_fence(const struct vclock *c)
{
	if (likely(c->has_lfence))
		__asm__ volatile("lfence" ::: "memory");
}

/* The TSC less the base, in halves. */
static __always_inline u32 tsc_since_base(const struct vclock *c, u32 *high)
{
	u32 low;

	tsc_fence(c);
	__asm__ volatile("rdtsc\n\tsubl %2, %%eax\n\tsbbl 4+%2, %%edx"
			 : "=&a"(low), "=&d"(*high) : "o"(c->base) : "memory", "cc");
	return low;
}

static __always_inline u64 ticks_to_ns(u32 ticks, u32 mult)
{
	return (u64)ticks * mult >> VCLOCK_SHIFT;
}

/*
 * The time since boot, or since the epoch if real. False: the page was written meanwhile, or not for
 * long, and the kernel must say. There is one CPU, and it writes the page with interrupts off: whoever
 * finds the same seq has read one clock. No second try: a program stepped through it gets ahead.
 */
static __always_inline bool vclock_read(const struct vclock *c, bool real, u32 *sec, u32 *nsec)
{
	const struct vclock_time *at = real ? &c->real : &c->monotonic;
	u32 seq = READ_ONCE(c->seq), ticks, high, ns;

	barrier();
	ticks = tsc_since_base(c, &high);
	ns = at->nsec;
	*sec = at->sec;
	barrier();
	if (unlikely(READ_ONCE(c->seq) != seq || high || ticks >= c->limit))
		return false;
	ns += (u32)ticks_to_ns(ticks, c->mult);
	if (unlikely(ns >= (u32)NSEC_PER_SEC)) {
		ns -= (u32)NSEC_PER_SEC;
		++*sec;
	}
	*nsec = ns;
	return true;
}

#endif
