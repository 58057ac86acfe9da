/* SPDX-License-Identifier: MIT */
/* Rows: processes that are made and end at once. */

#include "bench.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS		64
#define ROUNDS_BIG	12
#define PAGE		4096
#define MIB		(1024 * 1024)

static void fork_wait(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* Beside n tasks that sleep. */
int row_fork(struct result *r, int n)
{
	struct crowd *c = crowd_start(n, NULL);

	if (!c)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, fork_wait()), 1 };
	crowd_stop(c);
	return 0;
}

/* With n MiB of its own in memory. */
int row_fork_resident(struct result *r, int n)
{
	char *map = mmap(NULL, n * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED)
		return -1;
	for (int i = 0; i < n * MIB; i += PAGE)
		map[i] = 1;
	*r = (struct result){ LEAST(ROUNDS_BIG, fork_wait()), 1 };
	return munmap(map, n * MIB);
}

static int exec_wait(void)
{
	char *const argv[] = { "/bin/true", NULL };
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execv(argv[0], argv);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	return status;
}

int row_exec(struct result *r, int n)
{
	if (exec_wait() != 0) {
		errno = ENOEXEC;
		return -1;
	}
	*r = (struct result){ LEAST(ROUNDS, exec_wait()), 1 };
	return 0;
}
