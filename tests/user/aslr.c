/* SPDX-License-Identifier: MIT */
/*
 * Where the stack, mmap, the heap and the vDSO of a program lie differs from exec to exec; with norandmaps
 * on the kernel's command line, or personality(ADDR_NO_RANDOMIZE), it does not.
 */

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

#define RUNS	24
#define KINDS	4

static const char *const kinds[KINDS] = { "the stack", "mmap", "the heap", "the vDSO" };
static uint32_t seen[RUNS][KINDS];

static int report(int fd)
{
	uint32_t at[KINDS];
	void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	at[0] = (uint32_t)__builtin_frame_address(0);
	at[1] = (uint32_t)p;
	at[2] = (uint32_t)sbrk(0);
	at[3] = getauxval(AT_SYSINFO_EHDR);
	at[0] &= ~4095u; /* below that other bits are random, too */
	return write(fd, at, sizeof(at)) != sizeof(at);
}

static void run(bool fixed)
{
	int fds[2];

	for (int i = 0; i < RUNS; i++) {
		if (pipe(fds) < 0)
			bail_out("no pipe");
		if (fork() == 0) {
			if (fixed)
				personality(ADDR_NO_RANDOMIZE);
			dup2(fds[1], 1);
			execl("/proc/self/exe", "aslr", "report", NULL);
			_exit(1);
		}
		close(fds[1]);
		if (read(fds[0], seen[i], sizeof(seen[i])) != sizeof(seen[i]))
			bail_out("a program reported nothing");
		close(fds[0]);
		wait(NULL);
	}
}

static int different(int kind)
{
	int n = 0;

	for (int i = 0; i < RUNS; i++) {
		bool again = false;

		for (int j = 0; j < i; j++)
			again |= seen[j][kind] == seen[i][kind];
		n += !again;
	}
	return n;
}

static bool fixed_by_boot(void)
{
	char line[1024] = " ";
	int fd = open("/proc/cmdline", O_RDONLY);

	read(fd, line + 1, sizeof(line) - 2);
	close(fd);
	return strstr(line, " norandmaps");
}

int main(int argc, char **argv)
{
	bool fixed = fixed_by_boot();

	if (argc > 1)
		return report(1);
	run(false);
	for (int i = 0; i < KINDS; i++) {
		int n = different(i);

		/* Of 24 among 256 about one meets another. */
		ok(fixed ? n == 1 : n >= RUNS / 2, "%s lies at %d addresses in %d programs", kinds[i], n,
		   RUNS);
	}
	run(true);
	for (int i = 0; i < KINDS; i++)
		ok(different(i) == 1, "%s lies at one address with ADDR_NO_RANDOMIZE", kinds[i]);
	return done_testing();
}
