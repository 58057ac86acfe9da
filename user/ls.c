/* SPDX-License-Identifier: MIT */
/*
 * ls [-1aAdilR] [file...] - list directories
 *
 * -1 one name a line, -a also names that begin with a dot, -A those but . and .., -d directories
 * themselves, -i inode numbers, -l details, -R directories below.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct file {
	char *name;		/* as it is shown */
	char *path;
	struct stat st;
};

struct files {
	struct file *v;
	size_t n;
};

static bool one_column, show_all, show_dots, only_itself, inodes, details, recursive;
static bool something_printed;
static int screen_width, status;

static void fail(const char *what)
{
	fprintf(stderr, "ls: %s: %s\n", what, strerror(errno));
	status = 1;
}

static void *must(void *p)
{
	if (!p) {
		fail("memory");
		exit(2);
	}
	return p;
}

static void add(struct files *files, const char *dir, const char *name)
{
	struct file *f;

	files->v = must(realloc(files->v, (files->n + 1) * sizeof(*f)));
	f = &files->v[files->n];
	f->name = must(strdup(name));
	if (!dir)
		f->path = must(strdup(name));
	else if (asprintf(&f->path, "%s%s%s", dir, strcmp(dir, "/") ? "/" : "", name) < 0)
		must(NULL);
	if (lstat(f->path, &f->st) < 0) {
		fail(f->path);
		status = dir ? status : 2;
		free(f->name);
		free(f->path);
		return;
	}
	files->n++;
}

static void drop(struct files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		free(files->v[i].name);
		free(files->v[i].path);
	}
	free(files->v);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void print_details(const struct file *f)
{
	static const char types[] = "?pc?d?b?-?l?s???";
	const char *letters = "rwxrwxrwx";
	mode_t mode = f->st.st_mode;
	char text[32], mode_text[11];
	time_t time = f->st.st_mtime;

	mode_text[0] = types[(mode & S_IFMT) >> 12];
	for (int i = 0; i < 9; i++)
		mode_text[1 + i] = mode & (0400 >> i) ? letters[i] : '-';
	if (mode & S_ISUID)
		mode_text[3] = mode & 0100 ? 's' : 'S';
	if (mode & S_ISGID)
		mode_text[6] = mode & 010 ? 's' : 'S';
	if (mode & S_ISVTX)
		mode_text[9] = mode & 01 ? 't' : 'T';
	mode_text[10] = '\0';
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", gmtime(&time));
	printf("%s %3lu %4u %4u ", mode_text, (unsigned long)f->st.st_nlink,
	       (unsigned int)f->st.st_uid, (unsigned int)f->st.st_gid);
	if (S_ISCHR(mode) || S_ISBLK(mode))
		printf("%4u,%4u", major(f->st.st_rdev), minor(f->st.st_rdev));
	else
		printf("%9lld", (long long)f->st.st_size);
	printf(" %s ", text);
}

static void print_file(const struct file *f)
{
	char target[4096];
	ssize_t n;

	if (inodes)
		printf("%8llu ", (unsigned long long)f->st.st_ino);
	if (details)
		print_details(f);
	printf("%s", f->name);
	if (details && S_ISLNK(f->st.st_mode)) {
		n = readlink(f->path, target, sizeof(target));
		if (n >= 0)
			printf(" -> %.*s", (int)n, target);
	}
}

/* Down the columns, as a reader of a sorted list expects. */
static void print_columns(const struct files *files)
{
	size_t width = 0, columns, rows;

	for (size_t i = 0; i < files->n; i++)
		if (strlen(files->v[i].name) > width)
			width = strlen(files->v[i].name);
	width += 2;
	columns = (size_t)screen_width / width;
	columns = columns ? columns : 1;
	rows = (files->n + columns - 1) / columns;
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < files->n; i += rows)
			printf("%-*s", i + rows < files->n ? (int)width : 0, files->v[i].name);
		printf("\n");
	}
}

static void print(struct files *files)
{
	if (files->n)
		qsort(files->v, files->n, sizeof(*files->v), by_name);
	if (screen_width && !details && !inodes && !one_column) {
		print_columns(files);
		return;
	}
	for (size_t i = 0; i < files->n; i++) {
		print_file(&files->v[i]);
		printf("\n");
	}
}

static void list(const char *path, bool headed)
{
	struct files files = { NULL, 0 };
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir) {
		fail(path);
		return;
	}
	if (headed)
		printf("%s%s:\n", something_printed ? "\n" : "", path);
	something_printed = true;
	while ((errno = 0, entry = readdir(dir))) {
		const char *name = entry->d_name;
		bool dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;

		if (name[0] != '.' || show_all || (show_dots && !dots))
			add(&files, path, name);
	}
	if (errno)
		fail(path);
	closedir(dir);
	print(&files);
	for (size_t i = 0; recursive && i < files.n; i++)
		if (S_ISDIR(files.v[i].st.st_mode) && strcmp(files.v[i].name, ".") != 0 &&
		    strcmp(files.v[i].name, "..") != 0)
			list(files.v[i].path, true);
	drop(&files);
}

static void set_options(int argc, char **argv)
{
	struct winsize size;
	int c;

	while ((c = getopt(argc, argv, "1aAdilR")) != -1) {
		switch (c) {
		case '1': one_column = true; break;
		case 'a': show_all = true; break;
		case 'A': show_dots = true; break;
		case 'd': only_itself = true; break;
		case 'i': inodes = true; break;
		case 'l': details = true; break;
		case 'R': recursive = true; break;
		default: exit(2);
		}
	}
	if (isatty(1))
		screen_width = ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

int main(int argc, char **argv)
{
	struct files named = { NULL, 0 }, plain = { NULL, 0 };
	struct stat st;
	bool headed;

	set_options(argc, argv);
	headed = recursive || argc - optind > 1;
	if (optind == argc)
		add(&named, NULL, ".");
	for (int i = optind; i < argc; i++)
		add(&named, NULL, argv[i]);
	if (named.n)
		qsort(named.v, named.n, sizeof(*named.v), by_name);
	/* A symbolic link to a directory is that directory, unless details of the link are wanted. */
	for (size_t i = 0; i < named.n; i++)
		if (only_itself || (!S_ISDIR(named.v[i].st.st_mode) &&
				    (details || stat(named.v[i].path, &st) < 0 || !S_ISDIR(st.st_mode))))
			add(&plain, NULL, named.v[i].path);
	print(&plain);
	something_printed = plain.n;
	for (size_t i = 0; i < named.n && !only_itself; i++) {
		if (!S_ISDIR(named.v[i].st.st_mode) &&
		    (details || stat(named.v[i].path, &st) < 0 || !S_ISDIR(st.st_mode)))
			continue;
		list(named.v[i].path, headed);
	}
	drop(&plain);
	drop(&named);
	if (fflush(stdout))
		fail("standard output");
	return status;
}
