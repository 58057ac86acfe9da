/* SPDX-License-Identifier: MIT */
/*
 * printf format [argument...] - formatted output: %s %b %c %d %i %u %o %x %X %%, again until no
 * argument is left
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **args;
static int status;

static const char *next(void)
{
	return *args ? *args++ : NULL;
}

/* s is behind a backslash: print the character meant, return the rest. NULL: \c ends the output. */
static const char *escape(const char *s)
{
	static const char names[] = "abfnrtv\\\"'", values[] = "\a\b\f\n\r\t\v\\\"'";
	const char *found = *s ? strchr(names, *s) : NULL;
	int digits = 0, c = 0;

	if (found) {
		putchar(values[found - names]);
		return s + 1;
	}
	if (*s == 'c')
		return NULL;
	for (; digits < 3 + (*s == '0') && s[digits] >= '0' && s[digits] <= '7'; digits++)
		c = c * 8 + s[digits] - '0';
	putchar(digits ? c : '\\');
	return s + digits;
}

static void print_escaped(const char *s)
{
	while (s && *s) {
		if (*s != '\\') {
			putchar(*s++);
			continue;
		}
		s = escape(s + 1);
		if (!s) {
			fflush(stdout);
			exit(status);
		}
	}
}

static long long number(const char *s)
{
	long long n;
	char *end;

	if (!s || !*s)
		return 0;
	if (*s == '\'' || *s == '"')
		return (unsigned char)s[1];
	errno = 0;
	n = strtoll(s, &end, 0);
	if (errno == ERANGE && *s != '-')
		n = strtoull(s, &end, 0);
	if (*end || end == s) {
		fprintf(stderr, "printf: %s: not a number\n", s);
		status = 1;
	}
	return n;
}

/* Flags, width and precision are copied to spec; `*` takes its number from the arguments. */
static const char *take_spec(const char *f, char *spec, size_t size)
{
	size_t n = 0;

	spec[n++] = '%';
	for (; *f && strchr("-+ #0123456789.*", *f) && n < size - 16; f++) {
		if (*f == '*')
			n += snprintf(spec + n, 12, "%d", (int)number(next()));
		else
			spec[n++] = *f;
	}
	spec[n] = '\0';
	return f;
}

static void convert(char *spec, char type)
{
	size_t n = strlen(spec);
	const char *s;

	switch (type) {
	case 'd': case 'i': case 'u': case 'o': case 'x': case 'X':
		snprintf(spec + n, 4, "ll%c", type);
		printf(spec, number(next()));
		break;
	case 's':
		strcpy(spec + n, "s");
		s = next();
		printf(spec, s ? s : "");
		break;
	case 'b':
		print_escaped(next());
		break;
	case 'c':
		s = next();
		if (s && *s)
			putchar(*s);
		break;
	default:
		fprintf(stderr, "printf: %%%c: unknown conversion\n", type);
		exit(1);
	}
}

static void print_once(const char *f)
{
	char spec[64];

	while (*f) {
		if (*f == '%' && f[1] == '%') {
			putchar('%');
			f += 2;
		} else if (*f == '%') {
			f = take_spec(f + 1, spec, sizeof(spec));
			convert(spec, *f);
			f++;
		} else if (*f == '\\') {
			f = escape(f + 1);
			if (!f) {
				fflush(stdout);
				exit(status);
			}
		} else {
			putchar(*f++);
		}
	}
}

int main(int argc, char **argv)
{
	char **before;

	if (argc < 2) {
		fprintf(stderr, "usage: printf format [argument...]\n");
		return 2;
	}
	args = argv + 2;
	do {
		before = args;
		print_once(argv[1]);
	} while (*args && args != before);
	return fflush(stdout) ? 1 : status;
}
