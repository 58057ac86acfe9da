/* SPDX-License-Identifier: MIT */
/* rm [-rf] file... - remove files; -r: directories with all that is in them, -f: absent ones are fine */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool recursive, force;

static int fail(const char *path, int error)
{
	fprintf(stderr, "rm: %s: %s\n", path, strerror(error));
	return 1;
}

static int remove_file(const char *path);

static int remove_directory(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int status = 0;

	if (!dir)
		return fail(path, errno);
	while ((entry = readdir(dir))) {
		char *inner;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&inner, "%s/%s", path, entry->d_name) < 0) {
			status = fail(path, ENOMEM);
			break;
		}
		status |= remove_file(inner);
		free(inner);
	}
	closedir(dir);
	if (rmdir(path) < 0 && !status)
		return fail(path, errno);
	return status;
}

static int remove_file(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return force && errno == ENOENT ? 0 : fail(path, errno);
	if (S_ISDIR(st.st_mode))
		return recursive ? remove_directory(path) : fail(path, EISDIR);
	return unlink(path) < 0 ? fail(path, errno) : 0;
}

int main(int argc, char **argv)
{
	int status = 0, c;

	while ((c = getopt(argc, argv, "rRf")) != -1) {
		if (c == '?')
			return 2;
		force |= c == 'f';
		recursive |= c != 'f';
	}
	if (optind == argc && !force) {
		fprintf(stderr, "usage: rm [-rf] file...\n");
		return 2;
	}
	for (; optind < argc; optind++) {
		const char *name = strrchr(argv[optind], '/');

		name = name ? name + 1 : argv[optind];
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			status = fail(argv[optind], EINVAL);
		else
			status |= remove_file(argv[optind]);
	}
	return status;
}
