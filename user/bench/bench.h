/* SPDX-License-Identifier: MIT */
/* What the rows of the benchmark share: the clock, the least of many rounds, other tasks. */
#ifndef USER_BENCH_H
#define USER_BENCH_H

#include "../tsc.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What a row found: ticks for so many operations. */
struct result {
	uint64_t ticks;
	unsigned int units;
};

/* 0, or -1 with errno: this kernel cannot do it. n is the row's size. */
typedef int row_fn(struct result *r, int n);

/* calls.c */
row_fn row_unknown, row_getppid, row_read_zero, row_write_zero, row_read_null, row_write_null;
row_fn row_clock, row_open_close, row_stat;
/* memory.c */
row_fn row_fault_least, row_fault_run, row_mmap;
/* tasks.c */
row_fn row_pipe, row_futex, row_yield_sleeping, row_yield_runnable;
/* process.c */
row_fn row_fork, row_fork_resident, row_exec;
/* signals.c */
row_fn row_signal, row_ptrace;

/* What two readings of the clock cost themselves. */
extern uint64_t clock_cost;

/* The fewest ticks that expr took in so many rounds: no interrupt came between. */
#define LEAST(rounds, expr) ({						\
	uint64_t best_ = ~0ull;						\
	for (int round_ = 0; round_ < (rounds); round_++) {		\
		uint64_t t_ = rdtsc();					\
									\
		(void)(expr);						\
		t_ = rdtsc() - t_;					\
		if (t_ < best_)						\
			best_ = t_;					\
	}								\
	best_ - clock_cost;						\
})

/*
 * n children, each in body() once the gate opens, until they are told to leave; what body must look
 * at is crowd->leave. The counters are shared by all: there is one CPU.
 */
#define STAMPS 2048
struct crowd {
	int gate, leave;
	volatile int count, ready;
	volatile uint32_t stamps[STAMPS];
	int n;
	pid_t pids[];
};

/* NULL with errno, nothing left behind. body NULL: the children only sleep. */
struct crowd *crowd_start(int n, void (*body)(struct crowd *c));
void crowd_stop(struct crowd *c);

#endif
