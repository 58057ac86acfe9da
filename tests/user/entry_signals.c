/* SPDX-License-Identifier: MIT */
/*
 * Signals taken on the way out of each entry, returned from by both kinds of sigreturn.
 * Catches: a frame with wrong registers, a handler's change that is lost, a restart that goes wrong.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_READ 3
#define NR_PAUSE 29
#define NR_KILL 37
#define NR_GETPPID 64
#define NR_SIGRETURN 119
#define NR_RT_SIGRETURN 173

static struct {
	volatile int count, sig, code, pid;
	volatile uint32_t ip, ax, bx, cx, dx, si, di, bp, sp, flags, uesp, here_sp, here_flags;
	volatile sigset_t mask;
	volatile bool on_alt;
} seen;
static volatile bool change;
static uint8_t altstack[32768] __attribute__((aligned(16)));

static uint32_t flags_now(void)
{
	uint32_t f;

	asm volatile("pushf; pop %0" : "=r"(f));
	return f;
}

static void on_rt(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;
	greg_t *g = uc->uc_mcontext.gregs;

	seen.here_flags = flags_now();
	seen.count++;
	seen.sig = sig, seen.code = si->si_code, seen.pid = si->si_pid;
	seen.ip = g[REG_EIP], seen.ax = g[REG_EAX], seen.bx = g[REG_EBX], seen.cx = g[REG_ECX];
	seen.dx = g[REG_EDX], seen.si = g[REG_ESI], seen.di = g[REG_EDI], seen.bp = g[REG_EBP];
	seen.sp = g[REG_ESP], seen.uesp = g[REG_UESP], seen.flags = g[REG_EFL];
	/* the return address lies below the arguments: at entry esp + 4 is 16-byte aligned */
	seen.here_sp = (uint32_t)__builtin_frame_address(0) + 8;
	seen.on_alt = seen.here_sp - (uint32_t)altstack < sizeof(altstack);
	if (!change)
		return;
	g[REG_EAX] = 0xa1a1a1a1, g[REG_EBX] = 0xb1b1b1b1, g[REG_ESI] = 0x51a1a1a1;
	g[REG_EDI] = 0xd1a1a1a1, g[REG_EBP] = 0xb9a1a1a1;
}

struct legacy_context {
	uint32_t gs, fs, es, ds, di, si, bp, sp, bx, dx, cx, ax, trapno, err, ip, cs, flags, uesp;
};

static void on_legacy(int sig, struct legacy_context sc)
{
	/* saved ebp, return address and number lie below it */
	volatile struct legacy_context *frame = (void *)((uint32_t *)__builtin_frame_address(0) + 3);

	seen.here_flags = flags_now();
	seen.count++;
	seen.sig = sig;
	seen.ip = sc.ip, seen.ax = sc.ax, seen.bx = sc.bx, seen.cx = sc.cx, seen.dx = sc.dx;
	seen.si = sc.si, seen.di = sc.di, seen.bp = sc.bp, seen.sp = sc.sp, seen.uesp = sc.uesp;
	seen.flags = sc.flags;
	seen.here_sp = (uint32_t)__builtin_frame_address(0) + 8;
	seen.on_alt = seen.here_sp - (uint32_t)altstack < sizeof(altstack);
	if (!change)
		return;
	frame->ax = 0xa1a1a1a1, frame->bx = 0xb1b1b1b1, frame->si = 0x51a1a1a1;
	frame->di = 0xd1a1a1a1, frame->bp = 0xb9a1a1a1;
}

static void set_action(int sig, bool rt, int flags)
{
	struct sigaction sa = { .sa_flags = flags | (rt ? SA_SIGINFO : 0) };

	if (rt)
		sa.sa_sigaction = on_rt;
	else
		sa.sa_handler = (void (*)(int))(void *)on_legacy;
	sigaction(sig, &sa, NULL);
}

static void fill(uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .dx = c, .si = 0x51515151,
				 .di = 0xd1d1d1d1, .bp = 0xb9b9b9b9,
				 .flags = FL_FIXED | FL_IF | FL_CF | FL_DF | FL_ZF };
	memset((void *)&seen, 0, sizeof(seen));
}

static bool kept(void)
{
	bool good;

	regs_in.ax = regs_out.ax;
	regs_in.sp = regs_saved_sp;
	good = !memcmp(&regs_in, &regs_out, sizeof(regs_in));
	if (!good)
		diag("out ax %08x bx %08x cx %08x dx %08x si %08x di %08x bp %08x flags %08x sp %+d",
		     regs_out.ax, regs_out.bx, regs_out.cx, regs_out.dx, regs_out.si, regs_out.di,
		     regs_out.bp, regs_out.flags, (int)(regs_out.sp - regs_saved_sp));
	return good;
}

/* Where a signal during the call finds the program. */
static uint32_t place(enum entry e)
{
	return e == ENTRY_INT80 ? (uint32_t)raw_int80_end : (uint32_t)landing_pad();
}

static void kill_self(enum entry e, bool rt, bool alt)
{
	uint32_t pid = getpid();
	const char *kind = rt ? "rt frame" : "legacy frame";

	set_action(SIGUSR1, rt, alt ? SA_ONSTACK : 0);
	fill(NR_KILL, pid, SIGUSR1, 0x33333333);
	ok(regs_enter(e) == 0 && kept() && seen.count == 1, "%s: %s: kill of oneself keeps all",
	   entry_names[e], kind);
	ok(seen.sig == SIGUSR1 && seen.ip == place(e) && seen.ax == 0 && seen.bx == pid &&
		   seen.si == regs_in.si && seen.di == regs_in.di &&
		   (seen.flags & ~FL_RF) == regs_in.flags && seen.uesp == seen.sp,
	   "%s: %s: it holds the call's registers (ip %08x)", entry_names[e], kind, seen.ip);
	ok(seen.here_sp % 16 == 0 && seen.on_alt == alt &&
		   !(seen.here_flags & (FL_DF | FL_TF)),
	   "%s: %s: %s stack aligned, DF clear", entry_names[e], kind, alt ? "alternate" : "own");
	if (rt)
		ok(seen.code == SI_USER && seen.pid == (int)pid, "%s: siginfo says kill by oneself",
		   entry_names[e]);
}

/* A handler's change of ax bx si di bp holds; the stub's pops decide ecx and edx. */
static void changes(enum entry e, bool rt)
{
	set_action(SIGUSR1, rt, 0);
	fill(NR_KILL, getpid(), SIGUSR1, 0x33333333);
	change = true;
	regs_enter(e);
	change = false;
	/* Linux's stub pops ebp too, so a change of it is lost there */
	ok(regs_out.ax == 0xa1a1a1a1 && regs_out.bx == 0xb1b1b1b1 && regs_out.si == 0x51a1a1a1 &&
		   regs_out.di == 0xd1a1a1a1 &&
		   (regs_out.bp == 0xb9a1a1a1 || (e != ENTRY_INT80 && linux_pad())) &&
		   regs_out.cx == SIGUSR1 && regs_out.dx == 0x33333333 && regs_out.sp == regs_saved_sp,
	   "%s: %s: the action's changes hold", entry_names[e], rt ? "rt frame" : "legacy frame");
}

/* A child that pokes its parent until the parent's call is seen to end. */
static int poke(int fd, int signals)
{
	int pid = fork();

	if (pid)
		return pid;
	for (int i = 0; i < signals; i++) {
		usleep(30000);
		kill(getppid(), SIGUSR1);
	}
	usleep(30000);
	if (fd >= 0 && write(fd, "z", 1) != 1)
		_exit(1);
	usleep(500000);
	for (int i = 0; i < 50; i++) {
		kill(getppid(), SIGUSR1);
		usleep(30000);
	}
	_exit(0);
}

static void interrupted(enum entry e, bool rt)
{
	int fds[2], child;
	static char byte;

	if (pipe(fds) < 0)
		return;
	set_action(SIGUSR1, rt, SA_RESTART);
	fill(NR_READ, fds[0], (uint32_t)&byte, 1);
	byte = 0;
	child = poke(fds[1], 2);
	ok(regs_enter(e) == 1 && byte == 'z' && kept() && seen.count >= 1,
	   "%s: read with SA_RESTART goes on after %d signals", entry_names[e], seen.count);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	/* restarted: the saved ip is the int80 itself, and ax the number again */
	ok(seen.ip == place(e) - 2 && seen.ax == NR_READ && seen.bx == regs_in.bx,
	   "%s: the restarting frame stands on int $0x80 (ip %08x ax %d)", entry_names[e], seen.ip,
	   (int)seen.ax);

	set_action(SIGUSR1, rt, 0);
	fill(NR_READ, fds[0], (uint32_t)&byte, 1);
	child = poke(-1, 1);
	ok(regs_enter(e) == (uint32_t)-EINTR && kept() && seen.ip == place(e) &&
		   seen.ax == (uint32_t)-EINTR,
	   "%s: read without it is EINTR", entry_names[e]);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);

	set_action(SIGUSR1, rt, SA_RESTART);
	fill(NR_PAUSE, 1, 2, 3);
	child = poke(-1, 1);
	ok(regs_enter(e) == (uint32_t)-EINTR && kept(), "%s: pause is EINTR even with SA_RESTART",
	   entry_names[e]);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

/* Every pending signal is delivered before the call's next instruction. */
static void several(enum entry e)
{
	sigset_t set, old;

	set_action(SIGUSR1, true, 0);
	set_action(SIGUSR2, false, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, &old);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	/* rt_sigprocmask(SIG_UNBLOCK) by the entry under test */
	fill(175, SIG_UNBLOCK, (uint32_t)&set, 0);
	regs_in.si = 8;
	/* The frame of the second was built on the first's: so the first to be taken runs last. */
	ok(regs_enter(e) == 0 && kept() && seen.count == 2 && seen.sig == SIGUSR1,
	   "%s: two signals unblocked by one call: both actions run, one on the other",
	   entry_names[e]);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

volatile int turns;

static void on_alarm(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si, (void)ctx;
	turns++;
	raise(SIGUSR1);	/* blocked here: it comes when sigreturn leaves */
}

/* Computes with ax in eax until a timer's signal, and one more at its sigreturn, came; returns eax. */
static uint32_t interrupted_computation(uint32_t ax)
{
	struct itimerval soon = { .it_value.tv_usec = 20000 };

	turns = 0;
	setitimer(ITIMER_REAL, &soon, NULL);
	asm volatile("1:	cmpl	$0, turns\n"
		     "	nop\n"
		     "	nop\n"
		     "	je	1b\n"
		     : "+a"(ax) : : "memory", "cc");
	return ax;
}

/* What the kernel uses inside for "to be restarted" means nothing in a program that makes no call. */
static void no_call(void)
{
	struct sigaction sa = { .sa_sigaction = on_alarm, .sa_flags = SA_SIGINFO };
	bool good = true;

	sigaddset(&sa.sa_mask, SIGUSR1);
	sigaction(SIGALRM, &sa, NULL);
	for (int restart = 0; restart < 2; restart++) {
		set_action(SIGUSR1, true, restart ? SA_RESTART : 0);
		for (int err = 512; err <= 516; err++)
			good = interrupted_computation(-err) == (uint32_t)-err && good;
	}
	ok(good, "a program that computes with -512 to -516 in eax is not taken for one in a call");
}

/* A call of sigreturn with nothing to return from costs the caller only. */
static void bare_sigreturn(enum entry e, uint32_t nr)
{
	int status = -1, pid = fork();

	if (!pid) {
		fill(nr, 1, 2, 3);
		regs_enter(e);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) || WIFEXITED(status), "%s: bare %s does no harm (status %x)",
	   entry_names[e], nr == NR_SIGRETURN ? "sigreturn" : "rt_sigreturn", status);
}

int main(void)
{
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };

	if (sigaltstack(&ss, NULL) < 0)
		diag("sigaltstack fails");
	for_each_entry(e) {
		for (int rt = 0; rt < 2; rt++) {
			kill_self(e, rt, false);
			kill_self(e, rt, true);
			changes(e, rt);
			interrupted(e, rt);
		}
		several(e);
		bare_sigreturn(e, NR_SIGRETURN);
		bare_sigreturn(e, NR_RT_SIGRETURN);
	}
	no_call();
	return done_testing();
}
