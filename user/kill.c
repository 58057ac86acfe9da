/* SPDX-License-Identifier: MIT */
/* kill [-SIGNAL | -s SIGNAL] pid... - send a signal (TERM); -l lists them; a negative pid is a group */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {
	"0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
	"PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
	"XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
};
#define N_NAMES ((int)(sizeof(names) / sizeof(names[0])))

static int usage(void)
{
	fprintf(stderr, "usage: kill [-s signal | -signal] pid..., kill -l\n");
	return 2;
}

static int signal_number(const char *name)
{
	char *end;
	long n = strtol(name, &end, 10);

	if (end != name && !*end)
		return n >= 0 && n <= 64 ? n : -1;
	if (strncasecmp(name, "SIG", 3) == 0)
		name += 3;
	for (int i = 0; i < N_NAMES; i++)
		if (strcasecmp(name, names[i]) == 0)
			return i;
	return -1;
}

int main(int argc, char **argv)
{
	int sig = SIGTERM, i = 1, status = 0;

	if (argc == 2 && strcmp(argv[1], "-l") == 0) {
		for (int k = 1; k < N_NAMES; k++)
			printf("%2d %-8s%s", k, names[k], k % 8 ? "" : "\n");
		printf("\n");
		return fflush(stdout) != 0;
	}
	if (argc > 1 && argv[1][0] == '-' && strcmp(argv[1], "--") != 0) {
		const char *name = argv[1] + 1;

		if (strcmp(name, "s") == 0 && argc > 2)
			name = argv[++i];
		i++;
		sig = signal_number(name);
		if (sig < 0) {
			fprintf(stderr, "kill: %s: unknown signal\n", name);
			return 2;
		}
	}
	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	if (i == argc)
		return usage();
	for (; i < argc; i++) {
		char *end;
		long pid = strtol(argv[i], &end, 10);

		if (end == argv[i] || *end) {
			fprintf(stderr, "kill: %s: not a process id\n", argv[i]);
			status = 1;
		} else if (kill(pid, sig) < 0) {
			fprintf(stderr, "kill: %s: %s\n", argv[i], strerror(errno));
			status = 1;
		}
	}
	return status;
}
