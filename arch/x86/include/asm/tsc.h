/* SPDX-License-Identifier: MIT */
#ifndef ASM_TSC_H
#define ASM_TSC_H

#include <kernel/types.h>

/* The time stamp counter (SDM vol. 2, RDTSC): maybe read before earlier instructions are done. */
static inline u64 rdtsc(void)
{
	u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (u64)hi << 32 | lo;
}

#endif
