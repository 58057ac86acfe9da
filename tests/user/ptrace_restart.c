/* SPDX-License-Identifier: MIT */
/*
 * A tracer at a system call, through each entry: it sees what an int $0x80 would have shown, its changes
 * of number, arguments and result hold, SYSEMU runs nothing, and a call that a signal interrupts is
 * restarted with the same registers, or, as the tracer wishes, with others.
 */
#include "tap.h"
#include <entry.h>
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSEMU 31

static enum entry entry;
static const char *name;
static int status, fds[2];
static char buf[4] = "abc";

static int go_on(int pid, int request, int sig)
{
	ptrace(request, pid, 0, sig);
	status = -1;
	return waitpid(pid, &status, __WALL);
}

static struct user_regs_struct regs_of(int pid)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	return regs;
}

static bool six_arguments(const struct user_regs_struct *r)
{
	return r->ebx == 0x101 && r->ecx == 0x102 && r->edx == 0x103 && r->esi == 0x104 &&
	       r->edi == 0x105 && r->ebp == 0x106;
}

static int traced_child(void (*fn)(void))
{
	int pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		kill(getpid(), SIGSTOP);
		fn();
		_exit(99);
	}
	waitpid(pid, &status, __WALL);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	return pid;
}

/* To the entry stop of call nr. */
static bool run_to(int pid, int nr, int request)
{
	for (int i = 0; i < 100; i++) {
		go_on(pid, request, 0);
		if (!WIFSTOPPED(status))
			return false;
		if ((int)regs_of(pid).orig_eax == nr && (int)regs_of(pid).eax == -ENOSYS)
			return true;
	}
	return false;
}

static void getppid_six(void)
{
	int r = syscall_by(entry, SYS_getppid, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106);

	_exit(r == 3 ? 0 : 1);
}

static void changes(void)
{
	struct user_regs_struct at_entry, r;
	char got[4] = "";
	int pid = traced_child(getppid_six);

	ok(run_to(pid, SYS_getppid, PTRACE_SYSCALL), "%s: entry stop", name);
	at_entry = r = regs_of(pid);
	ok(six_arguments(&r), "%s: six arguments", name);
	r.orig_eax = SYS_write;
	r.ebx = fds[1];
	r.ecx = (unsigned long)buf;
	r.edx = 3;
	ptrace(PTRACE_SETREGS, pid, 0, &r);
	go_on(pid, PTRACE_SYSCALL, 0);
	r = regs_of(pid);
	ok((int)r.eax == 3 && read(fds[0], got, 3) == 3 && got[2] == 'c',
	   "%s: another call, other arguments", name);
	ok(r.eip == at_entry.eip && r.esp == at_entry.esp && r.esi == 0x104 && r.ebp == 0x106,
	   "%s: the rest as it was", name);
	go_on(pid, PTRACE_CONT, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: the program gets the result", name);

	pid = traced_child(getppid_six);
	run_to(pid, SYS_getppid, PTRACE_SYSCALL);
	go_on(pid, PTRACE_SYSCALL, 0);
	ok((int)regs_of(pid).eax == getpid(), "%s: exit stop", name);
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 3);
	go_on(pid, PTRACE_CONT, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: a changed result", name);
}

static void emulate(void)
{
	int pid = traced_child(getppid_six);

	ok(run_to(pid, SYS_getppid, SYSEMU), "%s: SYSEMU stops at entry", name);
	ptrace(PTRACE_POKEUSER, pid, EAX * 4, 3);
	go_on(pid, PTRACE_CONT, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: and takes the tracer's result", name);
}

/* Blocks; the registers beyond the call's own are known, too. */
static void read_six(void)
{
	char c = 0;
	int r = syscall_by(entry, SYS_read, fds[0], &c, 1, 0x104, 0x105, 0x106);

	_exit(r == 1 && c == 'x' ? 0 : r == 77 ? 2 : 1);
}

/* In the signal's stop, after the interrupted read's exit stop. */
static int interrupted(struct user_regs_struct *at_entry)
{
	struct user_regs_struct r;
	int pid = traced_child(read_six);

	run_to(pid, SYS_read, PTRACE_SYSCALL);
	*at_entry = regs_of(pid);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	usleep(20000);
	kill(pid, SIGUSR1);
	waitpid(pid, &status, __WALL);
	r = regs_of(pid);
	ok((int)r.eax == -512 && (int)r.orig_eax == SYS_read, "%s: exit stop: -ERESTARTSYS", name);
	go_on(pid, PTRACE_SYSCALL, 0);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGUSR1, "%s: the signal's stop", name);
	return pid;
}

static void restart(void)
{
	struct user_regs_struct at_entry, r;
	int pid = interrupted(&at_entry);

	go_on(pid, PTRACE_SYSCALL, 0);
	r = regs_of(pid);
	ok((int)r.orig_eax == SYS_read && (int)r.eax == -ENOSYS && r.ebx == at_entry.ebx &&
	   r.ecx == at_entry.ecx && r.edx == 1 && r.esi == 0x104 && r.edi == 0x105 && r.ebp == 0x106 &&
	   r.eip == at_entry.eip && r.esp == at_entry.esp, "%s: restarted, registers as before", name);
	write(fds[1], "x", 1);
	go_on(pid, PTRACE_CONT, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: to its end", name);

	/* The tracer takes the restart over: another call in place of the interrupted one. */
	pid = interrupted(&at_entry);
	r = regs_of(pid);
	r.orig_eax = SYS_getppid;
	ptrace(PTRACE_SETREGS, pid, 0, &r);
	go_on(pid, PTRACE_SYSCALL, 0);
	r = regs_of(pid);
	ok((int)r.orig_eax == SYS_getppid, "%s: another call in its place", name);
	go_on(pid, PTRACE_SYSCALL, 0);
	ok((int)regs_of(pid).eax == getpid(), "%s: and its result", name);
	go_on(pid, PTRACE_CONT, 0);

	/* Or forbids it. */
	pid = interrupted(&at_entry);
	r = regs_of(pid);
	r.eax = 77;
	r.orig_eax = -1;
	ptrace(PTRACE_SETREGS, pid, 0, &r);
	go_on(pid, PTRACE_CONT, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 2, "%s: no restart, the tracer's result", name);
}

static volatile int handled;

static void on_signal(int sig)
{
	handled = sig;
}

/* Untraced: a handler with and without SA_RESTART. */
static void handler_restart(int flags)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = flags };
	int parent = getpid(), r, child;
	char c = 0;

	handled = 0;
	sigaction(SIGUSR1, &sa, NULL);
	child = fork();
	if (!child) {
		usleep(20000);
		kill(parent, SIGUSR1);
		usleep(20000);
		write(fds[1], "y", 1);
		_exit(0);
	}
	r = syscall_by(entry, SYS_read, fds[0], &c, 1, 0x104, 0x105, 0x106);
	waitpid(child, &status, 0);
	if (flags)
		ok(r == 1 && c == 'y' && handled, "%s: SA_RESTART", name);
	else
		ok(r == -EINTR && handled && read(fds[0], &c, 1) == 1, "%s: EINTR", name);
}

int main(void)
{
	pipe(fds);
	for (entry = 0; entry < ENTRY_COUNT; entry++) {
		name = entry_name(entry);
		if (!entry_usable(entry)) {
			diag("%s is not an entry here", name);
			continue;
		}
		changes();
		emulate();
		restart();
		handler_restart(SA_RESTART);
		handler_restart(0);
	}
	return done_testing();
}
