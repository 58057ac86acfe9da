/* SPDX-License-Identifier: MIT */
/*
 * Streams over a file and a pipe.
 * Catches: lost or doubled buffers, wrong positions, a mode that is not kept.
 */
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/libc_stdio.XXXXXX";

static void writing(void)
{
	FILE *f = fopen(path, "w");
	bool good = f;

	for (int i = 0; f && i < 1000; i++)
		good &= fprintf(f, "line %d\n", i) > 0;
	good &= f && ftell(f) == 8890;
	ok(f && fclose(f) == 0 && good, "1000 lines written");
	f = fopen(path, "a");
	ok(f && fputs("the end\n", f) >= 0 && fclose(f) == 0, "a line appended");
	f = fopen(path, "r");
	ok(f && fputc('x', f) == EOF && ferror(f) && errno == EBADF, "\"r\" is not for writing");
	fclose(f);
	ok(!fopen("/nonexistent/file", "r") && errno == ENOENT, "fopen's errno");
	ok(!fopen(path, "z") && errno == EINVAL, "a mode that is none");
}

static void reading(void)
{
	FILE *f = fopen(path, "r");
	char buf[32], *line = NULL;
	size_t size = 0, count = 0;
	ssize_t n, total = 0;

	if (!f)
		bail_out("cannot open %s", path);
	while ((n = getline(&line, &size, f)) > 0) {
		total += n;
		count++;
	}
	ok(count == 1001 && total == 8898 && feof(f) && !ferror(f), "getline to the end");
	free(line);
	rewind(f);
	ok(!feof(f) && fgets(buf, sizeof(buf), f) && !strcmp(buf, "line 0\n"), "rewind, fgets");
	ok(fgets(buf, 4, f) && !strcmp(buf, "lin") && ftell(f) == 10, "fgets cuts; ftell");
	ok(ungetc('Z', f) == 'Z' && ungetc('Y', f) == 'Y' && fgetc(f) == 'Y' && fgetc(f) == 'Z' &&
	   fgetc(f) == 'e', "ungetc");
	ok(fseek(f, -8, SEEK_END) == 0 && fread(buf, 1, 32, f) == 8 && !memcmp(buf, "the end\n", 8),
	   "fseek from the end, fread");
	ok(fseek(f, 5, SEEK_SET) == 0 && fgetc(f) == '0' && fseek(f, 6, SEEK_CUR) == 0 &&
	   fgetc(f) == '1', "fseek from here");
	ok(fseek(f, -1, SEEK_SET) < 0 && errno == EINVAL, "fseek before the start");
	fclose(f);
}

static void updating(void)
{
	FILE *f = fopen(path, "r+");
	char buf[16];

	if (!f)
		bail_out("cannot open %s", path);
	ok(fgetc(f) == 'l' && fseek(f, 0, SEEK_CUR) == 0 && fputs("INE", f) >= 0 &&
	   fseek(f, 0, SEEK_SET) == 0 && fgets(buf, sizeof(buf), f) && !strcmp(buf, "lINE 0\n"),
	   "\"r+\" reads and writes");
	fclose(f);
	f = fopen(path, "w+");
	ok(f && fputs("abc", f) >= 0 && (rewind(f), fread(buf, 1, 16, f)) == 3, "\"w+\"");
	fclose(f);
}

static void mapping(void)
{
	int fd = open(path, O_RDWR);
	char *p;

	ftruncate(fd, 8192);
	ok(pwrite(fd, "mapped", 6, 4096) == 6, "pwrite");
	p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 4096);
	ok(p != MAP_FAILED && !memcmp(p, "mapped", 6), "mmap at an offset");
	errno = 0;
	ok(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 100) == MAP_FAILED && errno == EINVAL,
	   "mmap at a bad offset");
	ftruncate(fd, 3);
	close(fd);
}

static void buffering(void)
{
	int fds[2];
	FILE *f;
	char buf[64];

	if (pipe(fds) < 0)
		bail_out("pipe");
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	f = fdopen(fds[1], "w");
	fputs("full", f);
	ok(read(fds[0], buf, sizeof(buf)) < 0 && errno == EAGAIN, "a full buffer holds back");
	fflush(f);
	ok(read(fds[0], buf, sizeof(buf)) == 4, "fflush lets go");
	setvbuf(f, NULL, _IOLBF, 0);
	fputs("one\ntwo", f);
	ok(read(fds[0], buf, sizeof(buf)) == 7, "a line goes at once");
	setvbuf(f, NULL, _IONBF, 0);
	fprintf(f, "%d%s", 42, "x");
	ok(read(fds[0], buf, sizeof(buf)) == 3 && !memcmp(buf, "42x", 3), "unbuffered: one write");
	ok(!fdopen(fds[0], "w") && errno == EINVAL, "fdopen against the descriptor's mode");
	fclose(f);
	ok(read(fds[0], buf, sizeof(buf)) == 0, "fclose closes");
	close(fds[0]);
}

int main(void)
{
	struct stat st;
	int fd = mkstemp(path);

	if (fd < 0)
		bail_out("mkstemp: %m");
	close(fd);
	writing();
	reading();
	updating();
	ok(stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 3, "stat sees the size");
	mapping();
	buffering();
	ok(remove(path) == 0 && access(path, F_OK) < 0, "remove");
	return done_testing();
}
