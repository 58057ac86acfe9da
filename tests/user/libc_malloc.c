/* SPDX-License-Identifier: MIT */
/*
 * The allocator under a random load, each block filled with its own pattern.
 * Catches: overlapping blocks, lost memory (neighbours not merged), bad alignment, overflows.
 */
#include "tap.h"
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCKS 200

struct block {
	unsigned char *p;
	size_t size;
	unsigned char pattern;
};

static struct block blocks[BLOCKS];

static bool intact(const struct block *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b->p[i] != b->pattern)
			return false;
	return true;
}

static size_t random_size(unsigned int *seed)
{
	unsigned int r = rand_r(seed);

	if (r % 200 == 0)
		return 200000 + r % 200000;
	return r % 10 ? r % 300 : r % 20000;
}

static bool step(unsigned int *seed)
{
	struct block *b = &blocks[rand_r(seed) % BLOCKS];
	size_t size = random_size(seed);
	bool good = true;

	if (!b->p) {
		switch (rand_r(seed) % 4) {
		case 0:
			b->p = memalign(64, size);
			good = (uintptr_t)b->p % 64 == 0;
			break;
		case 1:
			b->p = calloc(1, size);
			for (size_t i = 0; b->p && i < size; i++)
				good &= b->p[i] == 0;
			break;
		default:
			b->p = malloc(size);
		}
	} else {
		good = intact(b, b->size);
		if (rand_r(seed) % 2) {
			free(b->p);
			b->p = NULL;
			return good;
		}
		if (!size)
			size = 1;
		b->p = realloc(b->p, size);
		good &= b->p && intact(b, size < b->size ? size : b->size);
	}
	if (!b->p)
		return false;
	b->size = size;
	b->pattern = rand_r(seed);
	memset(b->p, b->pattern, size);
	return good && (uintptr_t)b->p % 16 == 0 && malloc_usable_size(b->p) >= size;
}

static void random_load(void)
{
	unsigned int seed = 42;
	void *before, *after;
	bool good = true;

	for (int i = 0; i < 20000 && good; i++)
		good = step(&seed);
	before = sbrk(0);
	for (int i = 0; i < 20000 && good; i++)
		good = step(&seed);
	after = sbrk(0);
	ok(good, "40000 random calls keep every block's content");
	ok((uintptr_t)after - (uintptr_t)before < 1024 * 1024, "the heap stays about as large");
	for (int i = 0; i < BLOCKS; i++)
		free(blocks[i].p);
}

static void merging(void)
{
	void *p[64], *top = sbrk(0), *big;

	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 64; i++)
			p[i] = malloc(1000 + round * 50);
		for (int i = 0; i < 64; i += 2)
			free(p[i]);
		for (int i = 1; i < 64; i += 2)
			free(p[i]);
	}
	ok((uintptr_t)sbrk(0) - (uintptr_t)top <= 256 * 1024, "freed neighbours are merged");
	top = sbrk(0);
	big = malloc(100000);
	free(big);
	ok(big && (uintptr_t)sbrk(0) - (uintptr_t)top <= 128 * 1024, "and serve a larger block");
}

static void limits(void)
{
	void *p = (void *)1;

	errno = 0;
	ok(!malloc(SIZE_MAX) && errno == ENOMEM, "malloc(SIZE_MAX) is ENOMEM");
	errno = 0;
	ok(!calloc(0x10000, 0x10001) && errno == ENOMEM, "calloc sees the overflow");
	ok(!reallocarray(NULL, SIZE_MAX / 2, 3), "reallocarray sees the overflow");
	ok(posix_memalign(&p, 3, 8) == EINVAL && p == (void *)1, "posix_memalign of 3 is EINVAL");
	ok(posix_memalign(&p, 4096, 10) == 0 && (uintptr_t)p % 4096 == 0, "posix_memalign");
	free(p);
	p = malloc(0);
	ok(p, "malloc(0) is a block");
	free(p);
	free(NULL);
	p = memalign(8192, 500000);
	ok(p && (uintptr_t)p % 8192 == 0, "memalign of a large block");
	memset(p, 1, 500000);
	free(p);
}

static void double_free(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		char *volatile p = malloc(100);

		free(p);
		free(p);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == 6, "a block freed twice aborts");
}

int main(void)
{
	random_load();
	merging();
	limits();
	double_free();
	return done_testing();
}
