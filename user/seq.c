/* SPDX-License-Identifier: MIT */
/* seq [first [step]] last - print integers */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	long long n[3];

	for (int i = 1; i < argc && argc <= 4; i++) {
		char *end;

		n[i - 1] = strtoll(argv[i], &end, 10);
		if (end == argv[i] || *end)
			argc = 0;
	}
	if (argc < 2 || argc > 4 || (argc == 4 && n[1] == 0)) {
		fprintf(stderr, "usage: seq [first [step]] last\n");
		return 2;
	}
	long long first = argc > 2 ? n[0] : 1, step = argc > 3 ? n[1] : 1, last = n[argc - 2];

	for (long long i = first; step > 0 ? i <= last : i >= last;) {
		printf("%lld\n", i);
		if (__builtin_add_overflow(i, step, &i))
			break;
	}
	return fflush(stdout) != 0;
}
