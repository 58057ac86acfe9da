/* SPDX-License-Identifier: MIT */
/*
 * The debug build's checks of kernel memory. A mistake stops the kernel with a line that begins "heap:".
 *
 * An object ends in a red zone: filling, and in the last word, marked, the size that was asked for.
 * What is written before an object's start damages the red zone of the one below. A free object and a
 * free page are filled with POISON_FREE, which is verified when they are given out again, so that a
 * write after the free is found then, or by a sweep before (reading /proc/heap_check).
 */

#ifdef CONFIG_DEBUG

#include <asm/pgtable.h>
#include <asm/setup.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include "internal.h"

#define RED_ZONE	8u	/* at least: filling, then the size */
#define RED_BYTE	0xcc
#define SIZE_MARK	0xcccc0000u
#define POISON_WORD	(~0ul / 0xff * POISON_FREE)

/* A power of two keeps its alignment, so it goes into the next one. */
size_t heap_padded(size_t size)
{
	bool power = size && !(size & (size - 1));

	return power && size < PAGE_SIZE ? max(size * 2, (size_t)16) : size + RED_ZONE;
}

/* The first of n bytes that differs from what all of them should be, or n. */
static size_t first_other(const u8 *p, size_t n, u8 byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return i;
	return n;
}

static u32 *object_size(const u8 *obj, u32 room)
{
	return (u32 *)(obj + room) - 1;
}

static bool object_is_free(const u8 *obj, u32 room)
{
	return *object_size(obj, room) == (u32)POISON_WORD;
}

/* Its first two bytes link it to the next free one. */
static void verify_free(const u8 *obj, u32 room)
{
	size_t at = 2 + first_other(obj + 2, room - 2, POISON_FREE);

	if (at < room)
		panic("heap: freed object %p of %u bytes was written at %zu: %02x", obj, room, at, obj[at]);
}

static void verify_in_use(const u8 *obj, u32 room)
{
	u32 asked = *object_size(obj, room) ^ SIZE_MARK;
	size_t filling;

	if (object_is_free(obj, room))
		panic("heap: object %p of %u bytes is free already", obj, room);
	if (asked > room - RED_ZONE)
		panic("heap: object %p of %u bytes was overrun, or the one above underrun", obj, room);
	filling = room - 4 - asked;
	if (first_other(obj + asked, filling, RED_BYTE) < filling)
		panic("heap: object %p of %u bytes was overrun", obj, asked);
}

void heap_object_given(u8 *obj, u32 room, u32 asked)
{
	verify_free(obj, room);
	memset(obj + asked, RED_BYTE, room - asked);
	*object_size(obj, room) = asked ^ SIZE_MARK;
}

void heap_object_taken(u8 *obj, u32 room)
{
	verify_in_use(obj, room);
	memset(obj, POISON_FREE, room);
}

/* What of a block behind the object is its red zone. */
static size_t block_red_zone(const struct page *page)
{
	return min(((size_t)PAGE_SIZE << page->order) - page->asked, (size_t)PAGE_SIZE);
}

void heap_block_given(struct page *page, size_t asked)
{
	page->asked = asked;
	memset((u8 *)page_address(page) + asked, RED_BYTE, block_red_zone(page));
}

void heap_block_taken(const struct page *page)
{
	const u8 *zone = (u8 *)page_address(page) + page->asked;

	if (first_other(zone, block_red_zone(page), RED_BYTE) < block_red_zone(page))
		panic("heap: block %p of %zu bytes was overrun", page_address(page), page->asked);
}

static void verify_free_page(const struct page *page)
{
	const unsigned long *word = page_address(page), *end = word + PAGE_SIZE / sizeof(*word);

	while (word < end && *word == POISON_WORD)
		word++;
	if (word < end)
		panic("heap: free page %p was written at %p: %lx", page_address(page), word, *word);
}

void heap_pages_given(const struct page *page, unsigned int order)
{
	for (u32 i = 0; i < 1u << order; i++)
		verify_free_page(page + i);
}

void heap_poison(struct page *page, unsigned int order)
{
	memset(page_address(page), POISON_FREE, PAGE_SIZE << order);
}

void heap_pages_taken(struct page *page, unsigned int order)
{
	if (page->refs != 1 || page->order != order)
		panic("heap: freed pages %p of order %u have order %u and %u references",
		      page_address(page), order, page->order, page->refs);
	heap_poison(page, order);
}

void heap_check_pointer(const void *ptr)
{
	if (virt_to_phys(ptr) >= memory_end())
		panic("heap: %p cannot have come from kmalloc", ptr);
}

/*
 * fail-alloc=N on the command line: of the system-call fuzzer's processes one kmalloc in N on average
 * finds no memory, so that what callers do then is tried, too.
 */
bool heap_refuses(void)
{
	static u32 one_in = ~0u, state = 1;
	char text[12];

	if (!current || strncmp(current->comm, "fuzz-", 5))
		return false;
	if (one_in == ~0u) {
		one_in = 0;
		if (cmdline_option("fail-alloc", text, sizeof(text)))
			for (const char *p = text; *p >= '0' && *p <= '9'; p++)
				one_in = one_in * 10 + (u32)(*p - '0');
	}
	state = state * 1664525u + 1013904223u;
	return one_in && (state >> 8) % one_in == 0;
}

/* One page of objects: how many are in use. */
u32 heap_sweep_objects(const struct page *page, u32 room)
{
	const u8 *obj = page_address(page);
	u32 in_use = 0;

	for (u32 i = 0; i < PAGE_SIZE / room; i++, obj += room) {
		if (object_is_free(obj, room)) {
			verify_free(obj, room);
		} else {
			verify_in_use(obj, room);
			in_use++;
		}
	}
	return in_use;
}

#endif
