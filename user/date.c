/* SPDX-License-Identifier: MIT */
/* date [+format] - the time, in UTC; format as strftime(3) takes it */
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
	const char *format = "%a %b %e %H:%M:%S UTC %Y";
	time_t now = time(NULL);
	char text[512] = "";
	int i = argc > 1 && strcmp(argv[1], "-u") == 0 ? 2 : 1;

	if (i < argc && argv[i][0] == '+')
		format = argv[i++] + 1;
	if (i < argc) {
		fprintf(stderr, "usage: date [-u] [+format]\n");
		return 2;
	}
	if (*format && !strftime(text, sizeof(text), format, gmtime(&now))) {
		fprintf(stderr, "date: %s: result too long\n", format);
		return 1;
	}
	printf("%s\n", text);
	return fflush(stdout) != 0;
}
