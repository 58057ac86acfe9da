/* SPDX-License-Identifier: MIT */
/*
 * x87 and SSE registers belong to one task: across switches, calls, signals, fork and faults.
 * Catches: a switch that forgets the FPU, a signal frame without it, a leak into another process.
 */
#include "tap.h"
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

struct fpu {
	uint8_t b[512];
} __attribute__((aligned(16)));

static struct fpu in, out;

/* An image whose every register tells whose it is. */
static void make(struct fpu *f, uint8_t seed)
{
	asm volatile("fninit; fxsave %0" : "=m"(*f));
	f->b[0] = 0x7f, f->b[1] = 0x03 | (seed & 1 ? 0x0c : 0); /* control word, rounding */
	f->b[4] = 0xff;						   /* all tags valid */
	f->b[24] = 0x80, f->b[25] = 0x1f | (seed & 2 ? 0x60 : 0);  /* MXCSR, rounding */
	for (unsigned i = 0; i < 8; i++) {
		memset(f->b + 32 + 16 * i, 0, 16);
		memset(f->b + 32 + 16 * i, seed + i, 8);
		f->b[32 + 16 * i + 7] |= 0x80; /* normal number */
		f->b[32 + 16 * i + 8] = seed, f->b[32 + 16 * i + 9] = 0x3f;
	}
	for (unsigned i = 0; i < 128; i++)
		f->b[160 + i] = seed ^ (i * 37);
}

static void load(void)
{
	asm volatile("fxrstor %0" : : "m"(in));
}

static void store(void)
{
	asm volatile("fxsave %0" : "=m"(out));
}

/* Everything but instruction and data pointers, which no kernel promises. */
static bool same(const struct fpu *a, const struct fpu *b)
{
	bool good = !memcmp(a->b, b->b, 5) && !memcmp(a->b + 24, b->b + 24, 4);

	for (unsigned i = 0; i < 8; i++)
		good = good && !memcmp(a->b + 32 + 16 * i, b->b + 32 + 16 * i, 10);
	return good && !memcmp(a->b + 160, b->b + 160, 128);
}

/* No library call between load and store: it may use the registers. */
static long call(long nr, long a, long b)
{
	long r;

	asm volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(a), "c"(b) : "memory");
	return r;
}

static void across_calls(void)
{
	static const long ts[2] = { 0, 5000000 };

	make(&in, 0x11);
	load();
	call(64, 0, 0);
	store();
	ok(same(&in, &out), "getppid keeps the FPU");
	load();
	call(162, (long)ts, 0);
	store();
	ok(same(&in, &out), "a sleep keeps it");
	load();
	call(0x7fffffff, 0, 0);
	store();
	ok(same(&in, &out), "an unknown call keeps it");
}

/* Two processes, each with its own registers, both running all the time. */
static void two_tasks(void)
{
	int status = -1, pid = fork();
	unsigned bad = 0;

	make(&in, pid ? 0x21 : 0x42);
	for (int i = 0; i < 3000; i++) {
		load();
		if (i % 3 == 0)
			call(158, 0, 0);
		else
			for (volatile int k = 0; k < 3000; k++)
				;
		store();
		bad += !same(&in, &out);
	}
	if (!pid)
		_exit(bad ? 8 : 7);
	waitpid(pid, &status, 0);
	ok(!bad && status == 7 << 8, "two processes keep their registers apart (%u lost)", bad);
}

static struct fpu in_handler;
static volatile int handled;
static volatile uint16_t handler_cw;
static volatile bool change;

static void on_signal(int sig, siginfo_t *si, void *ctx)
{
	uint8_t *frame = (uint8_t *)((ucontext_t *)ctx)->uc_mcontext.fpregs;

	(void)sig, (void)si;
	asm volatile("fxsave %0" : "=m"(in_handler));
	handler_cw = in_handler.b[0] | in_handler.b[1] << 8;
	handled++;
	/* use everything */
	asm volatile("fninit; fldpi; fldpi; xorps %%xmm0, %%xmm0; cmpeqps %%xmm0, %%xmm0\n"
		     "movaps %%xmm0, %%xmm5" : : : "memory");
	/* the FXSAVE image follows the 112 bytes of the old one; xmm3 lies at 160 + 48 in it */
	if (change && frame)
		memset(frame + 112 + 208, 0x99, 16);
}

static void across_signals(void)
{
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	sigaction(SIGUSR1, &sa, NULL);
	make(&in, 0x31);
	load();
	call(37, getpid(), SIGUSR1);
	store();
	ok(handled == 1 && same(&in, &out), "a signal action that uses the FPU loses nothing");
	load();
	asm volatile("" : : : "memory");
	change = true;
	call(37, getpid(), SIGUSR1);
	store();
	change = false;
	memset(in.b + 208, 0x99, 16);
	ok(handled == 2 && same(&in, &out), "what it writes to the frame's xmm3 is there afterwards");
	ok(handler_cw == 0x37f || handler_cw == 0xf7f, "it starts with a sane control word (%x)",
	   handler_cw);
}

static void across_fork(void)
{
	int status = -1, pid;

	make(&in, 0x63);
	load();
	pid = call(2, 0, 0);
	store();
	if (!pid)
		_exit(same(&in, &out) ? 7 : 8);
	ok(pid > 0 && same(&in, &out), "fork keeps the parent's");
	waitpid(pid, &status, 0);
	ok(status == 7 << 8, "and the child has a copy");
}

static volatile int fpe_code;
static volatile uint32_t fpe_ip;
extern const char after_fpe[];

static void on_fpe(int sig, siginfo_t *si, void *ctx)
{
	mcontext_t *m = &((ucontext_t *)ctx)->uc_mcontext;

	(void)sig;
	fpe_code = si->si_code;
	fpe_ip = m->gregs[REG_EIP];
	m->gregs[REG_EIP] = (greg_t)after_fpe;
	/* clear the exceptions in both images, so that going on does not raise them again */
	if (m->fpregs) {
		((uint8_t *)m->fpregs)[4] = 0;
		((uint8_t *)m->fpregs)[112 + 2] = 0;
	}
}

/* Each unmasked x87 exception has its code. */
static int x87(uint16_t unmask, int kind)
{
	static uint16_t cw;
	static const double huge = 1e300, tiny = 1e-300;
	static float f;

	cw = 0x37f & ~unmask;
	fpe_code = 0;
	asm volatile("fninit; fldcw %0" : : "m"(cw));
	if (kind == 0)
		asm volatile("fld1; fldz; fdivrp; fwait");
	else if (kind == 1)
		asm volatile("fldz; fldz; fdivrp; fwait");
	else if (kind == 2)
		asm volatile("fldl %1; fstps %0; fwait" : "=m"(f) : "m"(huge));
	else if (kind == 3)
		asm volatile("fldl %1; fstps %0; fwait" : "=m"(f) : "m"(tiny));
	else
		asm volatile("fld1; fldpi; fdivrp; fwait");
	asm volatile("fninit");
	return fpe_code;
}
asm(".pushsection .text\n"
    "	.globl	after_fpe\n"
    "after_fpe: jmp x87_done\n"
    ".popsection\n");

/* The action goes on at after_fpe, so each case runs in a child that exits there. */
void x87_done(void)
{
	_exit(fpe_code);
}

static void exceptions(void)
{
	static const struct {
		const char *name;
		uint16_t unmask;
		int kind, code;
	} cases[] = { { "division by zero", 4, 0, FPE_FLTDIV },
		      { "invalid operation", 1, 1, FPE_FLTINV },
		      { "overflow", 8, 2, FPE_FLTOVF },
		      { "underflow", 0x10, 3, FPE_FLTUND },
		      { "inexact result", 0x20, 4, FPE_FLTRES } };
	struct sigaction sa = { .sa_sigaction = on_fpe, .sa_flags = SA_SIGINFO };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = -1, pid = fork();

		if (!pid) {
			sigaction(SIGFPE, &sa, NULL);
			x87(cases[i].unmask, cases[i].kind);
			_exit(99);
		}
		waitpid(pid, &status, 0);
		ok(WIFEXITED(status) && WEXITSTATUS(status) == cases[i].code,
		   "x87 %s: SIGFPE, code %d (status %x)", cases[i].name, cases[i].code, status);
	}
}

/* A frame whose MXCSR has reserved bits: the kernel must not fault on it. */
static void on_bad_frame(int sig, siginfo_t *si, void *ctx)
{
	uint8_t *frame = (uint8_t *)((ucontext_t *)ctx)->uc_mcontext.fpregs;

	(void)sig, (void)si;
	if (frame)
		memset(frame + 112 + 24, 0xff, 4);
}

static void on_wild_pointer(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.fpregs = (fpregset_t)0xfffff000;
}

static void on_kernel_pointer(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.fpregs = (fpregset_t)0xc0100001;
}

static void hostile_frames(void)
{
	void (*const actions[])(int, siginfo_t *, void *) = { on_bad_frame, on_wild_pointer,
							      on_kernel_pointer };
	static const char *const names[] = { "reserved MXCSR bits", "a pointer to fffff000",
					     "a kernel or unmapped pointer" };

	for (unsigned i = 0; i < 3; i++) {
		struct sigaction sa = { .sa_sigaction = actions[i], .sa_flags = SA_SIGINFO };
		int status = -1, pid = fork();

		if (!pid) {
			sigaction(SIGUSR1, &sa, NULL);
			kill(getpid(), SIGUSR1);
			/* the FPU must be usable whatever the kernel made of it */
			asm volatile("fninit; fld1; fstp %st(0); xorps %xmm0, %xmm0");
			_exit(7);
		}
		waitpid(pid, &status, 0);
		ok((WIFEXITED(status) && WEXITSTATUS(status) == 7) ||
			   (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV),
		   "a signal frame with %s: mended or SIGSEGV (%x)", names[i], status);
	}
	make(&in, 0x77);
	load();
	store();
	ok(same(&in, &out), "and the FPU of others is sound");
}

int main(void)
{
	across_calls();
	two_tasks();
	across_signals();
	across_fork();
	exceptions();
	hostile_frames();
	return done_testing();
}
