/* SPDX-License-Identifier: MIT */
/*
 * ptrace(2): stops, resumption, registers, memory, events, seizing, and who may trace whom.
 * Catches: a stop that is missed or told twice, a register that a tracer must not set, a wrong errno.
 */
#include "debugreg.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVENT(status)	((status) >> 16)
#define REQ(req, pid, addr, data) syscall(SYS_ptrace, (req), (pid), (addr), (data))
#define NT_STATUS	1
#define NT_FP		2
#define NT_FPX		0x46e62b7f
#define NT_TLS		0x200
#define NT_XSTATE	0x202

static int status;

static int wait_for(int pid)
{
	status = -1;
	return waitpid(pid, &status, __WALL);
}

static long reg(int pid, int n)
{
	return ptrace(PTRACE_PEEKUSER, pid, n * 4, 0);
}

/* A child that asked to be traced, in its first stop. */
static int traced_child(void (*fn)(void))
{
	int pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		fn();
		_exit(42);
	}
	wait_for(pid);
	return pid;
}

static void finish(int pid)
{
	kill(pid, SIGKILL);
	while (wait_for(pid) == pid && !WIFSIGNALED(status) && !WIFEXITED(status))
		ptrace(PTRACE_CONT, pid, 0, 0);
}

/* ---- system-call stops ------------------------------------------------------------------------- */

static void call_getppid(void)
{
	int ax;

	__asm__ volatile("int $0x80" : "=a"(ax) : "0"(SYS_getppid), "b"(1), "c"(2), "d"(3), "S"(4), "D"(5));
	_exit(ax & 0x7f);
}

static void syscall_stops(void)
{
	struct __attribute__((packed)) {
		unsigned char op, pad[3];
		unsigned arch;
		unsigned long long ip, sp, nr, args[6];
	} info;
	int pid = traced_child(call_getppid);
	long size;

	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "TRACEME: signal-delivery stop");
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80), "entry stop, TRACESYSGOOD");
	ok(reg(pid, ORIG_EAX) == SYS_getppid && reg(pid, EAX) == -ENOSYS, "orig_eax, eax -ENOSYS");
	ok(reg(pid, EBX) == 1 && reg(pid, EDI) == 5, "arguments");
	size = REQ(0x420e, pid, sizeof(info), &info);
	ok(size == 80 && info.op == 1 && info.arch == 0x40000003 && info.nr == SYS_getppid &&
	   info.args[0] == 1 && info.args[4] == 5, "GET_SYSCALL_INFO at entry");
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == (SIGTRAP | 0x80) && reg(pid, EAX) == getpid(), "exit stop: the result");
	size = REQ(0x420e, pid, sizeof(info), &info);
	ok(size == 33 && info.op == 2 && info.nr == (unsigned)getpid(), "GET_SYSCALL_INFO at exit");
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 77);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 77, "a changed result holds");

	pid = traced_child(call_getppid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP, "entry stop without TRACESYSGOOD");
	ptrace(PTRACE_POKEUSER, pid, ORIG_EAX * 4, SYS_getpid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(reg(pid, EAX) == pid, "a changed number holds");
	finish(pid);

	pid = traced_child(call_getppid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_POKEUSER, pid, ORIG_EAX * 4, -1);
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 55);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 55, "a cancelled call returns what the tracer says");

	pid = traced_child(call_getppid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_POKEUSER, pid, ORIG_EAX * 4, 100000);
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 55);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(reg(pid, EAX) == -ENOSYS, "an unknown number gives -ENOSYS all the same");
	finish(pid);

	pid = traced_child(call_getppid);
	REQ(31, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP && reg(pid, ORIG_EAX) == SYS_getppid, "SYSEMU stops at entry");
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 66);
	REQ(31, pid, 0, 0);
	wait_for(pid);
	ok(reg(pid, ORIG_EAX) == SYS_exit_group && reg(pid, EBX) == 66, "and does not run the call");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	finish(pid);
}

/* A restart: the signal comes during pause or nanosleep; ip -= 2, ax = orig_ax. */
static void sleeper(void)
{
	struct { int sec, nsec; } ts = { 0, 500000000 };
	int ax;

	__asm__ volatile("int $0x80" : "=a"(ax) : "0"(SYS_nanosleep), "b"(&ts), "c"(0) : "memory");
	_exit(ax ? 1 : 9);
}

static void restart(void)
{
	int pid = traced_child(sleeper);
	long ip;

	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ip = reg(pid, EIP);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	usleep(30000);
	kill(pid, SIGUSR1);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP && reg(pid, EAX) == -516, "exit stop: -ERESTART_RESTARTBLOCK");
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGUSR1 && reg(pid, EIP) == ip, "the signal's stop");
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP && reg(pid, ORIG_EAX) == SYS_restart_syscall &&
	   reg(pid, EIP) == ip, "restarted as restart_syscall");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 9, "to its end");
}

/* ---- registers and memory ---------------------------------------------------------------------- */

static volatile int cell = 1234;
static const int constant = 5678;

static void spin(void)
{
	for (;;)
		pause();
}

static void registers(void)
{
	bool refused;
	struct user_regs_struct regs, back;
	struct user_fpregs_struct fp;
	unsigned char fpx[512];
	struct iovec iov = { &regs, sizeof(regs) };
	int pid = traced_child(spin);
	long sp;

	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	ok(regs.xcs == (unsigned long)reg(pid, CS) && (long)regs.esp == reg(pid, UESP) &&
	   (regs.xcs & 3) == 3, "GETREGS and PEEKUSER agree");
	back = regs;
	back.ebx = 0xdeadbeef;
	back.eflags |= 0x3000 | 0x20000 | 1;
	ok(ptrace(PTRACE_SETREGS, pid, 0, &back) == 0, "SETREGS");
	ptrace(PTRACE_GETREGS, pid, 0, &back);
	ok((unsigned)back.ebx == 0xdeadbeef && !(back.eflags & 0x23000) && (back.eflags & 0x201) == 0x201,
	   "flags: CF yes, IOPL and VM no");
	errno = 0;
	ok(ptrace(PTRACE_POKEUSER, pid, CS * 4, 0) == -1 && errno == EIO, "a null CS is refused");
	errno = 0;
	ok(ptrace(PTRACE_POKEUSER, pid, SS * 4, 0x18) == -1 && errno == EIO, "RPL 0 is refused");
	errno = 0;
	ok(ptrace(PTRACE_POKEUSER, pid, DS * 4, 1) == -1 && errno == EIO, "selector 1 is refused");
	ok(ptrace(PTRACE_POKEUSER, pid, FS * 4, 0) == 0 && reg(pid, FS) == 0, "a null FS is not");
	errno = 0;
	ok(ptrace(PTRACE_PEEKUSER, pid, 2, 0) == -1 && errno == EIO, "PEEKUSER: alignment");
	errno = 0;
	ok(ptrace(PTRACE_PEEKUSER, pid, 4096, 0) == -1 && errno == EIO, "PEEKUSER: range");

	ok(ptrace(PTRACE_GETREGSET, pid, NT_STATUS, &iov) == 0 && iov.iov_len == 68, "GETREGSET PRSTATUS");
	iov = (struct iovec){ fpx, sizeof(fpx) };
	ok(ptrace(PTRACE_GETREGSET, pid, NT_FP, &iov) == 0 && iov.iov_len == 108, "GETREGSET PRFPREG");
	iov = (struct iovec){ fpx, sizeof(fpx) };
	ok(ptrace(PTRACE_GETREGSET, pid, NT_FPX, &iov) == 0 && iov.iov_len == 512, "GETREGSET PRXFPREG");
	iov = (struct iovec){ fpx, sizeof(fpx) };
	ok(ptrace(PTRACE_GETREGSET, pid, NT_TLS, &iov) == 0 && iov.iov_len == 48, "GETREGSET 386_TLS");
	iov = (struct iovec){ fpx, 3 };
	errno = 0;
	ok(ptrace(PTRACE_GETREGSET, pid, NT_STATUS, &iov) == -1 && errno == EINVAL, "GETREGSET: length");
	errno = 0;
	ok(ptrace(PTRACE_GETREGSET, pid, 0x7777, &iov) == -1 && errno == EINVAL, "GETREGSET: unknown");
	ptrace(PTRACE_GETFPREGS, pid, 0, &fp);
	ok((fp.cwd & 0xffff) == 0x37f && (fp.twd & 0xffff) == 0xffff, "GETFPREGS");
	ptrace(PTRACE_GETFPXREGS, pid, 0, fpx);
	ok(*(unsigned *)(fpx + 24) == 0x1f80, "GETFPXREGS: mxcsr");
	*(unsigned *)(fpx + 24) = 0xffffffff;
	errno = 0;
	refused = ptrace(PTRACE_SETFPXREGS, pid, 0, fpx) == -1 && errno == EINVAL;
	ptrace(PTRACE_GETFPXREGS, pid, 0, fpx);
	ok(refused || !(*(unsigned *)(fpx + 24) >> 16), "SETFPXREGS: mxcsr is refused, or cut by Linux i386");

	ok(ptrace(PTRACE_PEEKDATA, pid, &cell, 0) == 1234, "PEEKDATA");
	ok(ptrace(PTRACE_POKEDATA, pid, &cell, 99) == 0 && cell == 1234 &&
	   ptrace(PTRACE_PEEKDATA, pid, &cell, 0) == 99, "POKEDATA, in the tracee only");
	ok(ptrace(PTRACE_POKETEXT, pid, &constant, 1) == 0 && *(volatile int *)&constant == 5678 &&
	   ptrace(PTRACE_PEEKTEXT, pid, &constant, 0) == 1, "POKETEXT of a read-only page");
	errno = 0;
	ok(ptrace(PTRACE_PEEKDATA, pid, 16, 0) == -1 && errno == EIO, "PEEKDATA: unmapped");
	sp = reg(pid, UESP);
	ok(ptrace(PTRACE_PEEKDATA, pid, sp, 0) || !errno, "the stack");
	finish(pid);
}

/* ---- stepping and breakpoints ------------------------------------------------------------------ */

void steps(void), steps_call(void), steps_end(void);
__asm__(".text\n"
	"steps: nop\n"
	"	mov $20, %eax\n"
	"steps_call: int $0x80\n"
	"	pushf\n"
	"	pop %ecx\n"
	"steps_end: mov %ecx, %ebx\n"
	"	shr $8, %ebx\n"
	"	and $1, %ebx\n"
	"	mov $1, %eax\n"
	"	int $0x80\n");

static void stepping(void)
{
	int pid = traced_child(steps), n = 0, codes = 0, i;
	siginfo_t si;

	for (i = 0; i < 2000 && reg(pid, EIP) != (long)steps; i++) {
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		wait_for(pid);
	}
	for (i = 0; i < 20 && reg(pid, EIP) != (long)steps_end; i++) {
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		wait_for(pid);
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
			break;
		ptrace(PTRACE_GETSIGINFO, pid, 0, &si);
		codes += si.si_code == (reg(pid, EIP) == (long)steps_call + 2 ? TRAP_BRKPT : TRAP_TRACE);
		n++;
	}
	ok(n == 5 && codes == 5, "one stop for each instruction, the system call too (%d, %d)", n, codes);
	ok(!(reg(pid, EFL) & 0x100), "TF is not shown");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status), "runs on after CONT");
}

static volatile int watched;

static void touch(void)
{
	kill(getpid(), SIGUSR2);
	watched = 7;
	__asm__ volatile("steps_touched: nop");
}


static void watchpoints(void)
{
	int pid = traced_child(touch);
	siginfo_t si;

	ok(ptrace(PTRACE_POKEUSER, pid, DR(0), &watched) == 0 &&
	   ptrace(PTRACE_POKEUSER, pid, DR(7), 0xd0001) == 0, "a write watchpoint");
	ok(ptrace(PTRACE_PEEKUSER, pid, DR(7), 0) == 0xd0001 &&
	   ptrace(PTRACE_PEEKUSER, pid, DR(0), 0) == (long)&watched, "reads back");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGUSR2, "not yet");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_GETSIGINFO, pid, 0, &si);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP && si.si_code == TRAP_HWBKPT, "it fires");
	ok((ptrace(PTRACE_PEEKUSER, pid, DR(6), 0) & 15) == 1, "DR6 names it");
	ptrace(PTRACE_POKEUSER, pid, DR(7), 0);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 42, "and is gone");

	pid = traced_child(spin);
	errno = 0;
	ptrace(PTRACE_POKEUSER, pid, DR(0), 0x1001);
	ok(ptrace(PTRACE_POKEUSER, pid, DR(7), 0xd0001) == -1 && errno == EINVAL, "DR7: alignment");
	errno = 0;
	ok(ptrace(PTRACE_POKEUSER, pid, DR(7), 0x20001) == -1 && errno == EINVAL, "DR7: I/O breakpoint");
	errno = 0;
	ok(ptrace(PTRACE_POKEUSER, pid, DR(4), 1) == -1 && errno == EIO, "DR4");
	ok(ptrace(PTRACE_PEEKUSER, pid, DR(4), 0) == 0, "DR4 reads 0");
	finish(pid);
}

/* ---- signals ----------------------------------------------------------------------------------- */

static volatile int got;

static void note(int sig)
{
	got = sig;
}

static void signalled(void)
{
	signal(SIGUSR1, note);
	signal(SIGUSR2, note);
	kill(getpid(), SIGUSR1);
	_exit(got);
}

static void signal_stops(void)
{
	unsigned long long mask = 0;
	int pid = traced_child(signalled);
	siginfo_t si;

	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_GETSIGINFO, pid, 0, &si);
	ok(WSTOPSIG(status) == SIGUSR1 && si.si_code == SI_USER && si.si_pid == pid, "GETSIGINFO");
	ok(REQ(0x420a, pid, 8, &mask) == 0 && mask == 0, "GETSIGMASK");
	errno = 0;
	ok(REQ(0x420a, pid, 4, &mask) == -1 && errno == EINVAL, "GETSIGMASK: size");
	ptrace(PTRACE_CONT, pid, 0, SIGUSR2);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == SIGUSR2, "another signal instead");
	pid = traced_child(signalled);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "or none");
	pid = traced_child(signalled);
	errno = 0;
	ok(ptrace(PTRACE_CONT, pid, 0, 65) == -1 && errno == EIO, "CONT: signal 65");
	ptrace(PTRACE_CONT, pid, 0, SIGKILL);
	wait_for(pid);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "CONT with SIGKILL");
}

/* ---- events ------------------------------------------------------------------------------------ */

static void forker(void)
{
	int pid = fork();

	if (!pid)
		_exit(3);
	waitpid(pid, NULL, 0);
	_exit(4);
}

static void events(void)
{
	int pid = traced_child(forker), child = 0;

	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT);
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
	/* A C library forks by fork or by clone with SIGCHLD: both are a FORK. */
	ok(WSTOPSIG(status) == SIGTRAP && EVENT(status) == PTRACE_EVENT_FORK && child > pid, "EVENT_FORK");
	ok(wait_for(child) == child && WSTOPSIG(status) == SIGSTOP, "the child is traced, in SIGSTOP");
	ptrace(PTRACE_CONT, child, 0, 0);
	wait_for(child);
	ok(EVENT(status) == PTRACE_EVENT_EXIT, "EVENT_EXIT of the child");
	ptrace(PTRACE_GETEVENTMSG, child, 0, &got);
	ok(got == 0x300, "its status");
	ptrace(PTRACE_CONT, child, 0, 0);
	ok(wait_for(child) == child && WIFEXITED(status) && WEXITSTATUS(status) == 3, "the tracer reaps it");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGCHLD) {
		ptrace(PTRACE_CONT, pid, 0, SIGCHLD);
		wait_for(pid);
	}
	ok(EVENT(status) == PTRACE_EVENT_EXIT, "EVENT_EXIT");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 4, "and its own parent saw it, too");
	errno = 0;
	pid = traced_child(spin);
	ok(ptrace(PTRACE_SETOPTIONS, pid, 0, 0x80000000) == -1 && errno == EINVAL, "SETOPTIONS: unknown");
	finish(pid);
}

/* ---- attach, seize ----------------------------------------------------------------------------- */

static int spinning_child(void)
{
	int pid = fork();

	if (!pid)
		spin();
	usleep(20000);
	return pid;
}

static void attaching(void)
{
	int pid = spinning_child();
	siginfo_t si;

	errno = 0;
	ok(ptrace(PTRACE_CONT, pid, 0, 0) == -1 && errno == ESRCH, "not traced: ESRCH");
	ok(ptrace(PTRACE_ATTACH, pid, 0, 0) == 0, "ATTACH");
	wait_for(pid);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "SIGSTOP");
	errno = 0;
	ok(ptrace(PTRACE_ATTACH, pid, 0, 0) == -1 && errno == EPERM, "ATTACH twice: EPERM");
	ok(ptrace(PTRACE_DETACH, pid, 0, 0) == 0, "DETACH");
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	ok(ptrace(PTRACE_ATTACH, pid, 0, 0) == 0, "ATTACH to a stopped process");
	ok(waitpid(pid, &status, WNOHANG | __WALL) == pid && WSTOPSIG(status) == SIGSTOP, "seen at once");
	finish(pid);

	pid = spinning_child();
	errno = 0;
	ok(ptrace(PTRACE_SEIZE, pid, 1, 0) == -1 && errno == EIO, "SEIZE: addr");
	ok(ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD) == 0, "SEIZE");
	ok(waitpid(pid, &status, WNOHANG | __WALL) == 0, "does not stop it");
	ptrace(PTRACE_INTERRUPT, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP && EVENT(status) == PTRACE_EVENT_STOP, "INTERRUPT: EVENT_STOP");
	ptrace(PTRACE_GETSIGINFO, pid, 0, &si);
	ok(si.si_code == (SIGTRAP | PTRACE_EVENT_STOP << 8), "siginfo of the stop");
	ptrace(PTRACE_CONT, pid, 0, 0);
	kill(pid, SIGSTOP);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGSTOP && !EVENT(status), "signal-delivery stop of SIGSTOP");
	ptrace(PTRACE_CONT, pid, 0, SIGSTOP);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGSTOP && EVENT(status) == PTRACE_EVENT_STOP, "group stop");
	ok(ptrace(PTRACE_LISTEN, pid, 0, 0) == 0, "LISTEN");
	errno = 0;
	ok(ptrace(PTRACE_PEEKUSER, pid, 0, 0) == -1 && errno == ESRCH, "a listening tracee is not stopped");
	kill(pid, SIGCONT);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGTRAP && EVENT(status) == PTRACE_EVENT_STOP, "SIGCONT: EVENT_STOP");
	ptrace(PTRACE_CONT, pid, 0, 0);
	wait_for(pid);
	ok(WSTOPSIG(status) == SIGCONT, "then SIGCONT itself");
	finish(pid);

	errno = 0;
	ok(ptrace(PTRACE_ATTACH, getpid(), 0, 0) == -1 && errno == EPERM, "ATTACH to itself");
	errno = 0;
	ok(ptrace(PTRACE_ATTACH, 999999, 0, 0) == -1 && errno == ESRCH, "ATTACH to nobody");
}

/* A tracer that goes away: EXITKILL kills, otherwise the tracee goes on. */
static void tracer_exits(long options, int expected, const char *what)
{
	int pid = spinning_child(), tracer = fork();

	if (!tracer) {
		ptrace(PTRACE_SEIZE, pid, 0, options);
		_exit(0);
	}
	waitpid(tracer, NULL, 0);
	usleep(20000);
	kill(pid, SIGUSR1);
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == expected, "%s", what);
}

static void permissions(void)
{
	int pid, tracer;

	if (getuid()) {
		skip(1, "needs root");
		return;
	}
	pid = spinning_child();
	tracer = fork();
	if (!tracer) {
		setresuid(1000, 1000, 1000);
		errno = 0;
		_exit(ptrace(PTRACE_ATTACH, pid, 0, 0) == -1 && errno == EPERM ? 0 : 1);
	}
	waitpid(tracer, &status, 0);
	ok(status == 0, "another user's process: EPERM");
	finish(pid);
}

int main(void)
{
	syscall_stops();
	restart();
	registers();
	stepping();
	watchpoints();
	signal_stops();
	events();
	attaching();
	tracer_exits(0, SIGUSR1, "a tracer's exit detaches");
	tracer_exits(PTRACE_O_EXITKILL, SIGKILL, "EXITKILL");
	permissions();
	return done_testing();
}
