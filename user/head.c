/* SPDX-License-Identifier: MIT */
/* head [-n lines | -lines] [file...] - the first lines */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what)
{
	fprintf(stderr, "head: %s: %s\n", what, strerror(errno));
	return 1;
}

static int head(FILE *f, const char *name, long lines)
{
	int c;

	while (lines > 0 && (c = getc(f)) != EOF) {
		putchar(c);
		lines -= c == '\n';
	}
	return ferror(f) ? fail(name) : 0;
}

int main(int argc, char **argv)
{
	const char *number = "10";
	char *end;
	long lines;
	int i = 1, first, status = 0;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		number = argv[2];
		i = 3;
	} else if (argc > 1 && argv[1][0] == '-' && argv[1][1]) {
		number = argv[1] + (argv[1][1] == 'n' ? 2 : 1);
		i = 2;
	}
	lines = strtol(number, &end, 10);
	if (end == number || *end || lines < 0) {
		fprintf(stderr, "usage: head [-n lines] [file...]\n");
		return 2;
	}
	if (i == argc)
		status = head(stdin, "standard input", lines);
	for (first = i; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");

		if (!f) {
			status = fail(argv[i]);
			continue;
		}
		if (argc - first > 1)
			printf("%s==> %s <==\n", i > first ? "\n" : "", argv[i]);
		status |= head(f, argv[i], lines);
		fclose(f);
	}
	return fflush(stdout) ? fail("standard output") : status;
}
