/* SPDX-License-Identifier: MIT */
/* sleep seconds - wait; the number may have a fraction */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
	struct timespec left = { 0, 0 };
	char *end = argc == 2 ? argv[1] : "";
	long unit = 100 * 1000 * 1000;

	if (isdigit((unsigned char)*end))
		left.tv_sec = strtol(end, &end, 10);
	if (*end == '.')
		for (end++; isdigit((unsigned char)*end); end++, unit /= 10)
			left.tv_nsec += (*end - '0') * unit;
	if (argc != 2 || *end || end == argv[1]) {
		fprintf(stderr, "usage: sleep seconds\n");
		return 2;
	}
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
	return 0;
}
