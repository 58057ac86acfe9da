/* SPDX-License-Identifier: MIT */
/* Rows: first touches of memory, and mappings beside others. */

#include "bench.h"
#include <sys/mman.h>

#define PAGE		4096
#define FAULTS		1024
#define RUNS		4
#define ROUNDS		32

static char *fresh(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* The least of many first touches: its page table is there. */
int row_fault_least(struct result *r, int n)
{
	char *map = fresh(ROUNDS * PAGE), *p = map;

	if (map == MAP_FAILED)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, (*p = 1, p += PAGE)), 1 };
	return munmap(map, ROUNDS * PAGE);
}

/* A run of them, with all that comes on the way, for each page. */
int row_fault_run(struct result *r, int n)
{
	uint64_t best = ~0ull;

	for (int run = 0; run < RUNS; run++) {
		char *map = fresh(FAULTS * PAGE);
		uint64_t t = rdtsc();

		if (map == MAP_FAILED)
			return -1;
		for (int i = 0; i < FAULTS; i++)
			map[i * PAGE] = 1;
		t = rdtsc() - t;
		if (t < best)
			best = t;
		munmap(map, FAULTS * PAGE);
	}
	*r = (struct result){ best, FAULTS };
	return 0;
}

/* Neighbours of different protection stay mappings of their own. */
static char *many(int n)
{
	char *map = mmap(NULL, n * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		return NULL;
	for (int i = 1; i < n; i += 2)
		if (mprotect(map + i * PAGE, PAGE, PROT_READ | PROT_WRITE) < 0)
			return NULL;
	return map;
}

int row_mmap(struct result *r, int n)
{
	char *map = many(n);

	if (!map)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, munmap(fresh(PAGE), PAGE)), 1 };
	return munmap(map, n * PAGE);
}
