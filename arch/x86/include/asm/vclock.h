/* SPDX-License-Identifier: MIT */
#ifndef ASM_VCLOCK_H
#define ASM_VCLOCK_H

/*
 * The clock, in a page that the kernel writes (arch/x86/kernel/time.c) and every program has mapped
 * read-only below its vDSO (arch/x86/kernel/vdso.c). Kernel and vDSO (vdso/clock.c) read it by the same
 * function, so that a call and the vDSO never disagree; both widths give it the same layout.
 */

#include <kernel/time.h>
#include <kernel/types.h>
#include <uapi/asm/time.h>

#define VCLOCK_SHIFT	22

struct vclock {
	u32 seq;		/* odd: being written; another number than before: read again */
	u32 mult;		/* ns = (ticks * mult) >> VCLOCK_SHIFT */
	u64 base;		/* the TSC at time 0 */
	u64 real_offset;	/* CLOCK_REALTIME - CLOCK_MONOTONIC */
	u32 has_lfence;		/* the CPU has LFENCE, which keeps RDTSC in its place */
	struct timezone tz;	/* settimeofday(2)'s; not guarded by seq */
} __aligned(4096);		/* so nothing else lies in its page */

/* The vDSO reads it one page below its own image: vdso/vdso32.lds.S. */
extern struct vclock vvar __attribute__((visibility("hidden")));

/* SDM vol. 2, RDTSC: may be executed before earlier instructions, unless an LFENCE precedes it. */
static __always_inline u64 vclock_ticks(const struct vclock *c)
{
	u32 lo, hi;

	if (c->has_lfence)
		__asm__ volatile("lfence" ::: "memory");
	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi)::"memory");
	return ((u64)hi << 32 | lo) - c->base;
}

/* ns since boot, or since the epoch if real. */
static __always_inline u64 vclock_read(const struct vclock *c, bool real)
{
	u64 ticks, offset;
	u32 seq, mult;

	do {
		seq = READ_ONCE(c->seq);
		barrier();
		ticks = vclock_ticks(c);
		mult = c->mult;
		offset = real ? c->real_offset : 0;
		barrier();
	} while (unlikely((seq & 1) || READ_ONCE(c->seq) != seq));
	return ((ticks & 0xffffffff) * mult >> VCLOCK_SHIFT) +
	       ((ticks >> 32) * mult << (32 - VCLOCK_SHIFT)) + offset;
}

/*
 * The vDSO's own division (the kernel has div_u64_rem): ns as seconds and the rest. DIV takes a 64-bit
 * dividend as long as the quotient fits in 32 bits.
 */
static __always_inline u64 vclock_split(u64 ns, u32 *nsec)
{
	u32 high = (u32)(ns >> 32), above = 0, low;

	if (unlikely(high >= (u32)NSEC_PER_SEC)) {	/* after 136 years */
		above = high / (u32)NSEC_PER_SEC;
		high %= (u32)NSEC_PER_SEC;
	}
	__asm__("divl %4" : "=a"(low), "=d"(*nsec)
		: "0"((u32)ns), "1"(high), "rm"((u32)NSEC_PER_SEC));
	return (u64)above << 32 | low;
}

#endif
