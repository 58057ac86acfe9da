/* SPDX-License-Identifier: MIT */
/* Rows: calls that neither sleep nor create anything, and walks along a path. */

#include "bench.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS		64
#define NO_SUCH_CALL	4000

extern void *__sysinfo;		/* where the libc enters the kernel */

__asm__(".text\n"
	"bench_ret: ret\n");
extern const char bench_ret[];

/* One call to target, which is the stub of the vDSO or a bare ret. */
static inline long call(const void *target, long nr)
{
	long result;

	__asm__ volatile("call *%2" : "=a"(result) : "0"(nr), "r"(target) : "memory");
	return result;
}

/* From the first instruction of __kernel_vsyscall through its ret. */
static int null_call(struct result *r, long nr)
{
	const void *stub = __sysinfo;
	uint64_t empty = LEAST(ROUNDS, call(bench_ret, 0)) - 1;	/* the ret itself counts for the call */

	*r = (struct result){ LEAST(ROUNDS, call(stub, nr)) - empty, 1 };
	return 0;
}

int row_unknown(struct result *r, int n)
{
	return null_call(r, NO_SUCH_CALL);
}

int row_getppid(struct result *r, int n)
{
	return null_call(r, SYS_getppid);
}

static int byte_of(struct result *r, const char *path, bool writing)
{
	int fd = open(path, writing ? O_WRONLY : O_RDONLY);
	char byte = 0;

	if (fd < 0)
		return -1;
	r->units = 1;
	r->ticks = writing ? LEAST(ROUNDS, write(fd, &byte, 1)) : LEAST(ROUNDS, read(fd, &byte, 1));
	return close(fd);
}

int row_read_zero(struct result *r, int n)
{
	return byte_of(r, "/dev/zero", false);
}

int row_write_zero(struct result *r, int n)
{
	return byte_of(r, "/dev/zero", true);
}

int row_read_null(struct result *r, int n)
{
	return byte_of(r, "/dev/null", false);
}

int row_write_null(struct result *r, int n)
{
	return byte_of(r, "/dev/null", true);
}

int row_clock(struct result *r, int n)
{
	struct timespec ts;

	*r = (struct result){ LEAST(ROUNDS, clock_gettime(CLOCK_MONOTONIC, &ts)), 1 };
	return 0;
}

/* A file below so many components, the last its own: made by the first row that wants it. */
static int path_of_depth(char *path, int depth)
{
	int fd;

	strcpy(path, "/tmp");
	for (int i = 2; i < depth; i++) {
		strcat(path, "/d");
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return -1;
	}
	if (depth == 1)
		strcpy(path, "");
	strcat(path, "/bench-file");
	fd = open(path, O_CREAT | O_RDWR, 0644);
	return fd < 0 ? -1 : close(fd);
}

int row_open_close(struct result *r, int depth)
{
	char path[PATH_MAX];

	if (path_of_depth(path, depth) < 0)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, close(open(path, O_RDONLY))), 1 };
	return 0;
}

int row_stat(struct result *r, int depth)
{
	char path[PATH_MAX];
	struct stat st;

	if (path_of_depth(path, depth) < 0)
		return -1;
	*r = (struct result){ LEAST(ROUNDS, stat(path, &st)), 1 };
	return 0;
}
