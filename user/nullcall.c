/* SPDX-License-Identifier: MIT */
/*
 * What a system call costs: TSC ticks from the first instruction of __kernel_vsyscall through its
 * ret, for the entry that this boot chose. Under QEMU's -icount shift=0,sleep=off a tick is an
 * instruction and the figures are exact; elsewhere they are only times.
 */

#include "tsc.h"
#include <entry.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

#define ROUNDS 64

/* One call between two readings of the clock; target is __kernel_vsyscall or a bare ret. */
static uint64_t once(const void *target, long nr)
{
	uint64_t start = rdtsc();
	long result;

	__asm__ volatile("call *%2" : "=a"(result) : "0"(nr), "r"(target) : "memory");
	return rdtsc() - start;
}

/* The least of many rounds: none in it was interrupted. */
static uint64_t least(const void *target, long nr)
{
	uint64_t best = ~0ull;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t t = once(target, nr);

		if (t < best)
			best = t;
	}
	return best;
}

__asm__(".text\n"
	"bare_ret: ret\n");
extern const char bare_ret[];

int main(void)
{
	const void *stub = (const void *)getauxval(AT_SYSINFO);
	uint64_t empty = least(bare_ret, 0) - 1; /* the ret itself counts for the call */

	if (!stub) {
		fprintf(stderr, "nullcall: the kernel gives no AT_SYSINFO\n");
		return EXIT_FAILURE;
	}
	printf("nullcall: %s getppid %llu unknown %llu\n", entry_name(entry_of_vdso()),
	       (unsigned long long)(least(stub, SYS_getppid) - empty),
	       (unsigned long long)(least(stub, 4000) - empty));
	return EXIT_SUCCESS;
}
