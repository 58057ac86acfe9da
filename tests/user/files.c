/* SPDX-License-Identifier: MIT */
/*
 * Files and directories of the root file system: contents, offsets, names, links, errors.
 * Catches: a hole that shows old memory, a wrong offset, a name that resolves past its end.
 */
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char dir[64];

static const char *in_dir(const char *name)
{
	static char path[4][160];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, 160, "%s/%s", dir, name);
	return p;
}

static void contents(void)
{
	static uint8_t out[20000], in[20000];
	const char *name = in_dir("contents");
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0640);
	struct stat st;

	for (unsigned i = 0; i < sizeof(out); i++)
		out[i] = i * 13 + (i >> 8);
	ok(fd >= 0 && write(fd, out, sizeof(out)) == (int)sizeof(out), "write 20000 bytes");
	ok(lseek(fd, 0, SEEK_SET) == 0 && read(fd, in, sizeof(in)) == (int)sizeof(in) &&
		   !memcmp(in, out, sizeof(in)) && read(fd, in, 1) == 0,
	   "read them, then end of file");
	ok(pread(fd, in, 10, 12345) == 10 && !memcmp(in, out + 12345, 10) &&
		   lseek(fd, 0, SEEK_CUR) == 20000,
	   "pread leaves the offset alone");
	ok(pwrite(fd, "abc", 3, 4095) == 3 && pread(fd, in, 5, 4094) == 5 && in[0] == out[4094] &&
		   !memcmp(in + 1, "abc", 3) && in[4] == out[4098],
	   "pwrite across a page's end");
	ok(fstat(fd, &st) == 0 && st.st_size == 20000 && S_ISREG(st.st_mode) &&
		   (st.st_mode & 0777) == 0640 && st.st_nlink == 1,
	   "fstat: size, type, mode and links");
	ok(open(name, O_RDWR | O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST, "O_EXCL is EEXIST");
	close(fd);
	fd = open(name, O_WRONLY | O_TRUNC);
	ok(fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 0, "O_TRUNC empties");
	ok(read(fd, in, 1) == -1 && errno == EBADF, "reading a write-only descriptor is EBADF");
	close(fd);
	fd = open(name, O_RDONLY);
	ok(write(fd, in, 1) == -1 && errno == EBADF, "writing a read-only one too");
	close(fd);
	ok(unlink(name) == 0 && open(name, O_RDONLY) == -1 && errno == ENOENT, "unlinked is ENOENT");
}

static bool all_zero(const uint8_t *p, unsigned n)
{
	while (n && !p[n - 1])
		n--;
	return !n;
}

static void offsets(void)
{
	static uint8_t in[16384];
	int fd = open(in_dir("holes"), O_RDWR | O_CREAT, 0644);

	ok(lseek(fd, 10000, SEEK_SET) == 10000 && write(fd, "end", 3) == 3 &&
		   lseek(fd, 0, SEEK_SET) == 0 && read(fd, in, sizeof(in)) == 10003 &&
		   all_zero(in, 10000) && !memcmp(in + 10000, "end", 3),
	   "a hole reads as zeros");
	ok(lseek(fd, -3, SEEK_END) == 10000 && lseek(fd, 5, SEEK_CUR) == 10005, "SEEK_END, SEEK_CUR");
	ok(lseek(fd, -1, SEEK_SET) == -1 && errno == EINVAL && lseek(fd, 0, 77) == -1 &&
		   errno == EINVAL && lseek(fd, 0, SEEK_CUR) == 10005,
	   "an offset below 0 or an unknown whence is EINVAL");
	ok(lseek(fd, -20000, SEEK_CUR) == -1 && errno == EINVAL, "also by SEEK_CUR");
	ok(lseek(fd, 0x7fffffffffffffffll, SEEK_SET) != 0, "a huge offset is no harm");
	ok(pread(fd, in, 1, -1) == -1 && errno == EINVAL, "pread at -1 is EINVAL");
	ok(pread(fd, in, 4, 1ll << 40) == 0, "pread past 1 TiB is end of file");
	ok(ftruncate(fd, 5000) == 0 && ftruncate(fd, 9000) == 0 && pread(fd, in, 16384, 0) == 9000 &&
		   all_zero(in, 9000),
	   "ftruncate down and up leaves zeros");
	ok(ftruncate(fd, -1) == -1 && errno == EINVAL, "ftruncate to -1 is EINVAL");
	ok(pwrite(fd, in, 1, 0x7fffffffffffffffll) == -1, "a write at the last offset fails");
	close(fd);
	fd = open(in_dir("holes"), O_WRONLY | O_APPEND | O_TRUNC);
	ok(write(fd, "one", 3) == 3 && lseek(fd, 0, SEEK_SET) == 0 && write(fd, "two", 3) == 3 &&
		   lseek(fd, 0, SEEK_END) == 6,
	   "O_APPEND writes at the end");
	close(fd);
	unlink(in_dir("holes"));
}

static void vectors(void)
{
	char a[4] = "", b[8] = "", c[4] = "";
	struct iovec out[3] = { { (void *)"abc", 3 }, { NULL, 0 }, { (void *)"defgh", 5 } };
	struct iovec in[3] = { { a, 2 }, { b, 5 }, { c, 3 } };
	struct iovec bad[2] = { { a, 0x7fffffff }, { a, 0x7fffffff } };
	int fd = open(in_dir("vectors"), O_RDWR | O_CREAT, 0644);

	ok(writev(fd, out, 3) == 8 && lseek(fd, 0, SEEK_SET) == 0 && readv(fd, in, 3) == 8 &&
		   !memcmp(a, "ab", 2) && !memcmp(b, "cdefg", 5) && c[0] == 'h',
	   "writev and readv");
	ok(writev(fd, out, -1) == -1 && errno == EINVAL && readv(fd, in, 1025) == -1 &&
		   errno == EINVAL && writev(fd, out, 0) == 0,
	   "-1 and 1025 vectors are EINVAL, 0 is 0");
	ok(writev(fd, bad, 2) != 0, "4 GiB of vectors do not wrap");
	close(fd);
	unlink(in_dir("vectors"));
}

static void names(void)
{
	char longest[256], too_long[300], path[4200];
	struct stat st;
	int fd;

	memset(longest, 'n', 255), longest[255] = 0;
	memset(too_long, 'n', 299), too_long[299] = 0;
	fd = open(in_dir("f"), O_WRONLY | O_CREAT, 0644);
	close(fd);
	ok(stat(in_dir("f/"), &st) == -1 && errno == ENOTDIR, "a file with a slash is ENOTDIR");
	ok(stat(in_dir("f/g"), &st) == -1 && errno == ENOTDIR, "a file as directory is ENOTDIR");
	ok(stat(in_dir("."), &st) == 0 && S_ISDIR(st.st_mode) && stat(in_dir(".//.///f"), &st) == 0 &&
		   S_ISREG(st.st_mode),
	   "dots and many slashes");
	ok(stat(in_dir("x/../f"), &st) == -1 && errno == ENOENT, "through what is not there: ENOENT");
	ok(stat("", &st) == -1 && errno == ENOENT, "an empty path is ENOENT");
	ok(stat("/..", &st) == 0 && stat("/../../.", &st) == 0, "above the root is the root");
	snprintf(path, sizeof(path), "%s/%s", dir, longest);
	ok((fd = open(path, O_CREAT | O_WRONLY, 0644)) >= 0 && close(fd) == 0 && unlink(path) == 0,
	   "a name of 255 bytes");
	snprintf(path, sizeof(path), "%s/%s", dir, too_long);
	ok(open(path, O_CREAT | O_WRONLY, 0644) == -1 && errno == ENAMETOOLONG,
	   "a name of 299 bytes is ENAMETOOLONG");
	memset(path, '/', sizeof(path));
	path[4199] = 0;
	ok(stat(path, &st) == -1 && errno == ENAMETOOLONG, "a path of 4199 bytes is ENAMETOOLONG");
	path[4095] = 0;
	ok(stat(path, &st) == 0, "one of 4095 bytes is not");
	unlink(in_dir("f"));
}

static void directories(void)
{
	struct stat st;
	DIR *d;
	struct dirent *e;
	unsigned seen = 0, dots = 0, other = 0;
	char name[16];

	ok(mkdir(in_dir("d"), 0700) == 0 && stat(in_dir("d"), &st) == 0 && S_ISDIR(st.st_mode) &&
		   (st.st_mode & 0777) == 0700,
	   "mkdir");
	ok(mkdir(in_dir("d"), 0700) == -1 && errno == EEXIST, "again is EEXIST");
	ok(mkdir(in_dir("no/d"), 0700) == -1 && errno == ENOENT, "in nothing is ENOENT");
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "d/n%d", i);
		close(open(in_dir(name), O_CREAT | O_WRONLY, 0644));
	}
	d = opendir(in_dir("d"));
	while (d && (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			dots++;
		else if (e->d_name[0] == 'n')
			seen++;
		else
			other++;
	}
	ok(seen == 60 && dots == 2 && !other, "readdir finds . .. and 60 names (%u %u %u)", seen, dots,
	   other);
	if (d)
		closedir(d);
	ok(rmdir(in_dir("d")) == -1 && errno == ENOTEMPTY, "rmdir of a full one is ENOTEMPTY");
	ok(unlink(in_dir("d")) == -1 && (errno == EISDIR || errno == EPERM), "unlink of one is EISDIR");
	ok(open(in_dir("d"), O_WRONLY) == -1 && errno == EISDIR, "opening one to write is EISDIR");
	ok(open(in_dir("d/n1"), O_RDONLY | O_DIRECTORY) == -1 && errno == ENOTDIR,
	   "O_DIRECTORY of a file is ENOTDIR");
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "d/n%d", i);
		unlink(in_dir(name));
	}
	ok(rmdir(in_dir("d/.")) == -1 && errno == EINVAL, "rmdir of . is EINVAL");
	ok(rmdir(in_dir("d")) == 0 && stat(in_dir("d"), &st) == -1 && errno == ENOENT, "rmdir");
	ok(rmdir(in_dir("d")) == -1 && errno == ENOENT, "of nothing is ENOENT");
}

static void working_directory(void)
{
	char was[256], now[256];
	struct stat st;

	getcwd(was, sizeof(was));
	mkdir(in_dir("w"), 0755);
	ok(chdir(in_dir("w")) == 0 && getcwd(now, sizeof(now)) && !strcmp(now, in_dir("w")),
	   "chdir and getcwd");
	close(open("here", O_CREAT | O_WRONLY, 0644));
	ok(stat(in_dir("w/here"), &st) == 0 && stat("../w/here", &st) == 0, "relative paths");
	ok(getcwd(now, 2) == NULL && errno == ERANGE, "getcwd into 2 bytes is ERANGE");
	ok(chdir("here") == -1 && errno == ENOTDIR && chdir("none") == -1 && errno == ENOENT,
	   "chdir to a file is ENOTDIR, to nothing ENOENT");
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	ok(chdir("/") == 0 && fchdir(fd) == 0 && stat("here", &st) == 0, "fchdir");
	unlink("here");
	close(fd);
	ok(chdir(was) == 0 && rmdir(in_dir("w")) == 0, "and back");
}

static void renames(void)
{
	struct stat st;
	int fd = open(in_dir("a"), O_CREAT | O_RDWR, 0644), other;
	char c = 0;

	ok(write(fd, "A", 1) == 1, "a file to rename");
	other = open(in_dir("b"), O_CREAT | O_RDWR, 0644);
	ok(write(other, "B", 1) == 1 && rename(in_dir("a"), in_dir("b")) == 0 &&
		   stat(in_dir("a"), &st) == -1,
	   "rename over another");
	ok(pread(other, &c, 1, 0) == 1 && c == 'B' && fstat(other, &st) == 0 && st.st_nlink == 0,
	   "the other lives while it is open");
	close(other);
	other = open(in_dir("b"), O_RDONLY);
	ok(read(other, &c, 1) == 1 && c == 'A', "the name has the first one's bytes");
	close(other);
	close(fd);
	mkdir(in_dir("p"), 0755), mkdir(in_dir("p/q"), 0755);
	ok(rename(in_dir("p"), in_dir("p/q/r")) == -1 && errno == EINVAL,
	   "a directory into itself is EINVAL");
	ok(rename(in_dir("b"), in_dir("p")) == -1 && errno == EISDIR &&
		   rename(in_dir("p"), in_dir("b")) == -1 && errno == ENOTDIR,
	   "file over directory is EISDIR, the reverse ENOTDIR");
	ok(rename(in_dir("p/q"), in_dir("q")) == 0 && rename(in_dir("q"), in_dir("p")) == 0,
	   "a directory moves, also over an empty one");
	ok(rename(in_dir("none"), in_dir("x")) == -1 && errno == ENOENT, "of nothing is ENOENT");
	rmdir(in_dir("p"));
	unlink(in_dir("b"));
}

static void links(void)
{
	struct stat a, b;
	char text[64];

	close(open(in_dir("a"), O_CREAT | O_WRONLY, 0644));
	ok(link(in_dir("a"), in_dir("b")) == 0 && stat(in_dir("a"), &a) == 0 &&
		   stat(in_dir("b"), &b) == 0 && a.st_ino == b.st_ino && a.st_nlink == 2,
	   "a hard link");
	ok(link(in_dir("a"), in_dir("b")) == -1 && errno == EEXIST, "onto a name is EEXIST");
	ok(link(dir, in_dir("d")) == -1 && errno == EPERM, "of a directory is EPERM");
	ok(unlink(in_dir("a")) == 0 && stat(in_dir("b"), &b) == 0 && b.st_nlink == 1, "unlinked once");
	ok(symlink("b", in_dir("s")) == 0 && stat(in_dir("s"), &a) == 0 && a.st_ino == b.st_ino &&
		   lstat(in_dir("s"), &a) == 0 && S_ISLNK(a.st_mode),
	   "a symbolic link");
	ok(readlink(in_dir("s"), text, sizeof(text)) == 1 && text[0] == 'b' &&
		   readlink(in_dir("b"), text, sizeof(text)) == -1 && errno == EINVAL,
	   "readlink");
	ok(symlink("loop", in_dir("loop")) == 0 && stat(in_dir("loop"), &a) == -1 && errno == ELOOP,
	   "a link to itself is ELOOP");
	ok(open(in_dir("s"), O_RDONLY | O_NOFOLLOW) == -1 && errno == ELOOP, "O_NOFOLLOW is ELOOP");
	unlink(in_dir("s")), unlink(in_dir("loop")), unlink(in_dir("b"));
}

static void modes(void)
{
	struct stat st;
	mode_t was = umask(027);

	close(open(in_dir("m"), O_CREAT | O_WRONLY, 0666));
	ok(stat(in_dir("m"), &st) == 0 && (st.st_mode & 0777) == 0640, "umask takes bits away");
	umask(was);
	ok(chmod(in_dir("m"), 04711) == 0 && stat(in_dir("m"), &st) == 0 &&
		   (st.st_mode & 07777) == 04711,
	   "chmod");
	ok(access(in_dir("m"), F_OK) == 0 && access(in_dir("none"), F_OK) == -1 && errno == ENOENT &&
		   access(in_dir("m"), 99) == -1 && errno == EINVAL,
	   "access");
	unlink(in_dir("m"));
}

/* Many files open and gone: nothing is left. */
static void many(void)
{
	char name[16];
	bool good = true;

	for (int i = 0; i < 300; i++) {
		int fd;

		snprintf(name, sizeof(name), "t%d", i);
		fd = open(in_dir(name), O_CREAT | O_RDWR, 0644);
		good = fd >= 0 && write(fd, name, sizeof(name)) == (int)sizeof(name) && good;
		close(fd);
	}
	for (int i = 0; i < 300; i++) {
		char back[16] = "";
		int fd;

		snprintf(name, sizeof(name), "t%d", i);
		fd = open(in_dir(name), O_RDONLY);
		good = read(fd, back, sizeof(back)) == (int)sizeof(back) && !strcmp(name, back) && good;
		close(fd);
		good = unlink(in_dir(name)) == 0 && good;
	}
	ok(good, "300 files, each with its own bytes");
}

int main(void)
{
	mkdir("/tmp", 0777);
	snprintf(dir, sizeof(dir), "/tmp/files.%d", (int)getpid());
	if (mkdir(dir, 0755) < 0) {
		ok(false, "a directory to work in: %s", strerror(errno));
		return done_testing();
	}
	contents();
	offsets();
	vectors();
	names();
	directories();
	working_directory();
	renames();
	links();
	modes();
	many();
	ok(rmdir(dir) == 0, "the directory is empty in the end");
	return done_testing();
}
