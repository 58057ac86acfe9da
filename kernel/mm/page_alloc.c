/* SPDX-License-Identifier: MIT */
/*
 * Page frames: a buddy allocator. A free block of 2^order frames starts at a multiple of its size;
 * when it and its buddy (the other half of the next larger block) are both free they become one.
 */

#include <asm/extable.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/string.h>
#include "internal.h"

#define MAX_ORDER	10	/* 4 MiB */
#define MIN_PAGES	256	/* with less the kernel does not start */

struct page *mem_map;

static u32 max_pfn;
static struct list_head free_list[MAX_ORDER + 1];
static u32 free_count, total_count, reserve;
static DEFINE_SPINLOCK(page_lock);

/* Physical memory that is in use from the start. */
static struct mem_range reserved[] = {
	{ 0, PAGE_SIZE },		/* the real-mode vectors; and frame 0 looks like no frame */
	{ 0xa0000, 0x100000 },		/* video memory, ROMs */
	{ KERNEL_PHYS, 0 },
	{ 0, 0 },			/* initramfs */
	{ 0, 0 },			/* mem_map */
};
enum { RESERVED_KERNEL = 2, RESERVED_INITRAMFS, RESERVED_MEM_MAP };

/* The lowest reserved range that overlaps [start, end), or NULL. */
static const struct mem_range *first_reserved(u64 start, u64 end)
{
	const struct mem_range *found = NULL;

	for (unsigned int i = 0; i < ARRAY_SIZE(reserved); i++) {
		const struct mem_range *r = &reserved[i];

		if (r->start < end && start < r->end && (!found || r->start < found->start))
			found = r;
	}
	return found;
}

static void push_free(struct page *page, unsigned int order)
{
	page->flags = PG_FREE;
	page->order = order;
	list_add(&page->node, &free_list[order]);
}

static void free_block(u32 pfn, unsigned int order)
{
	free_count += 1u << order;
	for (; order < MAX_ORDER; order++) {
		u32 buddy = pfn ^ (1u << order);
		struct page *b = &mem_map[buddy];

		if (buddy >= max_pfn || !(b->flags & PG_FREE) || b->order != order)
			break;
		list_del(&b->node);
		b->flags = 0;
		pfn &= ~(1u << order);
	}
	push_free(&mem_map[pfn], order);
}

void free_pages(struct page *page, unsigned int order)
{
	unsigned long flags = spin_lock_irqsave(&page_lock);

	BUG_ON(page->flags & (PG_FREE | PG_RESERVED));
	heap_pages_taken(page, order);
	page->flags = 0;
	page->refs = 0;
	free_block(page - mem_map, order);
	spin_unlock_irqrestore(&page_lock, flags);
}

/* The first page of a block that is off the lists, split down to order; NULL: none. */
static struct page *take_block(unsigned int order)
{
	struct page *page;
	unsigned int o = order;

	while (list_empty(&free_list[o]))
		if (++o > MAX_ORDER)
			return NULL;
	page = list_first_entry(&free_list[o], struct page, node);
	list_del(&page->node);
	while (o > order) {
		o--;
		push_free(page + (1u << o), o);
	}
	free_count -= 1u << order;
	return page;
}

struct page *alloc_pages(unsigned int order, unsigned int gfp)
{
	struct page *page = NULL;
	unsigned long flags;

	if (order > MAX_ORDER)
		return NULL;
	flags = spin_lock_irqsave(&page_lock);
	if (!(gfp & GFP_USER) || free_count >= reserve + (1u << order))
		page = take_block(order);
	if (page) {
		heap_pages_given(page, order);
		page->flags = 0;
		page->order = order;
		page->refs = 1;
	}
	spin_unlock_irqrestore(&page_lock, flags);
	if (page && (gfp & GFP_ZERO))
		for (u32 i = 0; i < 1u << order; i++)
			clear_page((u8 *)page_address(page) + i * PAGE_SIZE);
	return page;
}

void put_page(struct page *page)
{
	BUG_ON(!page->refs);
	if (page->refs == 1)
		free_pages(page, 0);
	else
		page->refs--;
}

u32 nr_free_pages(void)
{
	return free_count;
}

u32 nr_total_pages(void)
{
	return total_count;
}

/* Hand [start, end), page aligned, to the allocator, in blocks as large as the alignment allows. */
static void release_range(u64 start, u64 end)
{
	u32 pfn = start >> PAGE_SHIFT, last = end >> PAGE_SHIFT;

	while (pfn < last) {
		unsigned int order = 0;

		while (order < MAX_ORDER && !(pfn & (1u << order)) && pfn + (2u << order) <= last)
			order++;
		for (u32 i = pfn; i < pfn + (1u << order); i++) {
			mem_map[i].flags = 0;
			mem_map[i].refs = 0;
		}
		heap_poison(&mem_map[pfn], order);
		free_block(pfn, order);
		total_count += 1u << order;
		pfn += 1u << order;
	}
}

/* The same for what is usable RAM within [start, end) and not reserved. */
static void release_usable(u64 start, u64 end)
{
	const struct mem_range *r;

	while (start < end && (r = first_reserved(start, end))) {
		if (r->start > start)
			release_range(start, r->start);
		start = r->end;
	}
	if (start < end)
		release_range(start, end);
}

static void release_all(u64 low, u64 high)
{
	for (unsigned int i = 0; i < boot_info.nr_usable; i++) {
		const struct mem_range *r = &boot_info.usable[i];

		release_usable(max(r->start, low), min(r->end, high));
	}
	/* What is left when a reserve for the kernel itself is reached is not given to programs. */
	reserve = min(max(total_count / 64, 32u), 512u);
}

void free_boot_range(phys_addr_t start, phys_addr_t end)
{
	unsigned long flags = spin_lock_irqsave(&page_lock);

	start = ALIGN_DOWN(start, (u64)PAGE_SIZE);
	end = min(ALIGN_UP(end, (u64)PAGE_SIZE), (u64)max_pfn << PAGE_SHIFT);
	for (; start < end; start += PAGE_SIZE)
		if (phys_to_page(start)->flags & PG_RESERVED)
			release_range(start, start + PAGE_SIZE);
	spin_unlock_irqrestore(&page_lock, flags);
}

/* The lowest place in mapped RAM for size bytes, or 0. */
static u64 find_room(u64 size)
{
	for (unsigned int i = 0; i < boot_info.nr_usable; i++) {
		u64 start = boot_info.usable[i].start;
		u64 end = min(boot_info.usable[i].end, EARLY_END);
		const struct mem_range *r;

		while (start + size <= end && (r = first_reserved(start, start + size)))
			start = r->end;
		if (start + size <= end)
			return start;
	}
	return 0;
}

/* One struct page per frame up to the highest usable one (EARLY_END if that is too many). */
static void mem_map_alloc(void)
{
	u64 top = boot_info.nr_usable ? boot_info.usable[boot_info.nr_usable - 1].end : 0;
	u64 size, phys;

	top = min(top, MAX_PHYS);
	for (;;) {
		max_pfn = top >> PAGE_SHIFT;
		size = ALIGN_UP((u64)max_pfn * sizeof(struct page), (u64)PAGE_SIZE);
		phys = find_room(size);
		if (phys || top <= EARLY_END)
			break;
		top = EARLY_END;
	}
	if (!phys)
		fatal("Vestibule needs more memory: no room for the page table of %u KiB",
		      max_pfn * 4);
	reserved[RESERVED_MEM_MAP] = (struct mem_range){ phys, phys + size };
	mem_map = phys_to_virt(phys);
	memset(mem_map, 0, size);
	for (u32 i = 0; i < max_pfn; i++) {
		mem_map[i].flags = PG_RESERVED;
		mem_map[i].refs = 1;
	}
}

void mm_early_init(void)
{
	extable_sort();
	for (unsigned int i = 0; i <= MAX_ORDER; i++)
		list_init(&free_list[i]);
	reserved[RESERVED_KERNEL].end = virt_to_phys(_end);
	reserved[RESERVED_INITRAMFS].start = ALIGN_DOWN(boot_info.initramfs.start, (u64)PAGE_SIZE);
	reserved[RESERVED_INITRAMFS].end = ALIGN_UP(boot_info.initramfs.end, (u64)PAGE_SIZE);
	mem_map_alloc();
	release_all(0, EARLY_END);
	if (total_count < MIN_PAGES)
		fatal("Vestibule needs more memory: only %u KiB are free", total_count * 4);
	kmalloc_init();
}

u64 memory_end(void)
{
	return (u64)max_pfn << PAGE_SHIFT;
}

void free_late_memory(void)
{
	unsigned long flags = spin_lock_irqsave(&page_lock);

	release_all(EARLY_END, memory_end());
	spin_unlock_irqrestore(&page_lock, flags);
}

#ifdef CONFIG_DEBUG
u32 verify_free_blocks(void)
{
	u32 count = 0;

	for (u32 pfn = 0; pfn < max_pfn; pfn++) {
		unsigned long flags = spin_lock_irqsave(&page_lock);

		if (mem_map[pfn].flags & PG_FREE) {
			heap_pages_given(&mem_map[pfn], mem_map[pfn].order);
			count += 1u << mem_map[pfn].order;
		}
		spin_unlock_irqrestore(&page_lock, flags);
	}
	return count;
}
#endif
