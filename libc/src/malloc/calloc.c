/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "chunk.h"

void *calloc(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	p = malloc(bytes);
	/* A fresh mapping is zero already. */
	if (p && !(chunk_of(p)->head & MAPPED))
		memset(p, 0, bytes);
	return p;
}
