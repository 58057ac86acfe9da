/* SPDX-License-Identifier: MIT */
/*
 * Each flag that a program can set, through each entry: kept, and harmless to the kernel.
 * Catches: a door that leaks or loses CF..ID, runs C with DF, irets with NT, faults on AC.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_FORK 2
#define NR_READ 3
#define NR_WRITE 4
#define NR_GETPPID 64
#define NR_SCHED_YIELD 158
#define NR_NANOSLEEP 162

static const struct {
	const char *name;
	uint32_t bits;
} flags[] = {
	{ "none", 0 },	   { "CF", FL_CF },   { "PF", FL_PF }, { "AF", FL_AF },
	{ "ZF", FL_ZF },   { "SF", FL_SF },   { "DF", FL_DF }, { "OF", FL_OF },
	{ "NT", FL_NT },   { "AC", FL_AC },   { "ID", FL_ID }, { "NT AC", FL_NT | FL_AC },
	{ "DF AC", FL_DF | FL_AC },
	{ "all", FL_CF | FL_PF | FL_AF | FL_ZF | FL_SF | FL_DF | FL_OF | FL_NT | FL_AC | FL_ID },
};

static uint32_t call(enum entry e, uint32_t bits, uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .dx = c, .si = 4, .di = 5, .bp = 6,
				 .flags = FL_FIXED | FL_IF | bits };
	return regs_enter(e);
}

/* Every register and flag except eax is as before. */
static bool kept(void)
{
	regs_in.ax = regs_out.ax;
	regs_in.sp = regs_saved_sp;
	if (!memcmp(&regs_in, &regs_out, sizeof(regs_in)))
		return true;
	diag("flags in %08x out %08x, sp in %08x out %08x", regs_in.flags, regs_out.flags,
	     regs_in.sp, regs_out.sp);
	return false;
}

static void simple_calls(enum entry e, uint32_t ppid)
{
	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		uint32_t f = flags[i].bits;
		bool good = call(e, f, NR_GETPPID, 1, 2, 3) == ppid && kept();

		good = call(e, f, 0x7fffffff, 1, 2, 3) == (uint32_t)-ENOSYS && kept() && good;
		ok(good, "%s: %s kept by getppid and an unknown call", entry_names[e],
		   flags[i].name);
	}
}

/* Calls that copy memory, sleep and switch tasks. */
static void working_calls(enum entry e, int *fds)
{
	static const uint32_t short_sleep[2] = { 0, 1000000 };
	static char in[64] __attribute__((aligned(16))), out[64] __attribute__((aligned(16)));

	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		uint32_t f = flags[i].bits;
		bool good;

		for (unsigned j = 0; j < sizeof(in); j++)
			in[j] = j + i, out[j] = 0;
		/* unaligned on purpose: AC must not reach the kernel's copy */
		good = call(e, f, NR_WRITE, fds[1], (uint32_t)in + 1, 61) == 61 && kept();
		good = call(e, f, NR_READ, fds[0], (uint32_t)out + 1, 64 - 1) == 61 && kept() && good;
		good = good && !memcmp(in + 1, out + 1, 61) && !out[62];
		ok(good, "%s: %s: write and read copy forwards, unaligned", entry_names[e],
		   flags[i].name);
		good = call(e, f, NR_READ, fds[0], 0x10, 4) == (uint32_t)-EAGAIN && kept();
		good = call(e, f, NR_WRITE, fds[1], 0x10, 4) == (uint32_t)-EFAULT && kept() && good;
		good = call(e, f, NR_NANOSLEEP, (uint32_t)short_sleep, 0, 3) == 0 && kept() && good;
		good = call(e, f, NR_SCHED_YIELD, 1, 2, 3) == 0 && kept() && good;
		ok(good, "%s: %s kept by a failing, a sleeping and a yielding call",
		   entry_names[e], flags[i].name);
	}
}

/* The child's first frame is a copy: it must have the flags and registers too. */
static void through_fork(enum entry e)
{
	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		int status = -1, pid = call(e, flags[i].bits, NR_FORK, 1, 2, 3);
		bool good = kept();

		if (!pid)
			_exit(good ? 7 : 8);
		good = good && pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		       WEXITSTATUS(status) == 7;
		ok(good, "%s: %s kept by fork in parent and child", entry_names[e], flags[i].name);
	}
}

static volatile uint32_t seen_flags, set_flags, clear_flags;

static void on_usr1(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig, (void)si;
	seen_flags = g[REG_EFL];
	g[REG_EFL] = (g[REG_EFL] | set_flags) & ~clear_flags;
}

/* A handler sees the flags of the interrupted call, and what sigreturn may change holds. */
static void through_signals(enum entry e)
{
	const uint32_t can = FL_CF | FL_PF | FL_AF | FL_ZF | FL_SF | FL_DF | FL_OF | FL_AC;
	const uint32_t cannot = FL_IF | FL_NT | FL_ID | 0x3000;
	struct sigaction sa = { .sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO };
	bool good = true;

	sigaction(SIGUSR1, &sa, NULL);
	for (unsigned i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		uint32_t f = flags[i].bits;

		set_flags = clear_flags = 0;
		good = call(e, f, 37, getpid(), SIGUSR1, 3) == 0 && kept() && good;
		if ((seen_flags & ~FL_RF) != (FL_FIXED | FL_IF | f)) {
			diag("handler saw %08x of %08x", seen_flags, f);
			good = false;
		}
	}
	ok(good, "%s: a signal during the call sees and keeps each flag", entry_names[e]);

	set_flags = can | FL_RF, clear_flags = cannot;
	call(e, FL_ID, 37, getpid(), SIGUSR1, 3);
	ok(regs_out.flags == (FL_FIXED | FL_IF | FL_ID | can),
	   "%s: sigreturn sets the arithmetic flags, DF and AC, and cannot clear IF or ID (%08x)",
	   entry_names[e], regs_out.flags);
	set_flags = 0x3000 | FL_NT | FL_ID | 0x20000 | 0x180000, clear_flags = can;
	call(e, can, 37, getpid(), SIGUSR1, 3);
	ok(regs_out.flags == (FL_FIXED | FL_IF),
	   "%s: sigreturn clears them, and cannot set IOPL, NT, ID, VM, VIF or VIP (%08x)",
	   entry_names[e], regs_out.flags);
	set_flags = clear_flags = 0;
}

int main(void)
{
	uint32_t ppid = getppid();
	int fds[2];

	if (pipe2(fds, 04000) < 0) {
		ok(false, "pipe2");
		return done_testing();
	}
	for_each_entry(e) {
		simple_calls(e, ppid);
		working_calls(e, fds);
		through_fork(e);
		through_signals(e);
	}
	return done_testing();
}
