/* SPDX-License-Identifier: MIT */
/*
 * Signal frames that a program has falsified: selectors, flags, ip, sp.  sigreturn either runs what
 * the frame says with the program's own rights, or it is a signal.
 * Catches: RPL 0 on the way out, IF off, IOPL 3, a fault on IRET that is the kernel's own.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int field;
static volatile uint32_t value;
static uint16_t own_cs, own_ss;

static void on_usr1(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	((ucontext_t *)ctx)->uc_mcontext.gregs[field] = value;
}

/* True if ds es fs gs are null ones or of ring 3. Linux i386 leaves it to the program. */
static bool data_segments_ours(void)
{
	uint16_t sel[4];

	if (!kernel_is_64() && !vestibule())
		return true;
	asm volatile("mov %%ds, %0; mov %%es, %1; mov %%fs, %2; mov %%gs, %3"
		     : "=r"(sel[0]), "=r"(sel[1]), "=r"(sel[2]), "=r"(sel[3]));
	for (int i = 0; i < 4; i++)
		if (sel[i] > 3 && (sel[i] & 3) != 3)
			return false;
	return true;
}

/* What the frame led to: a second signal, told by its exit code. */
static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	(void)si, (void)ctx;
	_exit(100 + sig);
}

/* The exit code: 7 if the program goes on unharmed, 100 + the signal that it got. */
static int run(int what, uint32_t v)
{
	static uint8_t altstack[32768];
	static const int signals[] = { SIGSEGV, SIGILL, SIGBUS, SIGTRAP, SIGFPE };
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	struct sigaction usr1 = { .sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO };
	int status = -1, pid = fork();

	if (!pid) {
		uint32_t flags;
		uint16_t cs, ss_now;

		alarm(5);
		sigaltstack(&ss, NULL);
		for (int i = 0; i < 5; i++)
			sigaction(signals[i], &fault, NULL);
		sigaction(SIGUSR1, &usr1, NULL);
		field = what, value = v;
		asm volatile("int $0x80" : : "a"(37), "b"(getpid()), "c"(SIGUSR1) : "memory");
		asm volatile("pushf; pop %0; mov %%cs, %1; mov %%ss, %2"
			     : "=r"(flags), "=r"(cs), "=r"(ss_now));
		/* whatever happened: rights as before */
		if ((cs & 3) != 3 || (ss_now & 3) != 3 || !(flags & 0x200) || (flags & 0x3000) ||
		    !data_segments_ours())
			_exit(66);
		_exit(7);
	}
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		return 100 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

static bool fault_or_fine(int r)
{
	return r == 7 || r == 100 + SIGSEGV || r == 100 + SIGBUS || r == 100 + SIGILL ||
	       r == 100 + SIGTRAP;
}

static void selectors(void)
{
	static const struct {
		int field;
		const char *name;
	} fields[] = { { REG_CS, "cs" }, { REG_SS, "ss" }, { REG_DS, "ds" },
		       { REG_ES, "es" }, { REG_FS, "fs" }, { REG_GS, "gs" } };
	unsigned bad, n;

	for (unsigned f = 0; f < 6; f++) {
		bad = n = 0;
		/* the whole GDT with each RPL, the LDT's first, and beyond both */
		for (uint32_t sel = 0; sel < 0x110; sel++, n++) {
			uint32_t s = sel < 0x100 ? sel : (sel - 0x100) * 0x1111 + 0xfff0 - sel;
			int r;

			/* gs is the TLS of this program's C: its loss is the program's own */
			if (fields[f].field == REG_GS && (s & ~3u) != 0 && (s & 4))
				continue;
			/* a 64-bit cs is a legal place to go, with 32-bit code the wrong one */
			if (fields[f].field == REG_CS && (s & ~3u) == 0x30 && kernel_is_64())
				continue;
			r = run(fields[f].field, s);
			if (fault_or_fine(r))
				continue;
			bad++;
			diag("%s = %x: %d", fields[f].name, s, r);
		}
		ok(!bad, "%u values of %s: the program goes on or gets a signal", n, fields[f].name);
	}
}

/* Linux calls it SIGSEGV or SIGBUS, as the fault was, on x86_64; SIGILL on i386. */
static bool refused(int r)
{
	return r == 100 + SIGSEGV || r == 100 + SIGBUS || r == 100 + SIGILL;
}

static void expectations(void)
{
	asm("mov %%cs, %0; mov %%ss, %1" : "=r"(own_cs), "=r"(own_ss));
	ok(run(REG_CS, own_cs) == 7 && run(REG_SS, own_ss) == 7, "its own selectors are fine");
	ok(run(REG_CS, own_cs & ~3) == 7 && run(REG_SS, own_ss & ~3) == 7,
	   "with RPL 0 they become RPL 3 again");
	ok(refused(run(REG_CS, 3)), "a null cs is a signal");
	ok(refused(run(REG_CS, own_ss)), "a data segment as cs is a signal");
	ok(refused(run(REG_SS, own_cs)), "a code segment as ss is a signal");
	ok(refused(run(REG_SS, 3)), "a null ss is a signal");
	ok(refused(run(REG_CS, 7)), "an LDT that is not there is a signal");
	ok(run(REG_DS, 0) == 100 + SIGSEGV || run(REG_DS, 0) == 7, "a null ds is its own trouble");
}

static void other_fields(void)
{
	static const uint32_t places[] = { 0, 1, 0xfff, 0x1000, 0xbfffffff, 0xc0000000, 0xffffe000,
					   0xfffff000, 0xffffffff, 0x80000000 };
	unsigned bad = 0;

	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
		int ip = run(REG_EIP, places[i]), sp = run(REG_ESP, places[i]);

		if (ip != 100 + SIGSEGV || (sp != 100 + SIGSEGV && sp != 100 + SIGBUS)) {
			bad++;
			diag("%08x as ip: %d, as sp: %d", places[i], ip, sp);
		}
	}
	ok(!bad, "wild ip and sp are SIGSEGV");
	bad = 0;
	for (unsigned bit = 0; bit < 32; bit++) {
		int r = run(REG_EFL, 1u << bit), all = run(REG_EFL, 0x202 | 1u << bit);

		/* TF traps; AC may fault; none is lost or gained beyond that */
		if (!fault_or_fine(r) || !fault_or_fine(all)) {
			bad++;
			diag("flags bit %u: %d, %d", bit, r, all);
		}
	}
	ok(!bad, "each flag alone and with IF: rights as before");
	ok(run(REG_EFL, 0) == 7 && run(REG_EFL, 0xfffff0ff & ~0x4000u & ~0x40000u) == 7,
	   "no flag, and nearly all");
	ok(run(REG_EFL, 0x302) == 100 + SIGTRAP, "TF is a trap");
	ok(run(REG_TRAPNO, 0xffffffff) == 7 && run(REG_ERR, 0xffffffff) == 7 &&
		   run(REG_UESP, 0xffffffff) == 7,
	   "trapno, err and esp_at_signal are not read");
}

int main(void)
{
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	expectations();
	selectors();
	other_fields();
	return done_testing();
}
