/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_RANDOM_H
#define KERNEL_RANDOM_H

/*
 * Random numbers: ChaCha20 (RFC 8439) keyed at boot from RDSEED/RDRAND where the CPU has them and
 * from the jitter of the time-stamp counter, with fast key erasure. Safe in interrupts.
 */

#include <kernel/types.h>

void get_random_bytes(void *buf, size_t n);
u32 get_random_u32(void);
u32 random_below(u32 bound);	/* 0 .. bound - 1; 0 for bound 0 */
void random_mix(u64 sample);	/* an interrupt's time or the like goes into the key */

/* False with `norandmaps` on the command line: no program's addresses are chosen at random. */
extern bool aslr_enabled;
void random_init(void);		/* after time_init() */

#endif
