/* SPDX-License-Identifier: MIT */
/*
 * libgcc's unwinder over our start code, our libc and a signal frame.
 * Catches: missing or wrong CFI in libc's assembly, a vDSO that the unwinder cannot see.
 */
#include "tap.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <unistd.h>
#include <unwind.h>

struct trace {
	uintptr_t ip[64];
	int n;
};

int main(void);

static _Unwind_Reason_Code note(struct _Unwind_Context *c, void *arg)
{
	struct trace *t = arg;

	if (t->n < 64)
		t->ip[t->n++] = _Unwind_GetIP(c);
	return _URC_NO_REASON;
}

static bool within(const struct trace *t, const void *fn, size_t size)
{
	for (int i = 0; i < t->n; i++)
		if (t->ip[i] - (uintptr_t)fn < size)
			return true;
	return false;
}

static struct trace trace;
static volatile int depth;	/* stored to after a call, which so is no tail call */

__attribute__((noinline)) static int inner(int x)
{
	_Unwind_Backtrace(note, &trace);
	return x + trace.n;
}

__attribute__((noinline)) static int compare(const void *a, const void *b)
{
	if (!trace.n)
		inner(1);
	return *(const char *)a - *(const char *)b;
}

static void on_signal(int sig, siginfo_t *info, void *uc)
{
	trace.n = 0;
	depth = inner(2);
}

static void on_signal_plain(int sig)
{
	trace.n = 0;
	depth = inner(3);
}

int main(void)
{
	struct sigaction act = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	char letters[] = "hello";

	qsort(letters, 5, 1, compare);
	ok(within(&trace, compare, 256) && within(&trace, qsort_r, 512) &&
	   within(&trace, main, 1024), "through qsort to main (%d frames)", trace.n);
	sigaction(SIGUSR1, &act, NULL);
	tgkill(getpid(), gettid(), SIGUSR1);
	ok(within(&trace, on_signal, 64) && within(&trace, tgkill, 64) &&
	   within(&trace, main, 1024), "from a handler through tgkill to main (%d frames)", trace.n);
	if (getauxval(AT_SYSINFO))
		ok(within(&trace, (void *)getauxval(AT_SYSINFO), 64),
		   "the interrupted frame is the vDSO's");
	else
		skip(1, "this kernel gives no vDSO");
	signal(SIGUSR1, on_signal_plain);
	tgkill(getpid(), gettid(), SIGUSR1);
	ok(within(&trace, on_signal_plain, 64) && within(&trace, main, 1024),
	   "through the legacy frame of a handler without SA_SIGINFO");
	return done_testing();
}
