/* SPDX-License-Identifier: MIT */
#include <string.h>

size_t strlen(const char *s)
{
	const char *p = s;

	while (*p) {
		p++;
		/* Or the compiler sees a strlen here and calls it. */
		__asm__("" : "+r"(p));
	}
	return p - s;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}
