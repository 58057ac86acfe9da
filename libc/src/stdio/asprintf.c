/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

int vasprintf(char **out, const char *fmt, va_list ap)
{
	int n = vsnprintf(NULL, 0, fmt, ap);

	*out = n < 0 ? NULL : malloc(n + 1);
	return *out ? vsnprintf(*out, n + 1, fmt, ap) : -1;
}

int asprintf(char **out, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(out, fmt, ap);
	va_end(ap);
	return n;
}
