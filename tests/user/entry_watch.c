/* SPDX-License-Identifier: MIT */
/*
 * A tracer watches each word of the stack that a system call through the vDSO goes over. The kernel reads one
 * of them itself, a fast entry's saved argument: that #DB is inside the kernel, so it stops nobody, and the
 * breakpoint holds on. A buffer that a call writes to is watched as well.
 * Catches: a kernel that takes its own hit for a bug or the program's, or that loses DR7 by it.
 */
#include "debugreg.h"
#include "tap.h"
#include <stdint.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 3
#define WORDS 64
#define TOP 32		/* the word above the return address */
#define DEEPEST 26	/* no stub pushes so far */
#define PAD_INSN 0x80cd /* the bytes before the landing pad: int $0x80 */

struct shared {
	volatile unsigned int round;
	volatile uint32_t result[ROUNDS];
	uint32_t words[WORDS];
};
static struct shared *shared;

/* One system call by the vDSO, with the stack at this place. */
uint32_t watch_call(uint32_t nr, uint32_t bx, uint32_t *top);
asm(".pushsection .text\n"
    "watch_call:\n"
    "	push	%ebx\n	push	%esi\n"
    "	mov	12(%esp), %eax\n	mov	16(%esp), %ebx\n	mov	20(%esp), %ecx\n"
    "	mov	%esp, %esi\n	mov	%ecx, %esp\n"
    "	call	*watch_stub\n"
    "	mov	%esi, %esp\n	pop	%esi\n	pop	%ebx\n	ret\n"
    ".popsection\n");
uint32_t watch_stub;

static uint32_t landing_pad(void)
{
	const uint8_t *at = (const uint8_t *)watch_stub;

	while (*(const uint16_t *)at != PAD_INSN)
		at++;
	return (uint32_t)(at + 2);
}

static _Noreturn void tracee(uint32_t nr, uint32_t bx)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (int i = 0; i < ROUNDS; i++) {
		shared->result[i] = watch_call(nr, bx, shared->words + TOP);
		shared->round++;
	}
	_exit(42);
}

struct watched {
	int stops[ROUNDS];
	int at_pad, elsewhere, status;
};

/* Runs the tracee with that address watched. */
static struct watched watch(uint32_t nr, uint32_t bx, const void *addr)
{
	struct watched w = { .status = 0 };
	struct user_regs_struct r;
	int pid;

	shared->round = 0;
	pid = fork();
	if (!pid)
		tracee(nr, bx);
	waitpid(pid, &w.status, 0);
	if (ptrace(PTRACE_POKEUSER, pid, DR(0), addr) ||
	    ptrace(PTRACE_POKEUSER, pid, DR(7), DR7_READ_WRITE_4))
		diag("no breakpoint");
	for (;;) {
		ptrace(PTRACE_CONT, pid, 0, 0);
		if (waitpid(pid, &w.status, 0) != pid || !WIFSTOPPED(w.status))
			return w;
		ptrace(PTRACE_GETREGS, pid, 0, &r);
		w.stops[shared->round < ROUNDS ? shared->round : 0]++;
		w.at_pad += (uint32_t)r.eip == landing_pad();
		w.elsewhere += WSTOPSIG(w.status) != SIGTRAP;
	}
}

/* True if each round stopped as often as the first, for the program alone, and the program ended well. */
static bool steady(const struct watched *w, const char *what)
{
	bool good = WIFEXITED(w->status) && WEXITSTATUS(w->status) == 42 && !w->at_pad && !w->elsewhere;

	for (int i = 1; i < ROUNDS; i++)
		good = good && w->stops[i] == w->stops[0];
	if (!good)
		diag("%s: stops %d %d %d, %d of them at the landing pad, %d by another signal, status %x",
		     what, w->stops[0], w->stops[1], w->stops[2], w->at_pad, w->elsewhere, w->status);
	return good;
}

static void stack_words(void)
{
	char what[32];
	int touched = 0;

	for (int word = TOP - 1; word >= DEEPEST; word--) {
		struct watched w = watch(SYS_getpid, 0, &shared->words[word]);
		bool results = shared->result[0] && shared->result[1] == shared->result[0] &&
			       shared->result[2] == shared->result[0];

		snprintf(what, sizeof(what), "word %d", word - TOP);
		touched += w.stops[0] > 0;
		ok(steady(&w, what) && results, "%s below the call's stack: %d stops in each of three calls",
		   what, w.stops[0]);
		if (word == TOP - 1)
			ok(w.stops[0] == 2, "the return address: pushed and popped");
	}
	ok(touched >= 3, "%d words were touched: the return address and what the stub saves", touched);
}

/* The kernel alone touches it. */
static void buffer(void)
{
	static char name[390] __attribute__((aligned(4)));
	struct watched w = watch(SYS_uname, (uint32_t)name, name);

	ok(steady(&w, "buffer") && !w.stops[0] && !shared->result[2],
	   "a buffer that the kernel writes: no stop");
}

int main(void)
{
	watch_stub = getauxval(AT_SYSINFO);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !watch_stub)
		bail_out("no memory, or no vDSO");
	stack_words();
	buffer();
	return done_testing();
}
