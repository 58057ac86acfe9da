/* SPDX-License-Identifier: MIT */
#include <string.h>

void *memccpy(void *restrict dst, const void *restrict src, int c, size_t n)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	for (; n; n--) {
		*d++ = *s;
		if (*s++ == (unsigned char)c)
			return d;
	}
	return NULL;
}
