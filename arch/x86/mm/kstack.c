/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks, in an area of their own: each slot of 16 KiB is an unmapped guard (8 KiB) with the
 * stack above it. The tables of the area hang below one entry that every process shares.
 *
 * A slot without a stack is on a list threaded through its first page-table entry, which is never
 * present: bits 12 and up hold the next free slot + 1. Recently freed stacks stay mapped.
 */

#include <asm/pgtable.h>
#include <asm/thread.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

#define SLOT_SIZE	(2 * THREAD_SIZE)
#define GUARD_SIZE	(SLOT_SIZE - THREAD_SIZE)
#define NR_SLOTS	((KSTACK_END - KSTACK_BASE) / SLOT_SIZE)
#define STACK_PAGES	(THREAD_SIZE / PAGE_SIZE)
#define CACHE_SIZE	8

static DEFINE_SPINLOCK(kstack_lock);
static void *cache[CACHE_SIZE];
static u32 nr_cached;
static u32 first_free;		/* slot + 1; 0: none */
static u32 next_fresh;		/* slots from here on were never used */

static unsigned long slot_base(u32 slot)
{
	return KSTACK_BASE + (unsigned long)slot * SLOT_SIZE;
}

static void slot_release(u32 slot)
{
	set_pte(kernel_pte(slot_base(slot)), (u64)first_free << PAGE_SHIFT);
	first_free = slot + 1;
}

/* A slot with its page table in place, or -1. */
static int slot_take(void)
{
	u32 slot;

	if (first_free) {
		slot = first_free - 1;
		first_free = *kernel_pte(slot_base(slot)) >> PAGE_SHIFT;
		return slot;
	}
	if (next_fresh == NR_SLOTS || !kernel_pte(slot_base(next_fresh)))
		return -1;
	return next_fresh++;
}

static void stack_unmap(unsigned long stack, u32 pages)
{
	for (u32 i = 0; i < pages; i++) {
		unsigned long addr = stack + i * PAGE_SIZE;
		u64 *pte = kernel_pte(addr);
		struct page *page = phys_to_page(*pte & PTE_PHYS);

		set_pte(pte, 0);
		flush_tlb_page(addr);
		free_pages(page, 0);
	}
}

/* GFP_USER: the last pages are not spent on yet another task. */
static bool stack_map(unsigned long stack)
{
	for (u32 i = 0; i < STACK_PAGES; i++) {
		struct page *page = alloc_page(GFP_USER);

		if (!page) {
			stack_unmap(stack, i);
			return false;
		}
		set_pte(kernel_pte(stack + i * PAGE_SIZE),
			page_to_phys(page) | kernel_page_bits);
	}
	return true;
}

void *kstack_alloc(void)
{
	void *stack = NULL;
	int slot;

	spin_lock(&kstack_lock);
	if (nr_cached) {
		stack = cache[--nr_cached];
	} else if ((slot = slot_take()) >= 0) {
		stack = (void *)(slot_base(slot) + GUARD_SIZE);
		if (!stack_map((unsigned long)stack)) {
			slot_release(slot);
			stack = NULL;
		}
	}
	spin_unlock(&kstack_lock);
	return stack;
}

void kstack_free(void *stack)
{
	unsigned long addr = (unsigned long)stack;

	spin_lock(&kstack_lock);
	if (nr_cached < CACHE_SIZE) {
		cache[nr_cached++] = stack;
	} else {
		stack_unmap(addr, STACK_PAGES);
		slot_release((addr - KSTACK_BASE) / SLOT_SIZE);
	}
	spin_unlock(&kstack_lock);
}

bool kstack_guard(unsigned long addr)
{
	if ((unsigned long)boot_stack - addr - 1 < PAGE_SIZE)
		return true;
	return addr >= KSTACK_BASE && addr < KSTACK_END &&
	       (addr - KSTACK_BASE) % SLOT_SIZE < GUARD_SIZE;
}
