/* SPDX-License-Identifier: MIT */
/*
 * Kernel memory in sizes up to half a page from pages cut into objects of one size class; larger
 * ones are whole blocks of the page allocator. May be called from interrupts.
 *
 * A page of objects is described by its struct page: the index of the first free object (each free
 * object holds the index of the next in its first two bytes) and the number in use. Pages with
 * free objects are on their class's list; one empty page per class is kept.
 *
 * The debug build has heap_check.c verify each object that goes out or comes back.
 */

#include <asm/pgtable.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/string.h>
#include "internal.h"

#define SLAB_NONE	0xffffu
#define CLASS_STEP	16u
#define MAX_OBJECT	2048u

/* Powers of two are aligned to themselves, since objects start at multiples of their size. */
static const u16 class_size[] = { 16,  32,  48,	 64,  96,  128,	 160,  192,
				  256, 384, 512, 768, 1024, 1360, 2048 };

static struct slab_class {
	struct list_head partial;
	u32 empty;		/* pages on the list without an object in use */
} classes[ARRAY_SIZE(class_size)];

static u8 class_of[MAX_OBJECT / CLASS_STEP + 1];	/* index: size in steps, rounded up */
static DEFINE_SPINLOCK(kmalloc_lock);

void kmalloc_init(void)
{
	u32 c = 0;

	for (u32 i = 0; i < ARRAY_SIZE(classes); i++)
		list_init(&classes[i].partial);
	for (u32 i = 0; i < ARRAY_SIZE(class_of); i++) {
		if (i * CLASS_STEP > class_size[c])
			c++;
		class_of[i] = c;
	}
}

static u8 *object_at(struct page *page, u32 index)
{
	return (u8 *)page_address(page) + index * class_size[page->slab_class];
}

/* A new page for the class, all of it free. */
static struct page *slab_grow(u32 c)
{
	struct page *page = alloc_page(0);
	u32 count = PAGE_SIZE / class_size[c];

	if (!page)
		return NULL;
	page->flags = PG_SLAB;
	page->slab_class = c;
	page->slab_free = 0;
	page->slab_inuse = 0;
	for (u32 i = 0; i < count; i++)
		*(u16 *)object_at(page, i) = i + 1 < count ? i + 1 : SLAB_NONE;
	list_add(&page->node, &classes[c].partial);
	classes[c].empty++;
	return page;
}

static void *slab_alloc(u32 c)
{
	struct slab_class *class = &classes[c];
	struct page *page;
	u8 *obj;

	if (!list_empty(&class->partial))
		page = list_first_entry(&class->partial, struct page, node);
	else
		page = slab_grow(c);
	if (!page)
		return NULL;
	obj = object_at(page, page->slab_free);
	page->slab_free = *(u16 *)obj;
	if (page->slab_inuse++ == 0)
		class->empty--;
	if (page->slab_free == SLAB_NONE)
		list_del(&page->node);
	return obj;
}

static void slab_free(struct page *page, u8 *obj)
{
	u32 size = class_size[page->slab_class], off = obj - (u8 *)page_address(page);
	struct slab_class *class = &classes[page->slab_class];

	if (off % size || !page->slab_inuse)
		panic("kfree: %p is not an object", obj);
	heap_object_taken(obj, size);
	if (page->slab_free == SLAB_NONE)
		list_add(&page->node, &class->partial);
	*(u16 *)obj = page->slab_free;
	page->slab_free = off / size;
	if (--page->slab_inuse)
		return;
	if (class->empty) {
		list_del(&page->node);
		page->refs = 1;
		free_pages(page, 0);
	} else {
		class->empty = 1;
	}
}

static void *kmalloc_pages(size_t size)
{
	struct page *page;
	unsigned int order = 0;

	while (order < 20 && (PAGE_SIZE << order) < heap_padded(size))
		order++;
	page = alloc_pages(order, 0);
	if (!page)
		return NULL;
	page->flags |= PG_KMALLOC;
	heap_block_given(page, size);
	return page_address(page);
}

void *kmalloc(size_t size)
{
	unsigned long flags;
	void *obj;
	u32 c;

	if (heap_refuses())
		return NULL;
	if (size > MAX_OBJECT || heap_padded(size) > MAX_OBJECT)
		return kmalloc_pages(size);
	c = class_of[(heap_padded(size) + CLASS_STEP - 1) / CLASS_STEP];
	flags = spin_lock_irqsave(&kmalloc_lock);
	obj = slab_alloc(c);
	if (obj)
		heap_object_given(obj, class_size[c], size);
	spin_unlock_irqrestore(&kmalloc_lock, flags);
	return obj;
}

void *kzalloc(size_t size)
{
	void *obj = kmalloc(size);

	return obj ? memset(obj, 0, size) : NULL;
}

void kfree(void *ptr)
{
	struct page *page;
	unsigned long flags;

	if (!ptr)
		return;
	heap_check_pointer(ptr);
	page = virt_to_page(ptr);
	if (page->flags & PG_KMALLOC) {
		BUG_ON((unsigned long)ptr & ~PAGE_MASK);
		heap_block_taken(page);
		free_pages(page, page->order);
		return;
	}
	if (!(page->flags & PG_SLAB))
		panic("kfree: %p did not come from kmalloc", ptr);
	flags = spin_lock_irqsave(&kmalloc_lock);
	slab_free(page, ptr);
	spin_unlock_irqrestore(&kmalloc_lock, flags);
}

#ifdef CONFIG_DEBUG
void heap_sweep(u32 *objects, u32 *slabs, u32 *free_pages)
{
	*objects = *slabs = 0;
	for (struct page *page = mem_map; page_to_phys(page) < memory_end(); page++) {
		unsigned long flags = spin_lock_irqsave(&kmalloc_lock);

		if (page->flags & PG_SLAB) {
			*objects += heap_sweep_objects(page, class_size[page->slab_class]);
			++*slabs;
		} else if (page->flags & PG_KMALLOC) {
			heap_block_taken(page);
		}
		spin_unlock_irqrestore(&kmalloc_lock, flags);
	}
	*free_pages = verify_free_blocks();
}
#endif
