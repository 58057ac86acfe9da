/* SPDX-License-Identifier: MIT */
/*
 * Ten thousand mappings and more, taken away in any order, in reasonable time; and stacks that run over.
 * Catches: a list where a tree is needed, a mapping lost or doubled, a stack that runs into what lies below.
 */
#include "recovery.h"
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <thread.h>
#include <ucontext.h>

#define MAPPINGS     10000u
#define REASONABLE_S 20.0
#define GAP          (256 * PAGE) /* below a stack: mmap(2), MAP_GROWSDOWN */

static uint32_t seed = 1;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* Lines of /proc/self/maps that begin in [from, to). */
static unsigned mapped_between(const void *from, const void *to)
{
	static char text[65536];
	unsigned n = 0, kept = 0;
	int fd = open("/proc/self/maps", O_RDONLY), got;

	while ((got = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
		char *line = text, *end;

		text[kept + got] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			uint32_t start = strtoul(line, NULL, 16);

			n += start >= (uint32_t)from && start < (uint32_t)to;
		}
		kept = strlen(line);
		memmove(text, line, kept + 1);
	}
	close(fd);
	return n;
}

static void shuffle(uint16_t *order, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		order[i] = i;
	for (unsigned i = n - 1; i; i--) {
		unsigned j = rnd(i + 1);
		uint16_t swap = order[i];

		order[i] = order[j];
		order[j] = swap;
	}
}

/* Every page its own mapping, since neighbours differ; each holds its number. */
static void ten_thousand(void)
{
	static uint16_t order[MAPPINGS];
	uint32_t size = MAPPINGS * PAGE;
	char *base = mmap(NULL, size, PROT_NONE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);
	unsigned touched = 500; /* of them have a page */

	if (base == MAP_FAILED)
		_exit(1);
	for (unsigned i = 0; i < MAPPINGS; i++)
		if (mprotect(base + i * PAGE, PAGE, i % 2 ? PROT_READ | PROT_WRITE : PROT_READ))
			_exit(2);
	for (unsigned i = 1; i < touched; i += 2)
		*(unsigned *)(base + i * PAGE) = i;
	if (mapped_between(base, base + size) != MAPPINGS)
		_exit(3);
	shuffle(order, MAPPINGS);
	for (unsigned n = 0; n < MAPPINGS; n++) {
		unsigned i = order[n];

		if (i % 2 && i < touched && *(unsigned *)(base + i * PAGE) != i)
			_exit(4);
		if (munmap(base + i * PAGE, PAGE))
			_exit(5);
		if (n == MAPPINGS / 2 && mapped_between(base, base + size) != MAPPINGS - n - 1)
			_exit(6);
	}
	if (mapped_between(base, base + size))
		_exit(7);
}

/* Holes of random size are filled by whoever asks: no two may overlap. */
static void holes(void)
{
	enum { SLOTS = 2000 };
	static struct {
		char *at;
		uint32_t pages;
	} slots[SLOTS];

	for (int n = 0; n < 12000; n++) {
		unsigned s = rnd(SLOTS), pages = 1 + rnd(8);

		if (slots[s].at) {
			if (*slots[s].at != (char)s || munmap(slots[s].at, slots[s].pages * PAGE))
				_exit(1);
			slots[s].at = NULL;
			continue;
		}
		slots[s].at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
				   MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
		slots[s].pages = pages;
		if (slots[s].at == MAP_FAILED || *slots[s].at)
			_exit(2);
		*slots[s].at = s;
	}
}

/* Up to the limit: then it is ENOMEM, and everything is as it was. */
static void too_many(void)
{
	uint32_t size = 2 * 66000 * PAGE, n = 0;
	char *base = mmap(NULL, size, PROT_NONE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		_exit(1);
	while (n < size && !mprotect(base + n, PAGE, PROT_READ))
		n += 2 * PAGE;
	if (n >= size || errno != ENOMEM || munmap(base, size))
		_exit(2);
	if (mapped_between(base, base + size))
		_exit(3);
}

/* ---- stacks ---- */

static uint8_t altstack[32768];
static volatile uint32_t fault_at;
static sigjmp_buf back;

static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)ctx;
	fault_at = (uint32_t)si->si_addr;
	siglongjmp(back, 1);
}

static void catch_faults(void)
{
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaltstack(&ss, NULL);
	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
}

static volatile bool enough; /* never */

/* Recursion without end; the sum keeps a compiler from making a loop of it. */
__attribute__((noinline)) static int recurse(int n)
{
	volatile char room[1024];

	room[0] = n;
	return enough ? 0 : recurse(n + 1) + room[0];
}

/* How many bytes of stack there were below here. */
static uint32_t run_over(void)
{
	uint32_t here = (uint32_t)__builtin_frame_address(0);

	if (!sigsetjmp(back, 1))
		recurse(0);
	return here - fault_at;
}

static void without_handler(void)
{
	recurse(0);
}

static void set_stack_limit(uint32_t bytes)
{
	struct rlimit limit = { bytes, RLIM_INFINITY };

	setrlimit(RLIMIT_STACK, &limit);
}

/* The limit counts at the moment of the fault; there may be more below than was used before. */
static void limits(void)
{
	static const uint32_t sizes[] = { 256 * 1024, MIB, 3 * MIB };

	catch_faults();
	for (int i = 0; i < 3; i++) {
		uint32_t depth;

		set_stack_limit(sizes[i]);
		depth = run_over();
		if (depth > sizes[i] + PAGE || depth < sizes[i] - 64 * 1024)
			_exit(1 + i);
	}
	/* And over again: the handler's way out has left nothing behind. */
	for (int i = 0; i < 50; i++)
		if (run_over() > 3 * MIB + PAGE)
			_exit(9);
}

/* A mapping below the stack keeps its distance and its content. */
static void neighbour_below(void)
{
	uint32_t here = (uint32_t)__builtin_frame_address(0);
	char *low = (char *)((here & ~(MIB - 1)) - 3 * MIB), *p;

	catch_faults();
	p = mmap(low, MIB, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_FIXED, -1, 0);
	if (p != low)
		_exit(1);
	memset(p, 0x5a, MIB);
	set_stack_limit(8 * MIB);
	run_over();
	if (fault_at < (uint32_t)p + MIB + GAP - PAGE || fault_at > here)
		_exit(2);
	for (uint32_t i = 0; i < MIB; i++)
		if (p[i] != 0x5a)
			_exit(3);
}

static int thread_main(void *arg)
{
	(void)arg;
	catch_faults();
	return run_over() > 0;
}

/* Below a thread's stack lies what its library put there: no access, or nothing. */
static void in_a_thread(void)
{
	struct thread t;

	for (int i = 0; i < 5; i++)
		if (thread_create(&t, thread_main, NULL) || thread_join(&t) != 1)
			_exit(1);
}

/* No stack for the handler either. */
static void no_room_for_handler(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &sa, NULL);
	set_stack_limit(256 * 1024);
	recurse(0);
}

static const struct {
	const char *name;
	void (*attack)(void);
	int expected;
} attacks[] = {
	{ "ten thousand mappings", ten_thousand, 0 },
	{ "holes", holes, 0 },
	{ "more mappings than may be", too_many, 0 },
	{ "recursion without end", without_handler, SIGSEGV },
	{ "recursion up to a limit", limits, 0 },
	{ "recursion towards another mapping", neighbour_below, 0 },
	{ "recursion in a thread", in_a_thread, 0 },
	{ "recursion without room for the handler", no_room_for_handler, SIGSEGV },
};

int main(void)
{
	start_bystander();
	for (unsigned i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		double began = seconds_now(), took;
		int status;

		note_state();
		status = attacked_by(attacks[i].attack);
		took = seconds_now() - began;
		ok(status == attacks[i].expected, "%s (status %x)", attacks[i].name, status);
		ok(took < REASONABLE_S, "%s: in reasonable time (%d ms)", attacks[i].name,
		   (int)(took * 1000));
		check_recovered(attacks[i].name);
	}
	return done_testing();
}
