/* SPDX-License-Identifier: MIT */
#include <string.h>

/* The length of src: the copy was cut if that is not below size. */
size_t strlcpy(char *restrict dst, const char *restrict src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t n = len < size ? len : size - 1;

		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}

size_t strlcat(char *restrict dst, const char *restrict src, size_t size)
{
	size_t len = strnlen(dst, size);

	return len + (len < size ? strlcpy(dst + len, src, size - len) : strlen(src));
}
