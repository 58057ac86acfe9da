/* SPDX-License-Identifier: MIT */
/* Storms of mappings. */
#include "soak.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE  4096u
#define AREAS 12
#define MAX_PAGES 24

struct area {
	unsigned char *start;
	uint32_t pages;
	unsigned char mark;
};

static void fill(const struct area *a)
{
	for (uint32_t i = 0; i < a->pages; i++)
		a->start[i * PAGE + i] = a->mark + i;
}

static bool is_filled(const struct area *a)
{
	for (uint32_t i = 0; i < a->pages; i++)
		if (a->start[i * PAGE + i] != (unsigned char)(a->mark + i))
			return false;
	return true;
}

static void make(struct area *a, int fd)
{
	int kind = below(3);

	a->pages = 1 + below(MAX_PAGES);
	a->mark = next_random();
	a->start = mmap(NULL, a->pages * PAGE, PROT_READ | PROT_WRITE,
			kind == 0 ? MAP_PRIVATE | MAP_ANONYMOUS :
			kind == 1 ? MAP_SHARED | MAP_ANONYMOUS : MAP_PRIVATE,
			kind == 2 ? fd : -1, 0);
	if (!CHECK(a->start != MAP_FAILED))
		a->pages = 0;
	else
		fill(a);
}

/* Grown, moved, cut, or its rights changed back and forth; what it holds stays. */
static void change(struct area *a)
{
	uint32_t pages = 1 + below(MAX_PAGES);
	void *p;

	switch (below(4)) {
	case 0:
		p = mremap(a->start, a->pages * PAGE, (a->pages + 3) * PAGE, MREMAP_MAYMOVE);
		if (CHECK(p != MAP_FAILED)) {
			a->start = p;
			munmap(a->start + a->pages * PAGE, 3 * PAGE);
		}
		break;
	case 1:
		if (pages < a->pages) {
			CHECK(munmap(a->start + pages * PAGE, (a->pages - pages) * PAGE) == 0);
			a->pages = pages;
		}
		break;
	case 2:
		CHECK(mprotect(a->start + a->pages / 2 * PAGE, PAGE, PROT_NONE) == 0);
		CHECK(mprotect(a->start, a->pages * PAGE, PROT_READ | PROT_WRITE) == 0);
		break;
	default:
		p = sbrk(pages * 1000);
		if (CHECK(p != (void *)-1)) {
			memset(p, 1, pages * 1000);
			sbrk(-(int)(pages * 1000));
		}
	}
	CHECK(is_filled(a));
}

void storm_mmap(void)
{
	struct area areas[AREAS] = { { NULL, 0, 0 } };
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "/tmp/soak.%d.m", (int)getpid());
	fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0600);
	if (!CHECK(fd >= 0 && ftruncate(fd, (MAX_PAGES + 4) * PAGE) == 0))
		return;
	unlink(name);
	for (int i = 0; i < 60; i++) {
		struct area *a = &areas[below(AREAS)];

		if (!a->pages) {
			make(a, fd);
		} else if (below(3)) {
			change(a);
		} else {
			CHECK(munmap(a->start, a->pages * PAGE) == 0);
			a->pages = 0;
		}
	}
	for (int i = 0; i < AREAS; i++)
		if (areas[i].pages)
			munmap(areas[i].start, areas[i].pages * PAGE);
	close(fd);
}

/* Children write to their copies; nobody sees another's. Some die with all of it mapped. */
void storm_cow(void)
{
	struct area own = { NULL, 16, next_random() }, shared = { NULL, 4, 0 };
	int pids[4];

	own.start = mmap(NULL, own.pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	shared.start = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!CHECK(own.start != MAP_FAILED && shared.start != MAP_FAILED))
		return;
	fill(&own);
	for (int k = 0; k < 4; k++) {
		pids[k] = fork_child();
		if (!pids[k]) {
			struct area mine = own;

			if (!is_filled(&own))
				_exit(1);
			mine.mark += k + 1;
			fill(&mine);
			if (k == 3) {
				own.mark = 0;
				*(volatile int *)(uintptr_t)(below(2) ? 8 : 0xfffffff0u) = 1;
			}
			shared.start[k * PAGE] = 1;
			_exit(is_filled(&mine) ? 30 + k : 2);
		}
	}
	for (int k = 0; k < 3; k++)
		CHECK(ended_with(pids[k], 30 + k) && shared.start[k * PAGE] == 1);
	CHECK(killed_by(pids[3], 11));
	CHECK(is_filled(&own) && shared.start[3 * PAGE] == 0);
	munmap(own.start, own.pages * PAGE);
	munmap(shared.start, 4 * PAGE);
}
