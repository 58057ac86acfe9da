/* SPDX-License-Identifier: MIT */
/* uname [-asnrvm] - what system this is */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
	const char letters[] = "snrvm";
	struct utsname name;
	const char *parts[] = { name.sysname, name.nodename, name.release, name.version,
				name.machine };
	bool wanted[5] = { false };
	bool any = false;

	for (int i = 1; i < argc; i++) {
		for (const char *c = argv[i] + 1; argv[i][0] != '-' || *c; c++) {
			const char *letter = argv[i][0] == '-' ? strchr(letters, *c) : NULL;

			if (*c != 'a' && !letter) {
				fprintf(stderr, "usage: uname [-asnrvm]\n");
				return 2;
			}
			for (size_t k = 0; k < 5; k++)
				wanted[k] |= *c == 'a' || letters[k] == *c;
		}
	}
	if (uname(&name) < 0) {
		fprintf(stderr, "uname: %s\n", strerror(errno));
		return 1;
	}
	wanted[0] |= argc < 2;
	for (size_t k = 0; k < 5; k++) {
		if (wanted[k]) {
			printf("%s%s", any ? " " : "", parts[k]);
			any = true;
		}
	}
	printf("\n");
	return fflush(stdout) != 0;
}
