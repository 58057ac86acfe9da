/* SPDX-License-Identifier: MIT */
/*
 * Test Anything Protocol, version 13, for the guest tests. Header-only: a test is one program.
 *
 *	ok(fd >= 0, "open %s", path);
 *	skip(2, "no such device here");
 *	diag("errno %d", errno);
 *	return done_testing();
 *
 * Lines leave at once, so that a test that dies or forks neither loses nor repeats any.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int tap_count, tap_failures;

/* Before each line: the first of all names the version. */
static inline void tap_begin(void)
{
	static bool begun;

	if (!begun)
		printf("TAP version 13\n");
	begun = true;
}

__attribute__((format(printf, 4, 5)))
static inline bool tap_ok(bool pass, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	tap_begin();
	tap_count++;
	printf("%sok %d - ", pass ? "" : "not ", tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	if (!pass) {
		tap_failures++;
		printf("\n# failed at %s:%d", file, line);
	}
	printf("\n");
	fflush(stdout);
	return pass;
}

/* One result; true when it is ok. */
#define ok(cond, ...)		tap_ok(!!(cond), __FILE__, __LINE__, __VA_ARGS__)

/* n results that this machine cannot give. */
static inline void skip(int n, const char *why)
{
	while (n-- > 0) {
		tap_begin();
		tap_count++;
		printf("ok %d - # SKIP %s\n", tap_count, why);
	}
	fflush(stdout);
}

__attribute__((format(printf, 1, 2)))
static inline void diag(const char *fmt, ...)
{
	va_list ap;

	tap_begin();
	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
}

/* Give up where going on makes no sense. */
__attribute__((noreturn, format(printf, 1, 2)))
static inline void bail_out(const char *fmt, ...)
{
	va_list ap;

	tap_begin();
	printf("Bail out! ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	exit(1);
}

/* The plan; the program's exit status: 0 if something was tested and nothing failed. */
static inline int done_testing(void)
{
	tap_begin();
	printf("1..%d\n", tap_count);
	fflush(stdout);
	return tap_count == 0 || tap_failures != 0;
}

#endif
