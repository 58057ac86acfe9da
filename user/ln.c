/* SPDX-License-Identifier: MIT */
/* ln [-sf] target [name] - make a link; -s: a symbolic one, -f: replace what has the name */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	bool symbolic = false, force = false;
	char name[4096];
	const char *target, *base;
	struct stat st;
	int c;

	while ((c = getopt(argc, argv, "sf")) != -1) {
		if (c == '?')
			return 2;
		symbolic |= c == 's';
		force |= c == 'f';
	}
	if (argc - optind < 1 || argc - optind > 2) {
		fprintf(stderr, "usage: ln [-sf] target [name]\n");
		return 2;
	}
	target = argv[optind];
	base = strrchr(target, '/') ? strrchr(target, '/') + 1 : target;
	snprintf(name, sizeof(name), "%s", argc - optind == 2 ? argv[optind + 1] : base);
	if (stat(name, &st) == 0 && S_ISDIR(st.st_mode))
		snprintf(name, sizeof(name), "%s/%s", argc - optind == 2 ? argv[optind + 1] : ".",
			 base);
	if (force)
		unlink(name);
	if ((symbolic ? symlink : link)(target, name) == 0)
		return 0;
	fprintf(stderr, "ln: %s: %s\n", name, strerror(errno));
	return 1;
}
