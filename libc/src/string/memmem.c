/* SPDX-License-Identifier: MIT */
#include <string.h>

void *memmem(const void *hay, size_t haylen, const void *needle, size_t len)
{
	const char *h = hay;

	for (; haylen >= len; haylen--, h++)
		if (!memcmp(h, needle, len))
			return (void *)h;
	return NULL;
}
