/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include "chunk.h"

void *memalign(size_t align, size_t size)
{
	uintptr_t at;
	struct chunk *old;
	char *p;

	if (!align || (align & (align - 1))) {
		errno = EINVAL;
		return NULL;
	}
	if (align <= ALIGN)
		return malloc(size);
	if (align > PTRDIFF_MAX / 4 || size > PTRDIFF_MAX / 4) {
		errno = ENOMEM;
		return NULL;
	}
	p = malloc(size + align + MIN_CHUNK);
	if (!p || (uintptr_t)p % align == 0)
		return p;
	/* Room for a free chunk before the aligned block. */
	at = ((uintptr_t)p + MIN_CHUNK + align - 1) & -align;
	old = chunk_of(p);
	if (old->head & MAPPED) {
		struct chunk *c = chunk_of((void *)at);
		size_t front = (char *)c - (char *)old;

		c->prev_size = old->prev_size + front;
		c->head = (size_of(old) - front) | MAPPED | USED;
	} else {
		__split_chunk(old, (void *)at);
	}
	return (void *)at;
}

void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
}

int posix_memalign(void **p, size_t align, size_t size)
{
	int err = errno;
	void *q;

	if (align < sizeof(void *) || (align & (align - 1)))
		return EINVAL;
	q = memalign(align, size);
	errno = err;
	if (!q)
		return ENOMEM;
	*p = q;
	return 0;
}
