/* SPDX-License-Identifier: MIT */
/* Storms of processes: fork, vfork, exec. */
#include "soak.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CHILDREN 8
#define LONG_WORD    30000

int fork_child(void)
{
	int pid = fork();

	if (!pid)
		alarm(40);
	return pid;
}

static int wait_for(int pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

bool ended_with(int pid, int code)
{
	int status = wait_for(pid);

	return status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == code;
}

bool killed_by(int pid, int sig)
{
	int status = wait_for(pid);

	return status >= 0 && WIFSIGNALED(status) && WTERMSIG(status) == sig;
}

/* A chain of children: each waits for the next. */
static int descend(uint32_t depth)
{
	int pid;

	if (!depth)
		return 17;
	pid = fork_child();
	if (!pid)
		_exit(descend(depth - 1));
	return ended_with(pid, 17) ? 17 : 1;
}

void storm_fork(void)
{
	int pids[MAX_CHILDREN], n = 1 + below(MAX_CHILDREN);

	for (int i = 0; i < n; i++) {
		pids[i] = fork_child();
		if (!pids[i]) {
			volatile char page[8192];

			memset((char *)page, i, sizeof(page));
			if (i & 1)
				sched_yield();
			_exit(page[100] + 20);
		}
		if (!CHECK(pids[i] > 0))
			n = i;
	}
	for (int i = n - 1; i >= 0; i--)
		CHECK(ended_with(pids[i], i + 20));
	CHECK(descend(below(6)) == 17);
	/* orphans: the child leaves one behind, which init gets */
	pids[0] = fork_child();
	if (!pids[0]) {
		int orphan = fork_child();

		if (!orphan) {
			sched_yield();
			_exit(0);
		}
		_exit(orphan < 0);
	}
	CHECK(ended_with(pids[0], 0));
}

static void exec_self(char *const argv[], char *const envp[])
{
	execve(soak_self, argv, envp);
	_exit(errno);
}

/* A file that no kernel runs, in the place of a program. */
static void exec_nonsense(void)
{
	char name[64];
	char *argv[] = { name, NULL };
	int fd, pid;

	snprintf(name, sizeof(name), "/tmp/soak.%d.x", (int)getpid());
	fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0755);
	if (!CHECK(fd >= 0))
		return;
	CHECK(write(fd, "\177ELF nonsense", 13) == 13);
	close(fd);
	pid = fork_child();
	if (!pid) {
		execve(name, argv, NULL);
		_exit(errno);
	}
	CHECK(ended_with(pid, ENOEXEC));
	unlink(name);
}

void storm_exec(void)
{
	char *word = malloc(LONG_WORD + 1);
	char *argv[] = { (char *)soak_self, "nop", word, word, word, NULL };
	char *envp[] = { "A=B", word, NULL };
	int pid;

	if (!CHECK(word))
		return;
	memset(word, 'x', LONG_WORD);
	word[below(LONG_WORD)] = 0;
	word[LONG_WORD] = 0;
	pid = fork_child();
	if (!pid)
		exec_self(argv, envp);
	CHECK(ended_with(pid, 42));
	argv[2] = NULL;
	pid = vfork();
	if (!pid)
		exec_self(argv, envp);
	CHECK(ended_with(pid, 42));
	pid = fork_child();
	if (!pid) {
		execve("/nonexistent", argv, envp);
		_exit(errno);
	}
	CHECK(ended_with(pid, ENOENT));
	pid = fork_child();
	if (!pid) {
		char **volatile nowhere = (char **)0x10;

		execve(soak_self, nowhere, envp);
		_exit(errno);
	}
	CHECK(ended_with(pid, EFAULT));
	exec_nonsense();
	free(word);
}
