/* SPDX-License-Identifier: MIT */
/*
 * traced CALL - makes one system call, twice: the first time warms the way and shows the debugger where
 * the call is, the second is the one that `make trace CALL=` records.
 */

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char hello[] = "hi\n";
static char buffer[16];
static int zero;	/* /dev/zero */
static pid_t self;

static void on_signal(int number)
{
}

/* Name and C, a line each: debug/trace/capture.py reads the names here. */
#define CALLS(CALL)						\
	CALL(getppid, getppid())				\
	CALL(getpid, getpid())					\
	CALL(write, write(1, hello, sizeof(hello) - 1))		\
	CALL(read, read(zero, buffer, sizeof(buffer)))		\
	CALL(open, open("/bin/hello", O_RDONLY))		\
	CALL(brk, syscall(SYS_brk, 0))				\
	CALL(sched_yield, sched_yield())			\
	CALL(clock_gettime, syscall(SYS_clock_gettime, CLOCK_MONOTONIC, buffer))	\
	CALL(kill, kill(self, SIGUSR1))			\
	CALL(fault, write(1, NULL, 1))				\
	CALL(unknown, syscall(4000))

#define FUNCTION(name, call)			\
	static long traced_##name(void)		\
	{					\
		return call;			\
	}
CALLS(FUNCTION)

#define ROW(name, call) { #name, traced_##name },
static const struct {
	const char *name;
	long (*make)(void);
} table[] = { CALLS(ROW) };

int main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "";

	zero = open("/dev/zero", O_RDONLY);
	self = getpid();
	signal(SIGUSR1, on_signal);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(name, table[i].name) == 0) {
			for (int round = 0; round < 2; round++)
				table[i].make();
			return 0;
		}
	}
	fprintf(stderr, "usage: traced CALL, one of:");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		fprintf(stderr, " %s", table[i].name);
	fprintf(stderr, "\n");
	return 2;
}
