/* SPDX-License-Identifier: MIT */
/*
 * SYSENTER and SYSCALL outside the vDSO: same call, resumed at the landing pad.
 * The states hold under our convention and under Linux's: ecx = ebp = esp, *esp = esp, equal words.
 * Catches: a door that returns to the raw instruction, trusts its place, or keeps nothing.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_WRITE 4
#define NR_GETPID 20
#define NR_GETPPID 64

static uint32_t words[8] __attribute__((aligned(16)));

static uint32_t raw(const void *code, uint32_t nr, uint32_t bx, uint32_t dx, uint32_t bits)
{
	uint32_t sp = (uint32_t)words;

	words[0] = sp;
	words[1] = dx;
	words[2] = words[3] = (uintptr_t)regs_back;
	regs_in = (struct regs){ .ax = nr, .bx = bx, .cx = sp, .dx = dx, .si = 0x51515151,
				 .di = 0xd1d1d1d1, .bp = sp, .sp = sp,
				 .flags = FL_FIXED | FL_IF | bits };
	memset(&regs_out, 0xee, sizeof(regs_out));
	regs_code = code;
	regs_jump();
	return regs_out.ax;
}

/* What both conventions leave in the registers. */
static bool kept(void)
{
	uint32_t sp = (uint32_t)words;
	bool lx = linux_pad();
	bool good = regs_out.bx == regs_in.bx && regs_out.si == regs_in.si &&
		    regs_out.di == regs_in.di && regs_out.dx == regs_in.dx && regs_out.bp == sp &&
		    regs_out.flags == regs_in.flags && regs_out.cx == words[lx ? 2 : 0] &&
		    regs_out.sp == sp + (lx ? 16 : 12);

	if (!good)
		diag("ax %08x bx %08x cx %08x dx %08x si %08x di %08x bp %08x sp %08x flags %08x",
		     regs_out.ax, regs_out.bx, regs_out.cx, regs_out.dx, regs_out.si, regs_out.di,
		     regs_out.bp, regs_out.sp, regs_out.flags);
	return good;
}

static void calls_from(enum entry e, const void *code, const char *place)
{
	static const uint32_t bits[] = { 0,	FL_CF | FL_ZF, FL_DF, FL_NT, FL_AC,
					 FL_ID, FL_NT | FL_AC | FL_DF | FL_OF };
	uint32_t pid = getpid(), ppid = getppid(), got[4];
	int fds[2];
	bool good;

	for (unsigned i = 0; i < sizeof(bits) / sizeof(*bits); i++) {
		good = raw(code, NR_GETPID, 1, 2, bits[i]) == pid && kept();
		good = raw(code, NR_GETPPID, 1, 2, bits[i]) == ppid && kept() && good;
		good = raw(code, 0xffffffff, 1, 2, bits[i]) == (uint32_t)-ENOSYS && kept() && good;
		ok(good, "%s in %s, flags %06x: runs and resumes at the pad", entry_names[e], place,
		   bits[i]);
	}
	if (pipe(fds) < 0) {
		ok(false, "pipe");
		return;
	}
	/* arg2 is the pointer in every convention: write sends the words themselves */
	good = raw(code, NR_WRITE, fds[1], 16, 0) == 16 && kept();
	good = good && read(fds[0], got, 16) == 16 && got[0] == (uint32_t)words && got[1] == 16 &&
	       got[2] == (uintptr_t)regs_back && got[3] == got[2];
	ok(good, "%s in %s: arg1, arg2 and arg3 arrive", entry_names[e], place);
	ok(raw(code, NR_WRITE, -1, 16, 0) == (uint32_t)-EBADF && kept(), "%s in %s: an error comes back",
	   entry_names[e], place);
	close(fds[0]);
	close(fds[1]);
}

/* The same instruction at the very end of a page, nothing mapped after it. */
static void at_page_end(enum entry e, const char *insn)
{
	uint8_t *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(p + 4094, insn, 2);
	mprotect(p, 4096, PROT_READ | PROT_EXEC);
	munmap(p + 4096, 4096);
	calls_from(e, p + 4094, "the last bytes of a page");
	munmap(p, 4096);
}

static volatile uint32_t seen_ip, seen_sp, seen_ax;
static volatile bool seen;

static void on_usr1(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig, (void)si;
	/* the sender repeats itself, so the call may not have begun, or be over */
	if (seen || g[REG_EAX] != -EINTR)
		return;
	seen = true;
	seen_ip = g[REG_EIP], seen_sp = g[REG_ESP], seen_ax = g[REG_EAX];
}

/* A signal taken on the way out sees the landing pad, never the raw instruction. */
static void signal_sees_pad(enum entry e, const void *code)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	sigset_t all, old;
	int child;

	sigaltstack(&ss, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	sigemptyset(&all);
	sigaddset(&all, SIGUSR1);
	/* no call with a free arg2 raises a signal, so a second process sends it during pause() */
	sigprocmask(SIG_BLOCK, &all, &old);
	seen = false;
	child = fork();
	if (!child) {
		for (int i = 0; i < 100; i++) {
			usleep(20000);
			kill(getppid(), SIGUSR1);
		}
		_exit(0);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	raw(code, 29, 1, 2, 0); /* pause */
	ok(regs_out.ax == (uint32_t)-EINTR && kept() && seen && seen_ip == (uintptr_t)landing_pad() &&
		   seen_sp == (uintptr_t)words && seen_ax == (uint32_t)-EINTR,
	   "%s: a signal during a raw pause sees the landing pad and EINTR", entry_names[e]);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static volatile bool refused;

/* #UD where the CPU lacks it, #GP where the kernel left its registers unset */
static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	if (sig == SIGILL)
		refused = si->si_code == ILL_ILLOPN && si->si_addr == regs_code &&
			  g[REG_TRAPNO] == 6;
	else
		refused = si->si_code == SI_KERNEL && g[REG_TRAPNO] == 13 && g[REG_ERR] == 0;
	refused = refused && g[REG_EIP] == (greg_t)regs_code;
	g[REG_EIP] = (greg_t)regs_back;
}

/*
 * Where the vendor's CPU lacks the instruction in this mode it is SIGILL; an emulator may run it,
 * then the kernel must do the call, or SIGSEGV where the kernel did not set it up.  Linux writes no
 * CSTAR on Intel and may die: not tried there.
 */
static void not_usable(enum entry e, const void *code)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	int child, status = -1;

	if (kernel_is_64() && !vestibule()) {
		skip(1, "Linux need not survive an instruction that the vendor's CPU lacks");
		return;
	}
	child = fork();
	if (!child) {
		sigaltstack(&ss, NULL);
		sigaction(SIGILL, &sa, NULL);
		sigaction(SIGSEGV, &sa, NULL);
		raw(code, NR_GETPID, 1, 2, 0);
		_exit(refused || (regs_out.ax == (uint32_t)getpid() && kept()) ? 7 : 8);
	}
	ok(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7,
	   "%s, which this CPU lacks in this mode: a signal there, or the call", entry_names[e]);
}

int main(void)
{
	static const struct {
		enum entry e;
		const void *code;
		const char *insn;
	} doors[] = { { ENTRY_SYSENTER, bare_sysenter, "\x0f\x34" },
		      { ENTRY_SYSCALL, bare_syscall, "\x0f\x05" } };

	for (int i = 0; i < 2; i++) {
		if (!entry_usable(doors[i].e)) {
			not_usable(doors[i].e, doors[i].code);
			continue;
		}
		calls_from(doors[i].e, doors[i].code, "program text");
		at_page_end(doors[i].e, doors[i].insn);
		signal_sees_pad(doors[i].e, doors[i].code);
	}
	return done_testing();
}
