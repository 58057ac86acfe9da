/* SPDX-License-Identifier: MIT */
/* wc [-lwc] [file...] - count lines, words and bytes */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct counts {
	long long lines, words, bytes;
};

static bool want_lines, want_words, want_bytes;

static int fail(const char *what)
{
	fprintf(stderr, "wc: %s: %s\n", what, strerror(errno));
	return 1;
}

static void print(const struct counts *c, const char *name)
{
	const char *between = "";

	if (want_lines) {
		printf("%lld", c->lines);
		between = " ";
	}
	if (want_words) {
		printf("%s%lld", between, c->words);
		between = " ";
	}
	if (want_bytes)
		printf("%s%lld", between, c->bytes);
	printf("%s%s\n", name ? " " : "", name ? name : "");
}

static int count(int fd, const char *name, struct counts *total)
{
	static char buf[16384];
	struct counts c = { 0, 0, 0 };
	bool in_word = false;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		c.bytes += n;
		for (ssize_t i = 0; i < n; i++) {
			bool space = isspace((unsigned char)buf[i]);

			c.lines += buf[i] == '\n';
			c.words += !space && !in_word;
			in_word = !space;
		}
	}
	if (n < 0)
		return fail(name ? name : "standard input");
	print(&c, name);
	total->lines += c.lines;
	total->words += c.words;
	total->bytes += c.bytes;
	return 0;
}

int main(int argc, char **argv)
{
	struct counts total = { 0, 0, 0 };
	int status = 0, first, c;

	while ((c = getopt(argc, argv, "lwc")) != -1) {
		if (c == '?')
			return 2;
		want_lines |= c == 'l';
		want_words |= c == 'w';
		want_bytes |= c == 'c';
	}
	if (!want_lines && !want_words && !want_bytes)
		want_lines = want_words = want_bytes = true;
	first = optind;
	if (first == argc)
		status = count(0, NULL, &total);
	for (int i = first; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY);

		if (fd < 0) {
			status = fail(argv[i]);
			continue;
		}
		status |= count(fd, argv[i], &total);
		close(fd);
	}
	if (argc - first > 1)
		print(&total, "total");
	return fflush(stdout) ? fail("standard output") : status;
}
