/* SPDX-License-Identifier: MIT */
#include "sh.h"

#include <stdlib.h>
#include <string.h>

struct block {
	struct block *prev;
	size_t used, size;
	max_align_t data[];
};

static struct block *arena;

void *must(void *p)
{
	if (!p) {
		fprintf(stderr, "sh: out of memory\n");
		exit(2);
	}
	return p;
}

void *alloc(size_t n)
{
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (!arena || arena->size - arena->used < n) {
		size_t size = n > 16000 ? n : 16000;
		struct block *b = must(malloc(sizeof(*b) + size));

		b->prev = arena;
		b->used = 0;
		b->size = size;
		arena = b;
	}
	p = (char *)arena->data + arena->used;
	arena->used += n;
	return memset(p, 0, n);
}

struct mark mark(void)
{
	return (struct mark){ arena, arena ? arena->used : 0 };
}

void release(struct mark m)
{
	while (arena != m.block) {
		struct block *b = arena;

		arena = b->prev;
		free(b);
	}
	if (arena)
		arena->used = m.used;
}

char *slice(const char *s, size_t n)
{
	return memcpy(alloc(n + 1), s, n);
}

void put(struct str *b, char c)
{
	if (b->len + 1 >= b->cap) {
		char *s = alloc(b->cap = b->cap ? b->cap * 2 : 32);

		if (b->len)
			memcpy(s, b->s, b->len);
		b->s = s;
	}
	b->s[b->len++] = c;
	b->s[b->len] = '\0';
}

void append(struct list *l, char *s)
{
	if (l->n + 1 >= l->cap) {
		char **v = alloc((l->cap = l->cap ? l->cap * 2 : 8) * sizeof(*v));

		if (l->n)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
	}
	l->v[l->n++] = s;
	l->v[l->n] = NULL;
}

struct str empty_string(void)
{
	struct str b = { 0 };

	put(&b, '\0');
	b.len = 0;
	return b;
}

/* The positional parameters outlive commands, so they are not in the arena. */
struct list keep_list(int n, char **v)
{
	struct list l = { must(calloc(n + 1, sizeof(char *))), n, n + 1 };

	for (int i = 0; i < n; i++)
		l.v[i] = must(strdup(v[i]));
	return l;
}

void drop_list(struct list *l)
{
	for (int i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
}
