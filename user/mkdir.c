/* SPDX-License-Identifier: MIT */
/* mkdir [-p] directory... - make directories; -p: their parents too, and no complaint if they exist */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int make(char *path, bool parents)
{
	struct stat st;

	for (char *slash = path + 1; parents && *path && (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	if (mkdir(path, 0777) == 0)
		return 0;
	if (parents && errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	fprintf(stderr, "mkdir: %s: %s\n", path, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	bool parents = argc > 1 && strcmp(argv[1], "-p") == 0;
	int status = 0;

	if (argc < 2 + parents) {
		fprintf(stderr, "usage: mkdir [-p] directory...\n");
		return 2;
	}
	for (int i = 1 + parents; i < argc; i++)
		status |= make(argv[i], parents);
	return status;
}
