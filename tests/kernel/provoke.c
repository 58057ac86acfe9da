/* SPDX-License-Identifier: MIT */
/*
 * provoke=NAME on the command line of the debug build: the kernel makes that mistake on purpose, and
 * its checks must stop it with the right line (tests/runner/provocations.py).
 */

#include "provoke.h"

#include <asm/setup.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/string.h>

void provoke(void);

/* The compiler knows nothing of their values. */
static volatile int one = 1, thirty_two = 32, largest = 0x7fffffff, zero;
static volatile u8 not_bool = 2;

static void shift(void)
{
	one = one << thirty_two;
}

static void add(void)
{
	one = largest + one;
}

static void divide(void)
{
	one = one / zero;
}

static void element(void)
{
	static volatile int table[4];

	table[thirty_two - 28]++;
}

static void boolean(void)
{
	one = *(volatile bool *)&not_bool;
}

static void overrun(void)
{
	u8 *p = kmalloc(24);

	p[24] = 0;
	kfree(p);
}

static void overrun_block(void)
{
	u8 *p = kmalloc(PAGE_SIZE);

	p[PAGE_SIZE] = 0;
	kfree(p);
}

/* Of two neighbours one is written before its start, and the sweep looks at the other. */
static void underrun(void)
{
	u8 *p = kmalloc(24), *q = kmalloc(24), *upper = max(p, q);
	u32 unused;

	upper[-1] = 0;
	heap_sweep(&unused, &unused, &unused);
}

static void write_after_free(void)
{
	u8 *p = kmalloc(24);

	kfree(p);
	p[8] = 0;
	kmalloc(24);
}

static void write_after_free_swept(void)
{
	u8 *p = kmalloc(24);
	u32 unused;

	kfree(p);
	p[8] = 0;
	heap_sweep(&unused, &unused, &unused);
}

static void free_twice(void)
{
	u8 *p = kmalloc(24);

	kfree(p);
	kfree(p);
}

static void free_middle(void)
{
	kfree((u8 *)kmalloc(64) + 16);
}

static void free_static(void)
{
	kfree((void *)&one);
}

static void write_after_free_page(void)
{
	struct page *page = alloc_page(0);

	put_page(page);
	*(u8 *)page_address(page) = 0;
	alloc_page(0);
}

static void free_page_twice(void)
{
	struct page *page = alloc_page(0);

	free_pages(page, 0);
	free_pages(page, 0);
}

static void free_shared_page(void)
{
	struct page *page = alloc_page(0);

	get_page(page);
	free_pages(page, 0);
}

static const struct provocation mistakes[] = {
	{ "shift", shift },
	{ "add", add },
	{ "divide", divide },
	{ "element", element },
	{ "boolean", boolean },
	{ "overrun", overrun },
	{ "overrun-block", overrun_block },
	{ "underrun", underrun },
	{ "write-after-free", write_after_free },
	{ "write-after-free-swept", write_after_free_swept },
	{ "free-twice", free_twice },
	{ "free-middle", free_middle },
	{ "free-static", free_static },
	{ "write-after-free-page", write_after_free_page },
	{ "free-page-twice", free_page_twice },
	{ "free-shared-page", free_shared_page },
	{ NULL, NULL },
};

/* Does not return if the table has it. */
static void provoke_from(const struct provocation *table, const char *name)
{
	for (; table->name; table++) {
		if (!strcmp(table->name, name)) {
			table->fn();
			fatal("provoke=%s: nothing noticed it", name);
		}
	}
}

void provoke(void)
{
	char name[32];

	if (!cmdline_option("provoke", name, sizeof(name)))
		return;
	provoke_from(mistakes, name);
	provoke_from(attacks, name);
	fatal("provoke=%s is unknown", name);
}
