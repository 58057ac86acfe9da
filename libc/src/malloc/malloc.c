/* SPDX-License-Identifier: MIT */
/*
 * The heap: chunks with boundary tags, free ones in lists by size, neighbours
 * that are free always merged. Memory comes from brk, and from mmap where brk
 * ends; large blocks are mappings of their own.
 *
 * A chunk is two header words and the block; its block is 16-byte aligned.
 * prev_size is there only if the chunk before is free.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "chunk.h"
#include "libc.h"

/* List i: blocks of 16 << i up to twice that. */
#define LISTS		24
#define LARGE		(256 * 1024)
#define GROW		(64 * 1024)

static struct chunk *lists[LISTS];
static volatile int lock;
/* The end of the heap as far as brk gave it to us. */
static char *heap_end;

static unsigned int list_of(size_t size)
{
	unsigned int i = 31 - __builtin_clz(size / ALIGN);

	return i < LISTS ? i : LISTS - 1;
}

static void insert(struct chunk *c, size_t size)
{
	struct chunk **list = &lists[list_of(size)];

	c->head = size | (c->head & PREV_USED);
	next_chunk(c)->prev_size = size;
	next_chunk(c)->head &= ~PREV_USED;
	c->prev = NULL;
	c->next = *list;
	if (c->next)
		c->next->prev = c;
	*list = c;
}

static void take_out(struct chunk *c)
{
	if (c->prev)
		c->prev->next = c->next;
	else
		lists[list_of(size_of(c))] = c->next;
	if (c->next)
		c->next->prev = c->prev;
}

/* Give back a chunk that is marked used, with what is free beside it. */
static void release(struct chunk *c)
{
	size_t size = size_of(c);
	struct chunk *next = next_chunk(c);

	if (!(c->head & PREV_USED)) {
		c = (struct chunk *)((char *)c - c->prev_size);
		size += size_of(c);
		take_out(c);
	}
	if (!(next->head & USED)) {
		size += size_of(next);
		take_out(next);
	}
	insert(c, size);
}

/* Cut a used chunk down to size; the rest, if it can be a chunk, is free. */
void __trim_chunk(struct chunk *c, size_t size)
{
	size_t rest = size_of(c) - size;
	struct chunk *tail;

	if (rest < MIN_CHUNK)
		return;
	c->head = size | (c->head & FLAGS);
	tail = next_chunk(c);
	tail->head = rest | USED | PREV_USED;
	release(tail);
}

/* New memory [from, end): a chunk, and a used header at the end that stops merging. */
static void add_region(char *from, char *end, int joins)
{
	struct chunk *c, *last;

	if (joins) {
		c = (struct chunk *)(from - HEADER);	/* the old stopper */
	} else {
		c = (struct chunk *)(((uintptr_t)from + HEADER + ALIGN - 1) / ALIGN * ALIGN -
				     HEADER);
		c->head = PREV_USED;
	}
	last = (struct chunk *)(((uintptr_t)end / ALIGN) * ALIGN - HEADER);
	c->head = ((char *)last - (char *)c) | USED | (c->head & PREV_USED);
	last->head = HEADER | USED | PREV_USED;
	release(c);
}

static int grow(size_t need)
{
	size_t bytes = (need + 4 * HEADER + ALIGN + GROW - 1) & -GROW;
	char *p = sbrk(bytes);

	if (p != (void *)-1) {
		int joins = p == heap_end;

		/* Only aligned ends can be joined; another user of brk may leave odd ones. */
		heap_end = (uintptr_t)(p + bytes) % ALIGN ? NULL : p + bytes;
		add_region(p, p + bytes, joins);
		return 1;
	}
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return 0;
	add_region(p, p + bytes, 0);
	return 1;
}

static struct chunk *find(size_t size)
{
	for (unsigned int i = list_of(size); i < LISTS; i++)
		for (struct chunk *c = lists[i]; c; c = c->next)
			if (size_of(c) >= size)
				return c;
	return NULL;
}

static struct chunk *take(size_t size)
{
	struct chunk *c = find(size);

	if (!c && grow(size))
		c = find(size);
	if (!c)
		return NULL;
	take_out(c);
	c->head |= USED;
	next_chunk(c)->head |= PREV_USED;
	__trim_chunk(c, size);
	return c;
}

/* A block of its own mapping: prev_size is how far the chunk is from its start. */
static void *map_block(size_t size)
{
	size_t bytes = (size + ALIGN + 4095) & -4096;
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct chunk *c = (struct chunk *)(p + ALIGN - HEADER);

	if (p == MAP_FAILED)
		return NULL;
	c->prev_size = ALIGN - HEADER;
	c->head = (bytes - ALIGN) | MAPPED | USED;
	return block_of(c);
}

void *malloc(size_t size)
{
	struct chunk *c;

	if (size > PTRDIFF_MAX - 8192) {
		errno = ENOMEM;
		return NULL;
	}
	if (size >= LARGE) {
		void *p = map_block(size + HEADER);

		if (!p)
			errno = ENOMEM;
		return p;
	}
	__lock(&lock);
	c = take(chunk_size_for(size));
	__unlock(&lock);
	if (!c) {
		errno = ENOMEM;
		return NULL;
	}
	return block_of(c);
}

/* Keeps errno, as POSIX wants. */
void free(void *p)
{
	struct chunk *c;

	if (!p)
		return;
	c = chunk_of(p);
	if (!(c->head & USED) || (uintptr_t)p % ALIGN)
		abort();		/* freed twice, or never ours */
	if (c->head & MAPPED) {
		int err = errno;

		munmap((char *)c - c->prev_size, size_of(c) + c->prev_size + HEADER);
		errno = err;
		return;
	}
	__lock(&lock);
	release(c);
	__unlock(&lock);
}

/* Try to make a used chunk size bytes long where it lies. */
int __resize_chunk(struct chunk *c, size_t size)
{
	struct chunk *next;
	int done = 0;

	__lock(&lock);
	next = next_chunk(c);
	if (size_of(c) < size && !(next->head & USED) && size_of(c) + size_of(next) >= size) {
		take_out(next);
		c->head += size_of(next);
		next_chunk(c)->head |= PREV_USED;
	}
	if (size_of(c) >= size) {
		__trim_chunk(c, size);
		done = 1;
	}
	__unlock(&lock);
	return done;
}

/* A used chunk of the block p, which lies inside old: free what is before it. */
void __split_chunk(struct chunk *old, void *p)
{
	struct chunk *c = chunk_of(p);
	size_t front = (char *)c - (char *)old;

	__lock(&lock);
	c->head = (size_of(old) - front) | USED | PREV_USED;
	old->head = front | (old->head & FLAGS);
	release(old);
	__unlock(&lock);
}
