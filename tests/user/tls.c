/* SPDX-License-Identifier: MIT */
/*
 * set_thread_area: slots, their limits and errors, kept across switches, fork and exec.
 * Catches: a descriptor of another task, a system segment let in, a selector that outlives exec.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct desc {
	uint32_t number, base, limit, bits;
};
#define BITS_32 1u
#define BITS_READ_ONLY 8u
#define BITS_PAGES 16u
#define BITS_NOT_PRESENT 32u
#define BITS_USEABLE 64u
#define DATA (BITS_32 | BITS_PAGES | BITS_USEABLE)

static uint32_t words[2] = { 0x13579bdf, 0x2468ace0 };

static int set(struct desc *d)
{
	return syscall(SYS_set_thread_area, d) == 0 ? 0 : errno;
}

static int get(struct desc *d)
{
	return syscall(SYS_get_thread_area, d) == 0 ? 0 : errno;
}

/* The word at fs:0 with fs loaded for the moment. */
static uint32_t peek(uint16_t sel)
{
	uint32_t v;

	asm volatile("mov %%fs, %%ecx; mov %1, %%fs; mov %%fs:0, %0; mov %%ecx, %%fs"
		     : "=&r"(v) : "r"((uint32_t)sel) : "ecx");
	return v;
}

static unsigned slots(void)
{
	struct desc d = { -1u, (uint32_t)&words[0], 0xfffff, DATA }, e;
	unsigned first = kernel_is_64() ? 12 : 6, n = 1;

	ok(set(&d) == 0 && d.number >= first && d.number < first + 3,
	   "a free slot is one of %u..%u (%u)", first, first + 2, d.number);
	ok(peek(d.number << 3 | 3) == words[0], "its selector reads at its base");
	e = (struct desc){ .number = d.number };
	ok(get(&e) == 0 && !memcmp(&d, &e, sizeof(d)), "get_thread_area tells it back");
	d.base = (uint32_t)&words[1];
	ok(set(&d) == 0 && peek(d.number << 3 | 3) == words[1], "another base in the same slot");
	e = (struct desc){ -1u, (uint32_t)&words[0], 0xfffff, DATA };
	while (n < 4 && set(&e) == 0) {
		n++;
		e.number = -1u;
	}
	ok(n <= 3 && set(&e) == ESRCH, "with no slot left it is ESRCH");
	return d.number;
}

static void errors(unsigned slot)
{
	struct desc d = { 0, 0, 0xfffff, DATA };

	ok(set(&d) == EINVAL, "slot 0 is EINVAL");
	d.number = slot + 100;
	ok(set(&d) == EINVAL && get(&d) == EINVAL, "a slot beyond is EINVAL");
	d.number = 0x80000000;
	ok(set(&d) == EINVAL && get(&d) == EINVAL, "slot 80000000 is EINVAL");
	d.number = (kernel_is_64() ? 12 : 6) - 1;
	ok(set(&d) == EINVAL, "the slot before the first is EINVAL");
	ok(set((struct desc *)0x10) == EFAULT && get((struct desc *)0x10) == EFAULT,
	   "a bad pointer is EFAULT");
	d = (struct desc){ slot, (uint32_t)words, 0xfffff, DATA | BITS_NOT_PRESENT };
	ok(set(&d) == EINVAL || set(&d) == 0, "a segment that is not present is no harm");
	/* contents 2 and 3 would be code */
	d = (struct desc){ slot, (uint32_t)words, 0xfffff, DATA | 2 << 1 };
	ok(set(&d) == EINVAL, "a code segment is EINVAL");
	d = (struct desc){ slot, (uint32_t)words, 0xfffff, BITS_USEABLE };
	ok(set(&d) == EINVAL, "a 16-bit segment is EINVAL");
}

/* A slot cleared: its selector faults. */
static void cleared(unsigned slot)
{
	struct desc d = { slot, 0, 0, BITS_READ_ONLY | BITS_NOT_PRESENT };
	int status = -1, pid = fork();

	if (!pid) {
		if (set(&d) != 0)
			_exit(9);
		peek(slot << 3 | 3);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "an emptied slot cannot be loaded (%x)",
	   status);
	/* loaded, then emptied: the next switch must not fault in the kernel */
	pid = fork();
	if (!pid) {
		struct desc full = { slot, (uint32_t)words, 0xfffff, DATA };
		uint32_t fs;

		if (set(&full) != 0)
			_exit(9);
		asm volatile("mov %0, %%fs" : : "r"(slot << 3 | 3));
		if (set(&d) != 0)
			_exit(8);
		for (int i = 0; i < 20; i++)
			usleep(1000);
		asm volatile("mov %%fs, %0" : "=r"(fs));
		asm volatile("mov %0, %%fs" : : "r"(0));
		_exit((fs & 0xffff) == 0 || (fs & 0xffff) == (slot << 3 | 3) ? 7 : 6);
	}
	waitpid(pid, &status, 0);
	ok(status == 7 << 8, "nor harms when it is emptied while loaded (%x)", status);
}

/* Parent and child have the same slot with different bases, both running. */
static void switches(unsigned slot)
{
	static uint32_t own[2] = { 0x11111111, 0x22222222 };
	int status = -1, pid = fork();
	const uint32_t *mine = own + !pid;
	struct desc d = { slot, (uint32_t)mine, 0xfffff, DATA };
	unsigned bad = 0;

	bad += set(&d) != 0;
	for (int i = 0; i < 2000; i++) {
		if (i % 4 == 0)
			sched_yield();
		bad += peek(slot << 3 | 3) != *mine;
	}
	if (!pid)
		_exit(bad ? 8 : 7);
	waitpid(pid, &status, 0);
	ok(!bad && status == 7 << 8, "two processes keep their segments apart");
}

/* How often gs:0 or fs:0 is not want: with calls in between, that let others run, or until spins run out. */
static unsigned watch(const void *call, unsigned rounds, uint32_t want)
{
	unsigned bad = 0;

	while (rounds--) {
		uint32_t by_fs, by_gs, nr = SYS_sched_yield;

		if (call)
			asm volatile("call *%1" : "+a"(nr) : "r"(call) : "memory");
		asm volatile("mov %%fs:0, %0; mov %%gs:0, %1" : "=&r"(by_fs), "=r"(by_gs));
		bad += by_fs != want || by_gs != want;
	}
	return bad;
}

/* The same, loaded once: each way out of the kernel must load what the other process had in its place. */
static void stay_loaded(unsigned slot)
{
	static uint32_t own[2] = { 0x33333333, 0x44444444 };
	const void *vsyscall = (const void *)getauxval(AT_SYSINFO);
	int status = -1, pid = fork();
	const uint32_t *mine = own + !pid;
	struct desc d = { slot, (uint32_t)mine, 0xfffff, DATA };
	uint32_t gs;
	unsigned bad;

	bad = set(&d) != 0;
	asm volatile("mov %%gs, %0; mov %1, %%fs; mov %1, %%gs" : "=&r"(gs) : "r"(slot << 3 | 3));
	if (vsyscall)
		bad += watch(vsyscall, 2000, *mine);
	bad += watch(NULL, 10 * 1000 * 1000, *mine);
	asm volatile("mov %0, %%fs; mov %1, %%gs" : : "r"(0), "r"(gs));
	if (!pid)
		_exit(bad ? 8 : 7);
	waitpid(pid, &status, 0);
	ok(!bad && status == 7 << 8, "in fs and gs, too, as long as nobody loads them again (%u, %x)", bad,
	   status);
}

static int after_exec(unsigned slot)
{
	struct desc d = { .number = slot };
	uint16_t fs;

	asm("mov %%fs, %0" : "=r"(fs));
	/* empty again: not present or base and limit 0 */
	return get(&d) == 0 && !d.base && !d.limit && fs < 4 ? 7 : 8;
}

static void through_exec(unsigned slot)
{
	const char *self = (const char *)getauxval(AT_EXECFN);
	char text[8];
	int status = -1, pid = fork();

	if (!pid) {
		struct desc d = { slot, (uint32_t)words, 0xfffff, DATA };

		set(&d);
		asm volatile("mov %0, %%fs" : : "r"(slot << 3 | 3));
		snprintf(text, sizeof(text), "%u", slot);
		execl(self, self, text, NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	ok(status == 7 << 8, "exec empties the slots and the selectors (%x)", status);
}

int main(int argc, char **argv)
{
	unsigned slot;

	if (argc > 1)
		return after_exec(strtoul(argv[1], NULL, 10));
	/* this program's own TLS may have the first slot: the last is free for tests */
	slot = slots();
	errors(slot);
	cleared(slot);
	switches(slot);
	stay_loaded(slot);
	slot = kernel_is_64() ? 14 : 8;
	through_exec(slot);
	return done_testing();
}
