/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void __assert_fail(const char *expr, const char *file, unsigned int line,
			     const char *func)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s:%u: %s: assertion failed: %s\n", program_invocation_short_name,
		file, line, func, expr);
	abort();
}
