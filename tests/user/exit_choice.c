/* SPDX-License-Identifier: MIT */
/*
 * Which instruction leaves the kernel, counted by a debug build in /proc/entries: SYSEXIT or SYSRETL
 * for an untouched fast call, IRET when anything about the frame has changed.
 * Catches: a fast exit never taken, or taken with TF, RF, a new ip or a signal frame.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_FORK 2
#define NR_GETPPID 64
#define NR_KILL 37
#define CALLS 1000
#define POKE_AX 6 /* indices into the i386 user_regs_struct */
#define POKE_IP 12
#define POKE_FLAGS 14

enum { INT80, SYSENTER, SYSCALL, SYSEXIT, SYSRETL, IRET, NCOUNTERS };
static const char *const counter[NCOUNTERS] = { "int80",   "sysenter", "syscall",
						"sysexit", "sysretl",  "iret" };

struct counts {
	long n[NCOUNTERS];
};

static int entries_fd;
static struct counts own; /* what taking two counts costs by itself */

/* One pread and nothing else between two counts. */
static struct counts take(void)
{
	struct counts c = { { -1, -1, -1, -1, -1, -1 } };
	static char text[512];
	int len = pread(entries_fd, text, sizeof(text) - 1, 0);

	text[len > 0 ? len : 0] = 0;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char name[16];
		long value;

		if (sscanf(line, "%15s %ld", name, &value) != 2)
			continue;
		for (int i = 0; i < NCOUNTERS; i++)
			if (!strcmp(name, counter[i]))
				c.n[i] = value;
	}
	return c;
}

static struct counts since(struct counts before)
{
	struct counts now = take();

	for (int i = 0; i < NCOUNTERS; i++)
		now.n[i] -= before.n[i] + own.n[i];
	return now;
}

static long fast(struct counts c)
{
	return c.n[SYSEXIT] + c.n[SYSRETL];
}

static void show(struct counts c)
{
	diag("int80 %ld sysenter %ld syscall %ld sysexit %ld sysretl %ld iret %ld", c.n[INT80],
	     c.n[SYSENTER], c.n[SYSCALL], c.n[SYSEXIT], c.n[SYSRETL], c.n[IRET]);
}

static void load(uint32_t nr, uint32_t a, uint32_t b, uint32_t bits)
{
	regs_in = (struct regs){ .ax = nr, .bx = a, .cx = b, .flags = FL_FIXED | FL_IF | bits };
}

/* The door that an entry uses here. */
static int door_of(enum entry e)
{
	const uint8_t *p = (const uint8_t *)getauxval(AT_SYSINFO);

	if (e == ENTRY_INT80)
		return INT80;
	if (e != ENTRY_VDSO)
		return e == ENTRY_SYSENTER ? SYSENTER : SYSCALL;
	for (const uint8_t *end = landing_pad(); p < end; p++)
		if (p[0] == 0x0f)
			return p[1] == 0x34 ? SYSENTER : SYSCALL;
	return INT80;
}

static bool entry_forced(void)
{
	static char words[1024];
	int fd = open("/proc/cmdline", O_RDONLY), len = fd < 0 ? -1 : read(fd, words, sizeof(words) - 1);

	close(fd);
	words[len > 0 ? len : 0] = 0;
	return strstr(words, "entry=") != NULL;
}

/* The fast instruction that the vendor's own CPU has in 32-bit code, where CPUID names it. */
static void best_door(void)
{
	unsigned a, b, c, d, ext = 0;
	bool intel, sep;
	int best = INT80;

	__cpuid(0, a, b, c, d);
	intel = b == signature_INTEL_ebx;
	if ((!intel && b != signature_AMD_ebx) || entry_forced()) {
		skip(1, "the entry is forced, or the vendor is neither Intel nor AMD");
		return;
	}
	__cpuid(1, a, b, c, d);
	sep = d & 1 << 11;
	if (__get_cpuid(0x80000001, &a, &b, &c, &d))
		ext = d;
	if (sep && (intel || !kernel_is_64()))
		best = SYSENTER;
	if (!intel && kernel_is_64() && (ext & 1 << 11))
		best = SYSCALL;
	ok(door_of(ENTRY_VDSO) == best, "the vDSO uses the CPU's best entry, %s", counter[best]);
}

static void plain_calls(enum entry e)
{
	int door = door_of(e), exit = kernel_is_64() ? SYSRETL : SYSEXIT;
	struct counts c = take();
	bool good;

	for (int i = 0; i < CALLS; i++) {
		load(i & 1 ? NR_GETPPID : 0x7fffffff, 1, 2, i & 2 ? FL_DF | FL_NT | FL_AC : 0);
		regs_enter(e);
	}
	c = since(c);
	good = c.n[door] == CALLS;
	if (door == INT80)
		good = good && fast(c) == 0 && c.n[IRET] >= CALLS;
	else
		good = good && c.n[exit] == CALLS && fast(c) == CALLS;
	ok(good, "%s: %d calls enter by %s and leave by %s", entry_names[e], CALLS, counter[door],
	   counter[door == INT80 ? IRET : exit]);
	if (!good)
		show(c);
}

static volatile int handled;

static void on_signal(int sig)
{
	(void)sig;
	handled++;
}

/* A signal to deliver, and the int80 of the trampoline after it: nothing leaves fast. */
static void declined_for_signal(enum entry e)
{
	struct counts c;
	uint32_t pid = getpid();

	load(NR_KILL, pid, 0, 0);
	c = take();
	regs_enter(e);
	c = since(c);
	ok(fast(c) == 1, "%s: kill of oneself with signal 0 leaves fast", entry_names[e]);
	handled = 0;
	load(NR_KILL, pid, SIGUSR1, 0);
	c = take();
	regs_enter(e);
	c = since(c);
	ok(handled == 1 && fast(c) == 0, "%s: with a signal that has an action it does not",
	   entry_names[e]);
	load(NR_KILL, pid, SIGUSR2, 0);
	c = take();
	regs_enter(e);
	c = since(c);
	ok(fast(c) == 1, "%s: with an ignored signal it does", entry_names[e]);
}

/* Single-stepped, no exit may be fast: the flags hold TF. */
static void declined_for_tf(enum entry e)
{
	struct counts c = take();

	load(NR_GETPPID, 0, 0, FL_TF);
	handled = 0;
	regs_enter(e);
	c = since(c);
	ok(handled > 5 && fast(c) == 0 && c.n[door_of(e)] >= 1, "%s: TF: leaves by IRET",
	   entry_names[e]);
	if (fast(c))
		show(c);
}

/* The word at the stack cannot be read: -EFAULT leaves by IRET. */
static void *pad_return;
static volatile uint32_t fault_ax;

static void on_segv(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig, (void)si;
	fault_ax = g[REG_EAX];
	g[REG_EIP] = (greg_t)pad_return;
}

static void declined_for_fault(enum entry e)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	struct counts c;

	if (e != ENTRY_SYSENTER && e != ENTRY_SYSCALL)
		return;
	sigaltstack(&ss, NULL);
	sigaction(SIGSEGV, &sa, NULL);
	pad_return = (void *)regs_back;
	load(NR_GETPPID, 0, 0, 0);
	regs_in.cx = regs_in.bp = regs_in.sp = 0x100;
	regs_code = e == ENTRY_SYSENTER ? bare_sysenter : bare_syscall;
	c = take();
	regs_jump();
	c = since(c);
	ok(fault_ax == (uint32_t)-EFAULT && fast(c) == 0,
	   "%s: a stack that cannot be read: leaves by IRET", entry_names[e]);
}

/* fork leaves fast in the parent and by IRET in the child: one fast exit. */
static void fork_once(enum entry e)
{
	struct counts c, sleeping;
	int pid, pipefd[2];
	char byte;

	if (pipe(pipefd) < 0)
		return;
	/* the same calls without the fork; the sleep lets the child come back from its write too */
	sleeping = take();
	if (write(pipefd[1], "x", 1) != 1 || read(pipefd[0], &byte, 1) != 1 || usleep(20000))
		return;
	sleeping = since(sleeping);
	load(NR_FORK, 0, 0, 0);
	c = take();
	pid = regs_enter(e);
	if (!pid) {
		/* this write, by the same stub, is the child's only fast exit */
		if (write(pipefd[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	if (read(pipefd[0], &byte, 1) != 1 || usleep(20000))
		return;
	c = since(c);
	ok(fast(c) == fast(sleeping) + 1, "%s: of fork's two returns one is fast", entry_names[e]);
	if (fast(c) != fast(sleeping) + 1)
		show(c), show(sleeping);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(pipefd[0]);
	close(pipefd[1]);
}

#ifdef PTRACE_POKEUSER
#define POKE PTRACE_POKEUSER
#define PEEK PTRACE_PEEKUSER
#else
#define POKE PT_WRITE_U
#define PEEK PT_READ_U
#endif

enum change { NOTHING, SET_RF, SET_TF, NEW_IP };

/* A stopped child makes one vDSO call; how many fast exits does it cost with this change? */
static long traced(enum change what)
{
	struct counts c;
	int status, pid = fork();
	bool seen_entry = false;
	long v;

	if (pid < 0)
		return -1;
	if (!pid) {
		signal(SIGTRAP, SIG_IGN);
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			_exit(9);
		kill(getpid(), SIGSTOP);
		for (;;) {
			load(NR_GETPPID, 0, 0, 0);
			regs_enter(ENTRY_VDSO);
		}
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return -1;
	/* out of kill, to an entry stop, and on to its exit stop */
	do {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		waitpid(pid, &status, 0);
		v = ptrace(PEEK, pid, POKE_AX * 4, 0);
		seen_entry |= v == -ENOSYS;
	} while (!seen_entry || v == -ENOSYS);
	v = ptrace(PEEK, pid, POKE_FLAGS * 4, 0);
	c = take();
	if (what == SET_RF)
		ptrace(POKE, pid, POKE_FLAGS * 4, (void *)(v | FL_RF));
	else if (what == SET_TF)
		ptrace(POKE, pid, POKE_FLAGS * 4, (void *)(v | FL_TF));
	else if (what == NEW_IP)
		ptrace(POKE, pid, POKE_IP * 4, (void *)regs_called);
	else
		ptrace(POKE, pid, POKE_FLAGS * 4, (void *)v);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	waitpid(pid, &status, 0);
	c = since(c);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return fast(c);
}

static void declined_for_tracer(void)
{
	long plain = traced(NOTHING);

	if (plain < 0) {
		skip(3, "no ptrace here");
		return;
	}
	/* the parent's own calls are the same each time; the child's one exit is the difference */
	ok(traced(SET_RF) == plain - 1, "RF set by a tracer: leaves by IRET");
	ok(traced(SET_TF) == plain - 1, "TF set by a tracer: leaves by IRET");
	ok(traced(NEW_IP) == plain - 1, "ip changed by a tracer: leaves by IRET");
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct counts c;
	int fast_doors = 0;

	entries_fd = open("/proc/entries", O_RDONLY);
	if (entries_fd < 0) {
		skip(1, "no /proc/entries: only a debug build of Vestibule counts its exits");
		return done_testing();
	}
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGTRAP, &sa, NULL);
	signal(SIGUSR2, SIG_IGN);
	/* the counts are the whole kernel's: let whoever started this come to rest in its wait */
	usleep(50000);
	c = take();
	for (int i = 0; i < NCOUNTERS; i++)
		ok(c.n[i] >= 0, "/proc/entries counts %s", counter[i]);
	c = take();
	own = since(c);
	/* a timer interrupt may come between the two: IRET is never judged exactly */
	own.n[IRET] = 0;
	best_door();
	for_each_entry(e) {
		plain_calls(e);
		if (door_of(e) == INT80)
			continue;
		fast_doors++;
		declined_for_signal(e);
		declined_for_tf(e);
		declined_for_fault(e);
		fork_once(e);
	}
	if (fast_doors && door_of(ENTRY_VDSO) != INT80)
		declined_for_tracer();
	return done_testing();
}
