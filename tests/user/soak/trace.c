/* SPDX-License-Identifier: MIT */
/* Storms of ptrace. */
#include "soak.h"
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int word = 0x1234;

static int busy(void)
{
	for (int i = 0; i < 40; i++)
		syscall(SYS_getppid);
	return word == 0x1234 ? 1 : 11;
}

static bool stopped(int pid, int *status)
{
	return waitpid(pid, status, __WALL) == pid && WIFSTOPPED(*status);
}

/* Stepped, stopped at calls, changed; then killed, let go, or left by a tracer that exits. */
void storm_ptrace(void)
{
	static const int requests[] = { PTRACE_SINGLESTEP, PTRACE_SYSCALL };
	struct user_regs_struct regs;
	int status, pid = fork_child(), end = below(3);

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(busy());
	}
	if (!CHECK(stopped(pid, &status)))
		return;
	CHECK(ptrace(PTRACE_PEEKDATA, pid, &word, 0) == 0x1234);
	CHECK(ptrace(PTRACE_POKEDATA, pid, &word, 0x77) == 0);
	for (int i = 0, n = below(60); i < n; i++) {
		ptrace(requests[below(2)], pid, 0, 0);
		if (!CHECK(stopped(pid, &status)))
			return;
		CHECK(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0);
		CHECK(ptrace(PTRACE_SETREGS, pid, 0, &regs) == 0);
	}
	if (end == 0) {
		ptrace(PTRACE_KILL, pid, 0, 0);
		CHECK(killed_by(pid, SIGKILL));
	} else if (end == 1) {
		CHECK(ptrace(PTRACE_DETACH, pid, 0, 0) == 0);
		CHECK(ended_with(pid, 11));
	} else {
		kill(pid, SIGKILL);
		CHECK(killed_by(pid, SIGKILL));
	}
}

/* A tracer that seizes its sibling's whole family and dies, or lets go. */
static int seize(int pid, bool kill_with_me)
{
	int status, n = 3 + below(20);

	if (ptrace(PTRACE_SEIZE, pid, 0,
		   PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD | (kill_with_me ? PTRACE_O_EXITKILL : 0)))
		return 1;
	if (ptrace(PTRACE_INTERRUPT, pid, 0, 0))
		return 2;
	for (int i = 0; i < n; i++) {
		int who = waitpid(-1, &status, __WALL), event;

		if (who < 0)
			return 3;
		event = status >> 16;
		if (WIFSTOPPED(status))
			ptrace(PTRACE_SYSCALL, who, 0,
			       event || WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status));
	}
	return 0;
}

void storm_seize(void)
{
	bool kill_with_me = below(2);
	int pid = fork_child(), tracer;

	if (!pid) {
		for (;;) {
			int child = fork();

			if (!child)
				_exit(0);
			while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
				;
		}
	}
	tracer = fork_child();
	if (!tracer)
		_exit(seize(pid, kill_with_me));
	CHECK(ended_with(tracer, 0));
	if (!kill_with_me) {
		CHECK(kill(pid, 0) == 0);
		kill(pid, SIGKILL);
	}
	CHECK(killed_by(pid, SIGKILL));
}
