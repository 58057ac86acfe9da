/* SPDX-License-Identifier: MIT */
/* Rows: a signal to oneself with its handler's return, and a tracer's stops at system calls. */

#include "bench.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 64

static void nothing(int sig)
{
}

int row_signal(struct result *r, int n)
{
	pid_t self = getpid();

	signal(SIGUSR1, nothing);
	*r = (struct result){ LEAST(ROUNDS, kill(self, SIGUSR1)), 1 };
	signal(SIGUSR1, SIG_DFL);
	return 0;
}

static void traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (;;)
		getppid();
}

static int next_stop(pid_t pid)
{
	int status = 0;

	if (ptrace(PTRACE_SYSCALL, pid, 0, 0) < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	return WIFSTOPPED(status) ? 0 : -1;
}

/* Two stops: the call's start and its end. */
int row_ptrace(struct result *r, int n)
{
	pid_t pid = fork();
	int failed;

	if (pid < 0)
		return -1;
	if (pid == 0)
		traced();
	waitpid(pid, NULL, 0);
	failed = next_stop(pid);	/* on from SIGSTOP, to the first stop in a call */
	if (!failed)
		*r = (struct result){ LEAST(ROUNDS, (next_stop(pid), next_stop(pid))), 2 };
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return failed;
}
