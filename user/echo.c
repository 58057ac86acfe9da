/* SPDX-License-Identifier: MIT */
/* echo [-n] word... - print the words */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;

	for (int i = newline ? 1 : 2; i < argc; i++)
		printf("%s%s", argv[i], i + 1 < argc ? " " : "");
	if (newline)
		putchar('\n');
	if (fflush(stdout) == 0)
		return 0;
	fprintf(stderr, "echo: standard output: %s\n", strerror(errno));
	return 1;
}
