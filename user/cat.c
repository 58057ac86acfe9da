/* SPDX-License-Identifier: MIT */
/* cat [file...] - copy files, `-` or nothing is standard input, to standard output */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "cat: %s: %s\n", what, strerror(errno));
	return 1;
}

static int copy(int fd, const char *name)
{
	static char buf[16384];
	ssize_t n, done;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (ssize_t at = 0; at < n; at += done) {
			done = write(1, buf + at, n - at);
			if (done < 0)
				return fail("standard output");
		}
	}
	return n < 0 ? fail(name) : 0;
}

int main(int argc, char **argv)
{
	int status = argc < 2 ? copy(0, "standard input") : 0;

	for (int i = 1; i < argc; i++) {
		int fd = strcmp(argv[i], "-") == 0 ? 0 : open(argv[i], O_RDONLY);

		if (fd < 0) {
			status = fail(argv[i]);
			continue;
		}
		status |= copy(fd, argv[i]);
		if (fd)
			close(fd);
	}
	return status;
}
