/* SPDX-License-Identifier: MIT */
/* Rows: two tasks that wait for each other, and what more tasks beside them cost. */

#include "bench.h"
#include <errno.h>
#include <futex.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS		64

static size_t crowd_size(int n)
{
	return sizeof(struct crowd) + n * sizeof(pid_t);
}

static void crowd_member(struct crowd *c, void (*body)(struct crowd *c))
{
	c->ready++;
	while (!c->gate || !body)
		futex_wait(&c->gate, c->gate, NULL);
	body(c);
	_exit(0);
}

struct crowd *crowd_start(int n, void (*body)(struct crowd *c))
{
	struct crowd *c = mmap(NULL, crowd_size(n), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		return NULL;
	while (c->n < n) {
		pid_t pid = fork();

		if (pid == 0)
			crowd_member(c, body);
		if (pid < 0) {
			int err = errno;

			crowd_stop(c);
			errno = err;
			return NULL;
		}
		c->pids[c->n++] = pid;
	}
	while (c->ready < n)
		sched_yield();
	if (body) {
		c->gate = 1;
		futex_wake(&c->gate, INT_MAX);
	}
	return c;
}

void crowd_stop(struct crowd *c)
{
	for (int i = 0; i < c->n; i++)
		kill(c->pids[i], SIGKILL);
	for (int i = 0; i < c->n; i++)
		waitpid(c->pids[i], NULL, 0);
	munmap(c, crowd_size(c->n));
}

static int to_child[2], to_parent[2];

static void echo(struct crowd *c)
{
	char byte;

	while (read(to_child[0], &byte, 1) == 1)
		write(to_parent[1], &byte, 1);
}

int row_pipe(struct result *r, int n)
{
	struct crowd *c;
	char byte = 0;

	if (pipe(to_child) < 0 || pipe(to_parent) < 0)
		return -1;
	c = crowd_start(1, echo);
	if (!c)
		return -1;
	*r = (struct result){
		LEAST(ROUNDS, (write(to_child[1], &byte, 1), read(to_parent[0], &byte, 1))), 1 };
	crowd_stop(c);
	for (int i = 0; i < 2; i++) {
		close(to_child[i]);
		close(to_parent[i]);
	}
	return 0;
}

/* The two words of the ping-pong: count goes out, leave comes back. */
static void await(volatile int *word)
{
	while (!*word)
		futex_wait(word, 0, NULL);
	*word = 0;
}

static void post(volatile int *word)
{
	*word = 1;
	futex_wake(word, 1);
}

static void pong(struct crowd *c)
{
	for (;;) {
		await(&c->count);
		post(&c->leave);
	}
}

/* Two wakes and two waits. */
int row_futex(struct result *r, int n)
{
	struct crowd *c = crowd_start(1, pong);

	if (!c)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, (post(&c->count), await(&c->leave))), 1 };
	crowd_stop(c);
	return 0;
}

static void stamp_and_yield(struct crowd *c)
{
	c->stamps[c->count++ % STAMPS] = (uint32_t)rdtsc();
	sched_yield();
}

static void yield_on(struct crowd *c)
{
	/* No page of the stamps is met for the first time when it counts. */
	for (int i = 0; i < STAMPS; i += 1024)
		(void)c->stamps[i];
	for (;;)
		stamp_and_yield(c);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* From one task's yield to the next one's, the median of many: timer interrupts come into a few. */
static struct result yields(struct crowd *c)
{
	static uint32_t took[STAMPS];
	int start = c->count;

	while (c->count - start < 2 * STAMPS)
		stamp_and_yield(c);
	start = c->count;
	for (int i = 0; i < STAMPS - 1; i++)
		took[i] = c->stamps[(start + i + 1) % STAMPS] - c->stamps[(start + i) % STAMPS];
	qsort(took, STAMPS - 1, sizeof(*took), by_size);
	return (struct result){ took[STAMPS / 2] - clock_cost, 1 };
}

/* Two tasks yield to each other, n others sleep. */
int row_yield_sleeping(struct result *r, int n)
{
	struct crowd *sleepers = crowd_start(n, NULL), *partner;

	if (!sleepers)
		return -1;
	partner = crowd_start(1, yield_on);
	if (partner) {
		*r = yields(partner);
		crowd_stop(partner);
	}
	crowd_stop(sleepers);
	return partner ? 0 : -1;
}

/* This task and n others yield, all of them. */
int row_yield_runnable(struct result *r, int n)
{
	struct crowd *c = crowd_start(n, yield_on);

	if (!c)
		return -1;
	*r = yields(c);
	crowd_stop(c);
	return 0;
}
