/* SPDX-License-Identifier: MIT */
/* cp [-r] file... target - copy; -r: directories with all that is in them */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool recursive;

static int copy(const char *from, const char *to);

static int fail(const char *what, int error)
{
	fprintf(stderr, "cp: %s: %s\n", what, strerror(error));
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

static int copy_data(int in, const char *from, int out, const char *to)
{
	static char buf[16384];
	ssize_t n, done;

	while ((n = read(in, buf, sizeof(buf))) > 0) {
		for (ssize_t at = 0; at < n; at += done) {
			done = write(out, buf + at, n - at);
			if (done < 0)
				return fail(to, errno);
		}
	}
	return n < 0 ? fail(from, errno) : 0;
}

static int copy_file(const char *from, const char *to, const struct stat *st)
{
	struct stat other;
	int in, out, status;

	if (stat(to, &other) == 0 && other.st_dev == st->st_dev && other.st_ino == st->st_ino) {
		fprintf(stderr, "cp: %s: is the same file as %s\n", to, from);
		return 1;
	}
	in = open(from, O_RDONLY);
	if (in < 0)
		return fail(from, errno);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st->st_mode & 0777);
	if (out < 0) {
		status = fail(to, errno);
		close(in);
		return status;
	}
	status = copy_data(in, from, out, to);
	close(in);
	if (close(out) < 0 && !status)
		status = fail(to, errno);
	return status;
}

static int copy_link(const char *from, const char *to)
{
	char target[4096];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n < 0)
		return fail(from, errno);
	target[n] = '\0';
	unlink(to);
	return symlink(target, to) < 0 ? fail(to, errno) : 0;
}

static bool is_below(const char *path, const struct stat *top)
{
	struct stat st;
	char *up = strdup(path);
	bool below = false;
	char *slash;

	while (up && !below) {
		below = stat(*up ? up : "/", &st) == 0 && st.st_dev == top->st_dev &&
			st.st_ino == top->st_ino;
		slash = strrchr(up, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
	free(up);
	return below;
}

static int copy_directory(const char *from, const char *to, const struct stat *st)
{
	struct dirent *entry;
	int status = 0;
	DIR *dir;

	if (is_below(to, st)) {
		fprintf(stderr, "cp: %s: is inside %s\n", to, from);
		return 1;
	}
	dir = opendir(from);
	if (!dir)
		return fail(from, errno);
	if (mkdir(to, (st->st_mode & 0777) | 0700) < 0 && errno != EEXIST)
		status = fail(to, errno);
	while (!status && (entry = readdir(dir))) {
		char *inner_from, *inner_to;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		inner_from = inside(from, entry->d_name);
		inner_to = inside(to, entry->d_name);
		status |= copy(inner_from, inner_to);
		free(inner_from);
		free(inner_to);
	}
	closedir(dir);
	return status;
}

static int copy(const char *from, const char *to)
{
	struct stat st;

	if ((recursive ? lstat : stat)(from, &st) < 0)
		return fail(from, errno);
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to);
	if (!S_ISDIR(st.st_mode))
		return copy_file(from, to, &st);
	return recursive ? copy_directory(from, to, &st) : fail(from, EISDIR);
}

int main(int argc, char **argv)
{
	int status = 0, c;
	struct stat st;
	bool into;

	while ((c = getopt(argc, argv, "rR")) != -1) {
		if (c == '?')
			return 2;
		recursive = true;
	}
	if (argc - optind < 2) {
		fprintf(stderr, "usage: cp [-r] file... target\n");
		return 2;
	}
	into = stat(argv[argc - 1], &st) == 0 && S_ISDIR(st.st_mode);
	if (argc - optind > 2 && !into)
		return fail(argv[argc - 1], ENOTDIR);
	for (; optind < argc - 1; optind++) {
		char *to = into ? inside(argv[argc - 1], argv[optind]) : strdup(argv[argc - 1]);

		status |= copy(argv[optind], to);
		free(to);
	}
	return status;
}
