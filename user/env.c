/* SPDX-License-Identifier: MIT */
/* env [-i] [name=value...] [program [argument...]] - show the environment, or run with a changed one */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	int i = 1, status;

	if (i < argc && strcmp(argv[i], "-i") == 0) {
		clearenv();
		i++;
	}
	for (; i < argc && strchr(argv[i], '='); i++) {
		if (putenv(argv[i]) != 0) {
			fprintf(stderr, "env: %s: %s\n", argv[i], strerror(errno));
			return 125;
		}
	}
	if (i < argc) {
		execvp(argv[i], argv + i);
		status = errno == ENOENT ? 127 : 126;
		fprintf(stderr, "env: %s: %s\n", argv[i], strerror(errno));
		return status;
	}
	for (char **e = environ; e && *e; e++)
		printf("%s\n", *e);
	return fflush(stdout) != 0;
}
