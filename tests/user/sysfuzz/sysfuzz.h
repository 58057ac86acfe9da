/* SPDX-License-Identifier: MIT */
#ifndef SYSFUZZ_H
#define SYSFUZZ_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#define MAX_ARGS 6
#define MAX_NR	 440

/* A system call as its line in the kernel's table says. */
struct call {
	const char *name;
	unsigned int n;
	struct argument {
		const char *type, *name;
	} args[MAX_ARGS];
};
extern const struct call calls[MAX_NR]; /* name NULL: the table has no such number */

/* Numbers for the same seed, batch and stream are the same. */
struct stream {
	uint32_t state;
	const uint8_t *stack;	/* a place in the frame of its loop */
	uint32_t slot;		/* next free byte of the scratch pages */
	bool root;
	bool thread;
	int tracee;		/* whom it traces, or 0 */
	sigjmp_buf out;		/* to the next call, when preparing one faulted */
};
void seed_stream(struct stream *s, uint32_t seed, uint32_t batch, uint32_t number);
uint32_t next_random(struct stream *s);
uint32_t below(struct stream *s, uint32_t n);
/* True n times in m. */
bool chance(struct stream *s, uint32_t n, uint32_t m);
/* True if list, which has a blank before and after each word, has this one. */
bool among(const char *word, const char *list);

/* What the parent watches and counts; shared by all processes. */
struct shared {
	volatile uint32_t made;		/* calls so far */
	struct {
		volatile uint32_t ok, failed;
	} of[MAX_NR];
	volatile uint32_t last;		/* of the ring of the latest calls */
	struct attempt {
		int pid;
		uint32_t nr, args[MAX_ARGS];
	} ring[16];
	int parent, init;		/* which root must leave alone */
	volatile uint32_t born;		/* of the ring of this batch's processes */
	volatile int children[8];	/* two relatives, who live long, and the youngest others */
};
extern struct shared *shared;
extern bool verbose;

/* Memory of a batch at fixed places, so that addresses are the same again. */
#define SCRATCH	      0x10000000u /* always there: what pointers point at */
#define SCRATCH_PAGES 8u
#define ARENA	      0x20000000u /* pages of every kind, which calls may change */
#define ARENA_PAGES   64u
#define PAGE	      4096u
#define SHARED	      0x18000000u

/* worker.c: one batch of calls in a process of its own; does not return. */
_Noreturn void batch(uint32_t seed, uint32_t number);
/* world.c: a batch's memory, files, descriptors, limits and signals. */
void make_world(struct stream *s);
void silence(void);
void arm_timer(struct stream *s);
/* args.c */
uint32_t draw(struct stream *s, char kind);
uint32_t structure(struct stream *s, const char *words); /* words of these kinds: the address */
uint32_t hostile(struct stream *s);
uint32_t hostile_pointer(struct stream *s);
/* meaning.c: the argument i of a call, whose earlier ones are in args. */
uint32_t argument(struct stream *s, uint32_t nr, unsigned int i);
/* False for what is excluded by rule, see there. */
bool allowed(const struct stream *s, uint32_t nr, const uint32_t *args);
void print_attempt(const struct attempt *a);

/* A call by int $0x80, as it is: a result, or -errno. */
int32_t int80(uint32_t nr, const uint32_t *args);

#endif
