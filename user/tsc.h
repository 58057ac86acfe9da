/* SPDX-License-Identifier: MIT */
#ifndef USER_TSC_H
#define USER_TSC_H

#include <stdint.h>

/* The time stamp counter: ticks, or instructions under QEMU's -icount shift=0 (SDM vol. 2, RDTSC). */
static inline uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (uint64_t)hi << 32 | lo;
}

#endif
