/* SPDX-License-Identifier: MIT */
#ifndef MALLOC_CHUNK_H
#define MALLOC_CHUNK_H

#include <stddef.h>

struct chunk {
	size_t prev_size;
	size_t head;			/* size, a multiple of 16, and flags */
	struct chunk *next, *prev;	/* in a free one only */
};

#define ALIGN		16U
#define HEADER		8U
#define MIN_CHUNK	32U

#define USED		1U
#define PREV_USED	2U
#define MAPPED		4U
#define FLAGS		7U

static inline size_t size_of(const struct chunk *c)
{
	/* A stopper's size is 8. */
	return c->head & -8U;
}

static inline struct chunk *next_chunk(const struct chunk *c)
{
	return (struct chunk *)((char *)c + size_of(c));
}

static inline void *block_of(struct chunk *c)
{
	return (char *)c + HEADER;
}

static inline struct chunk *chunk_of(void *p)
{
	return (struct chunk *)((char *)p - HEADER);
}

/* The block may use the next chunk's prev_size: but one header's worth is lost. */
static inline size_t chunk_size_for(size_t size)
{
	size_t n = (size + HEADER + ALIGN - 1) & -ALIGN;

	return n < MIN_CHUNK ? MIN_CHUNK : n;
}

void __trim_chunk(struct chunk *c, size_t size);
int __resize_chunk(struct chunk *c, size_t size);
void __split_chunk(struct chunk *old, void *p);

#endif
