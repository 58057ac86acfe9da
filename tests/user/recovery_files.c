/* SPDX-License-Identifier: MIT */
/*
 * Descriptors until none is left, links that lead in circles, names and trees of any length and depth: each
 * is refused where the manual says so, nothing is lost, and everything can be removed again.
 * Catches: a table that leaks, a walk that never ends or runs over the kernel's stack, a limit off by one.
 */
#include "recovery.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define HOME       "/tmp/recovery"
#define FOLLOWED   40 /* links on one walk: path_resolution(7) */
#define LEVELS     1500
#define NAME_BYTES 255
#define PATH_BYTES 4095 /* without the end */

/* ---- descriptors ---- */

static int opened(void)
{
	int n = 0, fd;

	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		n++;
	return n;
}

static void close_from(int first)
{
	for (int fd = first; fd < 4096; fd++)
		close(fd);
}

static void descriptors(void)
{
	struct rlimit limit = { 100, 100 };
	int fds[2], n;

	close_from(3);
	setrlimit(RLIMIT_NOFILE, &limit);
	n = opened();
	if (n != 97 || errno != EMFILE)
		_exit(1);
	if (dup(0) != -1 || errno != EMFILE || dup2(0, 100) != -1 || errno != EBADF ||
	    fcntl(0, F_DUPFD, 100) != -1 || errno != EINVAL)
		_exit(2);
	if (pipe(fds) != -1 || errno != EMFILE)
		_exit(3);
	/* With one left a pipe must not keep it. */
	close(50);
	if (pipe(fds) != -1 || errno != EMFILE || dup(0) != 50)
		_exit(4);
	close_from(3);
	if (opened() != n)
		_exit(5);
}

/* Tables that had to grow, of many processes, all full. */
static void full_tables(void)
{
	int pids[20], bad = 0;

	for (int i = 0; i < 20; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		opened();
		_exit(errno == EMFILE || errno == ENFILE || errno == ENOMEM ? 0 : 1);
	}
	for (int i = 0; i < 20; i++)
		bad |= pids[i] < 0 || status_of(pids[i]) != 0;
	/* A copy of a full table. */
	opened();
	for (int i = 0; i < 5; i++) {
		int pid = fork();

		if (!pid)
			_exit(dup(0) == -1 ? 0 : 1);
		bad |= pid > 0 && status_of(pid) != 0;
	}
	_exit(bad);
}

/* Pipes whose ends go while somebody waits at the other; over and over. */
static void many_pipes(void)
{
	for (int round = 0; round < 300; round++) {
		int fds[2], pid;
		char byte;

		if (pipe(fds))
			_exit(1);
		pid = fork();
		if (!pid) {
			close(fds[1]);
			_exit(read(fds[0], &byte, 1) == 0 ? 0 : 1);
		}
		close(fds[0]);
		close(fds[1]);
		if (pid < 0 || status_of(pid))
			_exit(2);
	}
}

/* ---- links ---- */

static void link_name(char *to, int n)
{
	snprintf(to, 40, "link%d", n);
}

static void link_chain(void)
{
	char name[40], target[40];
	int fd;

	close(open("link0", O_CREAT | O_WRONLY, 0600));
	for (int n = 1; n <= FOLLOWED + 2; n++) {
		link_name(name, n);
		link_name(target, n - 1);
		if (symlink(target, name))
			_exit(1);
	}
	link_name(name, FOLLOWED);
	fd = open(name, O_RDONLY);
	if (fd < 0)
		_exit(2);
	close(fd);
	link_name(name, FOLLOWED + 1);
	if (open(name, O_RDONLY) != -1 || errno != ELOOP)
		_exit(3);
	link_name(name, FOLLOWED + 2);
	if (open(name, O_WRONLY | O_CREAT, 0600) != -1 || errno != ELOOP)
		_exit(4);
	for (int n = 0; n <= FOLLOWED + 2; n++) {
		link_name(name, n);
		if (unlink(name))
			_exit(5);
	}
}

static void link_circles(void)
{
	struct stat st;

	if (symlink("self", "self") || symlink("b/x", "a") || symlink("a/x", "b") ||
	    symlink(".", "here"))
		_exit(1);
	if (stat("self", &st) != -1 || errno != ELOOP || stat("self/x", &st) != -1 || errno != ELOOP)
		_exit(2);
	if (stat("a", &st) != -1 || errno != ELOOP || chdir("b") != -1 || errno != ELOOP)
		_exit(3);
	if (execl("self", "self", NULL) != -1 || errno != ELOOP || rename("self/a", "c") != -1 ||
	    errno != ELOOP)
		_exit(4);
	if (stat("here/here/here/here/here/here/here/here", &st) || lstat("self", &st) ||
	    !S_ISLNK(st.st_mode))
		_exit(5);
	if (unlink("self") || unlink("a") || unlink("b") || unlink("here"))
		_exit(6);
}

/* One component each time: 2^n of them are walked without the limit. */
static void link_doubles(void)
{
	char name[40], target[100];

	mkdir("d0", 0700);
	for (int n = 1; n <= 30; n++) {
		snprintf(name, sizeof(name), "d%d", n);
		snprintf(target, sizeof(target), "d%d/../d%d", n - 1, n - 1);
		if (symlink(target, name))
			_exit(1);
	}
	if (chdir("d30") != -1 || errno != ELOOP || chdir("d4") || chdir(HOME))
		_exit(2);
	for (int n = 1; n <= 30; n++) {
		snprintf(name, sizeof(name), "d%d", n);
		if (unlink(name))
			_exit(3);
	}
	if (rmdir("d0"))
		_exit(4);
}

/* ---- names ---- */

static void long_names(void)
{
	static char name[PATH_BYTES + 100];
	int fd;

	memset(name, 'n', sizeof(name));
	name[NAME_BYTES] = '\0';
	fd = open(name, O_CREAT | O_WRONLY, 0600);
	if (fd < 0 || unlink(name))
		_exit(1);
	name[NAME_BYTES] = 'n';
	name[NAME_BYTES + 1] = '\0';
	if (open(name, O_CREAT | O_WRONLY, 0600) != -1 || errno != ENAMETOOLONG ||
	    mkdir(name, 0700) != -1 || errno != ENAMETOOLONG || symlink("x", name) != -1 ||
	    errno != ENAMETOOLONG)
		_exit(2);
	/* ./././ and so on up to the longest, and one more */
	for (int i = 0; i < PATH_BYTES; i++)
		name[i] = i % 2 ? '/' : '.';
	name[PATH_BYTES] = '\0';
	if (chdir(name))
		_exit(3);
	name[PATH_BYTES] = '/';
	name[PATH_BYTES + 1] = '\0';
	if (chdir(name) != -1 || errno != ENAMETOOLONG || unlink(name) != -1 || errno != ENAMETOOLONG)
		_exit(4);
	memset(name, '/', PATH_BYTES);
	name[PATH_BYTES] = '\0';
	if (chdir(name) || chdir(HOME))
		_exit(5);
	/* A link's text: as long as a path, not longer. */
	memset(name, 'x', PATH_BYTES + 1);
	name[PATH_BYTES + 1] = '\0';
	if (symlink(name, "l") != -1 || errno != ENAMETOOLONG)
		_exit(6);
	name[PATH_BYTES] = '\0';
	if (symlink(name, "l") || open("l", O_RDONLY) != -1 || errno != ENAMETOOLONG || unlink("l"))
		_exit(7);
}

/* ---- depth ---- */

static bool below_is_refused(void)
{
	static char path[PATH_BYTES + 100];
	unsigned at = 0;

	/* One component after the other until the path is too long. */
	while (at < PATH_BYTES + 10)
		at += snprintf(path + at, sizeof(path) - at, "deep/");
	return chdir(path) == -1 && errno == ENAMETOOLONG;
}

static void depth(void)
{
	static char where[PATH_BYTES + 5000];
	int pid;

	for (int n = 0; n < LEVELS; n++)
		if (mkdir("deep", 0700) || chdir("deep"))
			_exit(1);
	/* Where it is now has a name that is longer than a path may be. */
	if (getcwd(where, sizeof(where)) && strlen(where) <= PATH_BYTES)
		_exit(2);
	if (close(open("file", O_CREAT | O_WRONLY, 0600)) || rename("file", "other"))
		_exit(3);
	/* A child starts there, too, and /proc can be asked where it is. */
	pid = fork();
	if (!pid) {
		readlink("/proc/self/cwd", where, sizeof(where));
		_exit(access("other", R_OK) ? 1 : 0);
	}
	if (pid < 0 || status_of(pid))
		_exit(4);
	if (unlink("other"))
		_exit(5);
	for (int n = 0; n < LEVELS; n++)
		if (chdir("..") || rmdir("deep"))
			_exit(6);
	if (!below_is_refused())
		_exit(7);
}

/* All of it is removed above a program that is still down there. */
static void depth_removed(void)
{
	int root = open(".", O_RDONLY), fd;

	for (int n = 0; n < LEVELS; n++)
		if (mkdir("deep", 0700) || chdir("deep"))
			_exit(1);
	fd = open(".", O_RDONLY);
	for (int n = 0; n < LEVELS; n++)
		if (chdir("..") || rmdir("deep"))
			_exit(2);
	if (fchdir(fd) || mkdir("x", 0700) != -1 || errno != ENOENT || close(fd))
		_exit(3);
	/* Leaving lets go of the chain of parents. */
	if (fchdir(root))
		_exit(4);
}

static void into_itself(void)
{
	if (mkdir("p", 0700) || mkdir("p/q", 0700) || mkdir("p/q/r", 0700))
		_exit(1);
	if (rename("p", "p/q/r/s") != -1 || errno != EINVAL || rename("p/q", "p/q/r") != -1 ||
	    errno != EINVAL)
		_exit(2);
	if (rmdir("p/q/r") || rmdir("p/q") || rmdir("p"))
		_exit(3);
}

static const struct {
	const char *name;
	void (*attack)(void);
} attacks[] = {
	{ "descriptors until none is left", descriptors },
	{ "many full tables of descriptors", full_tables },
	{ "pipes that are left", many_pipes },
	{ "a chain of links", link_chain },
	{ "circles of links", link_circles },
	{ "links that double the way", link_doubles },
	{ "long names", long_names },
	{ "a deep tree", depth },
	{ "a deep tree that is removed above", depth_removed },
	{ "a directory into itself", into_itself },
};

int main(void)
{
	start_bystander();
	mkdir(HOME, 0700);
	if (chdir(HOME))
		bail_out("no %s", HOME);
	for (unsigned i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		double began = seconds_now();
		int status;

		note_state();
		status = attacked_by(attacks[i].attack);
		ok(status == 0, "%s (status %x, %d ms)", attacks[i].name, status,
		   (int)((seconds_now() - began) * 1000));
		check_recovered(attacks[i].name);
	}
	ok(!chdir("/") && !rmdir(HOME), "nothing is left of it");
	return done_testing();
}
