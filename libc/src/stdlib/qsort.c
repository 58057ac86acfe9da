/* SPDX-License-Identifier: MIT */
/* Heap sort: in place, no recursion, n log n always. */
#include <stdlib.h>

struct sort {
	char *base;
	size_t size;
	int (*cmp)(const void *, const void *, void *);
	void *arg;
};

static int compare(const struct sort *s, size_t a, size_t b)
{
	return s->cmp(s->base + a * s->size, s->base + b * s->size, s->arg);
}

static void swap(const struct sort *s, size_t a, size_t b)
{
	char *p = s->base + a * s->size, *q = s->base + b * s->size;

	for (size_t i = 0; i < s->size; i++) {
		char t = p[i];

		p[i] = q[i];
		q[i] = t;
	}
}

static void sift_down(const struct sort *s, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= n)
			return;
		if (child + 1 < n && compare(s, child, child + 1) < 0)
			child++;
		if (compare(s, root, child) >= 0)
			return;
		swap(s, root, child);
		root = child;
	}
}

void qsort_r(void *base, size_t n, size_t size,
	     int (*cmp)(const void *, const void *, void *), void *arg)
{
	struct sort s = { base, size, cmp, arg };

	for (size_t i = n / 2; i-- > 0;)
		sift_down(&s, i, n);
	while (n > 1) {
		swap(&s, 0, --n);
		sift_down(&s, 0, n);
	}
}

static int compare_plain(const void *a, const void *b, void *cmp)
{
	return (*(int (**)(const void *, const void *))cmp)(a, b);
}

void qsort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	qsort_r(base, n, size, compare_plain, &cmp);
}
