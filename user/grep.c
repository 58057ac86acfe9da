/* SPDX-License-Identifier: MIT */
/*
 * grep [-EFcilnqv] pattern [file...] - the lines that match
 *
 * A pattern is made of ^ $ . [..] \c and * behind one character; with -E also + and ?.
 * -F: a fixed string. -c counts, -i ignores case, -l names files, -n numbers, -q only tells, -v inverts.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool extended, fixed, ignore_case, invert;
static bool count_only, names_only, numbers, quiet, with_names;

static int fold(int c)
{
	return ignore_case ? tolower(c) : c;
}

/* The length of the element (one character, class or escape) that p begins with. */
static size_t element_length(const char *p)
{
	size_t n = 1;

	if (*p == '\\' && p[1])
		return 2;
	if (*p != '[')
		return 1;
	n += p[n] == '^';
	n += p[n] == ']';
	while (p[n] && p[n] != ']')
		n++;
	return p[n] ? n + 1 : 1;
}

static bool in_class(const char *p, size_t len, int c)
{
	bool not = p[1] == '^', found = false;

	for (size_t i = 1 + not; i < len - 1; i++) {
		int low = fold((unsigned char)p[i]), high = low;

		if (i + 3 < len && p[i + 1] == '-') {
			i += 2;
			high = fold((unsigned char)p[i]);
		}
		found |= low <= c && c <= high;
	}
	return found != not;
}

static bool element_matches(const char *p, size_t len, char ch)
{
	int c = fold((unsigned char)ch);

	if (!ch)
		return false;
	if (len > 2 && *p == '[')
		return in_class(p, len, c);
	if (len == 2)
		return fold((unsigned char)p[1]) == c;
	return *p == '.' || fold((unsigned char)*p) == c;
}

static bool match_here(const char *p, const char *s)
{
	while (*p) {
		size_t len = element_length(p), n = 0;
		char repeat = p[len];

		if (*p == '$' && !p[1])
			return !*s;
		if (repeat == '*' || (extended && repeat && strchr("+?", repeat))) {
			while (element_matches(p, len, s[n]) && !(repeat == '?' && n == 1))
				n++;
			for (size_t least = repeat == '+'; n + 1 > least; n--) {
				if (match_here(p + len + 1, s + n))
					return true;
				if (n == 0)
					break;
			}
			return false;
		}
		if (!element_matches(p, len, *s))
			return false;
		p += len;
		s++;
	}
	return true;
}

static bool begins(const char *s, const char *with)
{
	while (*with && fold((unsigned char)*s) == fold((unsigned char)*with)) {
		s++;
		with++;
	}
	return !*with;
}

static bool matches(const char *pattern, const char *s)
{
	if (!fixed && *pattern == '^')
		return match_here(pattern + 1, s);
	do
		if (fixed ? begins(s, pattern) : match_here(pattern, s))
			return true;
	while (*s++);
	return false;
}

/* 0: matched, 1: not, 2: an error */
static int search(FILE *f, const char *name, const char *pattern)
{
	long number = 0, found = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, f)) >= 0) {
		number++;
		if (n && line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (matches(pattern, line) == invert)
			continue;
		found++;
		if (quiet || names_only)
			break;
		if (count_only)
			continue;
		if (with_names)
			printf("%s:", name);
		if (numbers)
			printf("%ld:", number);
		printf("%s\n", line);
	}
	free(line);
	if (ferror(f)) {
		fprintf(stderr, "grep: %s: %s\n", name, strerror(errno));
		return 2;
	}
	if (names_only && found && !quiet)
		printf("%s\n", name);
	else if (count_only && !quiet)
		printf("%s%s%ld\n", with_names ? name : "", with_names ? ":" : "", found);
	return !found;
}

static bool set_option(int c)
{
	switch (c) {
	case 'E': return extended = true;
	case 'F': return fixed = true;
	case 'c': return count_only = true;
	case 'i': return ignore_case = true;
	case 'l': return names_only = true;
	case 'n': return numbers = true;
	case 'q': return quiet = true;
	case 'v': return invert = true;
	default: return false;
	}
}

int main(int argc, char **argv)
{
	const char *pattern;
	bool found = false, failed = false;
	int c;

	while ((c = getopt(argc, argv, "EFcilnqv")) != -1)
		if (!set_option(c))
			return 2;
	if (optind == argc) {
		fprintf(stderr, "usage: grep [-EFcilnqv] pattern [file...]\n");
		return 2;
	}
	pattern = argv[optind++];
	with_names = argc - optind > 1;
	if (optind == argc) {
		c = search(stdin, "(standard input)", pattern);
		found = c == 0;
		failed = c == 2;
	}
	for (; optind < argc; optind++) {
		FILE *f = fopen(argv[optind], "r");

		if (!f) {
			fprintf(stderr, "grep: %s: %s\n", argv[optind], strerror(errno));
			failed = true;
			continue;
		}
		c = search(f, argv[optind], pattern);
		found |= c == 0;
		failed |= c == 2;
		fclose(f);
	}
	if (fflush(stdout))
		failed = true;
	return found && quiet ? 0 : failed ? 2 : !found;
}
