/* SPDX-License-Identifier: MIT */
/*
 * A program that never calls the kernel cannot keep the CPU from others.
 * Catches: a timer that does not preempt, registers or flags lost on an interrupt's way out.
 */
#include "tap.h"
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int spinner(void)
{
	int pid = fork();

	if (!pid) {
		/* should the test itself die */
		alarm(50);
		for (;;)
			;
	}
	return pid;
}

static void not_starved(void)
{
	int pids[3], status;
	long start, took;

	for (int i = 0; i < 3; i++)
		pids[i] = spinner();
	start = now_ms();
	for (int i = 0; i < 10; i++)
		usleep(10000);
	took = now_ms() - start;
	ok(took >= 100 && took < 20000, "10 sleeps of 10 ms beside 3 spinning children: %ld ms", took);
	start = now_ms();
	for (int i = 0; i < 5; i++) {
		int pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, &status, 0);
	}
	took = now_ms() - start;
	ok(took < 20000, "5 children come and go beside them: %ld ms", took);
	for (int i = 0; i < 3; i++) {
		kill(pids[i], SIGKILL);
		ok(waitpid(pids[i], &status, 0) == pids[i] && WIFSIGNALED(status) &&
			   WTERMSIG(status) == SIGKILL,
		   "spinner %d can be killed", i);
	}
}

/* A loop of pure registers, checked after each turn: an interrupt must not be seen. */
static int register_loop(uint32_t seed)
{
	uint32_t bad = 0;

	asm volatile("	push	%%ebp\n"
		     "	push	%%ebx\n"
		     "	mov	%1, %%eax\n"
		     "	lea	1(%%eax), %%ebx\n"
		     "	lea	2(%%eax), %%edx\n"
		     "	lea	3(%%eax), %%esi\n"
		     "	lea	4(%%eax), %%edi\n"
		     "	lea	5(%%eax), %%ebp\n"
		     "	mov	$60000000, %%ecx\n"
		     "1:	sub	$1, %%ebx\n"
		     "	cmp	%%eax, %%ebx\n"
		     "	lea	1(%%ebx), %%ebx\n"
		     "	jne	2f\n"
		     "	sub	$3, %%esi\n"
		     "	cmp	%%eax, %%esi\n"
		     "	lea	3(%%esi), %%esi\n"
		     "	jne	2f\n"
		     "	sub	$5, %%ebp\n"
		     "	cmp	%%eax, %%ebp\n"
		     "	lea	5(%%ebp), %%ebp\n"
		     "	jne	2f\n"
		     "	dec	%%ecx\n"
		     "	jnz	1b\n"
		     "	sub	$2, %%edx\n"
		     "	cmp	%%eax, %%edx\n"
		     "	jne	2f\n"
		     "	sub	$4, %%edi\n"
		     "	cmp	%%eax, %%edi\n"
		     "	jne	2f\n"
		     "	xor	%%ecx, %%ecx\n"
		     "	jmp	3f\n"
		     "2:	mov	$1, %%ecx\n"
		     "3:	pop	%%ebx\n"
		     "	pop	%%ebp\n"
		     : "=&c"(bad) : "r"(seed) : "eax", "edx", "esi", "edi", "cc", "memory");
	return bad ? 8 : 7;
}

static void registers(void)
{
	int pids[3], status;
	bool good = true;

	for (int i = 0; i < 3; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(register_loop(0x10101010 * (i + 1)));
	}
	for (int i = 0; i < 3; i++)
		good = waitpid(pids[i], &status, 0) == pids[i] && status == 7 << 8 && good;
	ok(good, "registers of three computing processes hold across preemption");
}

/* Flags that a program may keep set for long. */
static void with_flags(uint32_t bits, const char *name)
{
	int status = -1, other = spinner(), pid = fork();

	if (!pid) {
		uint32_t out = 0;

		asm volatile("	pushf\n"
			     "	orl	%1, (%%esp)\n"
			     "	popf\n"
			     "	mov	$40000000, %%ecx\n"
			     "1:	lea	-1(%%ecx), %%ecx\n"
			     "	jecxz	2f\n"
			     "	jmp	1b\n"
			     "2:	pushf\n"
			     "	pop	%0\n"
			     "	push	$0x202\n"
			     "	popf\n"
			     : "=&r"(out) : "r"(bits) : "ecx", "cc", "memory");
		_exit((out & bits) == bits ? 7 : 8);
	}
	waitpid(pid, &status, 0);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	ok(status == 7 << 8, "%s is kept by a program that computes beside another", name);
}

/* sched_yield hands over, also with nobody there. */
static void yields(void)
{
	volatile int *turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int pid, n = 0;

	ok(sched_yield() == 0, "sched_yield alone");
	if (turn == MAP_FAILED) {
		skip(1, "no shared memory");
		return;
	}
	pid = fork();
	if (!pid) {
		alarm(50);
		for (;;) {
			if (*turn == 1)
				*turn = 0;
			sched_yield();
		}
	}
	for (n = 0; n < 200; n++) {
		*turn = 1;
		for (int i = 0; i < 100000 && *turn; i++)
			sched_yield();
		if (*turn)
			break;
	}
	ok(n == 200, "two processes take 200 turns by sched_yield");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	not_starved();
	registers();
	with_flags(0x400, "DF");
	with_flags(0x4000, "NT");
	with_flags(0x40000, "AC");
	with_flags(0x200000, "ID");
	yields();
	return done_testing();
}
