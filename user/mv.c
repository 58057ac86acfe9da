/* SPDX-License-Identifier: MIT */
/* mv file... target - rename; there is but one writable file system, so nothing is ever copied */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int fail(const char *what, int error)
{
	fprintf(stderr, "mv: %s: %s\n", what, strerror(error));
	return 1;
}

/* directory/last part of path; the caller frees it */
static char *inside(const char *directory, const char *path)
{
	const char *end = path + strlen(path), *start;
	char *joined;

	while (end > path + 1 && end[-1] == '/')
		end--;
	for (start = end; start > path && start[-1] != '/'; start--)
		continue;
	if (asprintf(&joined, "%s/%.*s", directory, (int)(end - start), start) < 0)
		exit(fail(path, ENOMEM));
	return joined;
}

int main(int argc, char **argv)
{
	struct stat st;
	int status = 0;
	bool into;

	if (argc < 3) {
		fprintf(stderr, "usage: mv file... target\n");
		return 2;
	}
	into = stat(argv[argc - 1], &st) == 0 && S_ISDIR(st.st_mode);
	if (argc > 3 && !into)
		return fail(argv[argc - 1], ENOTDIR);
	for (int i = 1; i < argc - 1; i++) {
		char *to = into ? inside(argv[argc - 1], argv[i]) : strdup(argv[argc - 1]);

		if (rename(argv[i], to) < 0)
			status = fail(argv[i], errno);
		free(to);
	}
	return status;
}
