/* SPDX-License-Identifier: MIT */
#ifndef ASM_PAGE_H
#define ASM_PAGE_H

/*
 * Where things live in the address space.
 *
 * i386 (PAE):   0xc0000000 all usable memory, one to one (up to 768 MiB), the kernel image in it
 *               0xf0000000 kernel stacks with their guard pages
 * x86_64:       0xffff888000000000 all memory, one to one
 *               0xffffc90000000000 kernel stacks with their guard pages
 *               0xffffffff80000000 the kernel image
 * A process has [0, TASK_SIZE); nothing of the kernel lies below 4 GiB + 4 KiB on x86_64.
 */

#define PAGE_SHIFT	12
#define PAGE_SIZE	4096ul
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#ifdef __x86_64__
#define PAGE_OFFSET	0xffff888000000000
#define KERNEL_IMAGE_BASE 0xffffffff80000000
#define KSTACK_BASE	0xffffc90000000000ul
#define KSTACK_END	0xffffc90010000000ul
#define ESPFIX_BASE	0xffffff0000000000	/* one page, at every 64 KiB of 4 GiB */
#define TASK_SIZE	0xffffe000u
#define MAX_PHYS	0x1000000000ull
#define EARLY_END	0x100000000ull	/* what the boot code's temporary tables reach */
#else
#define PAGE_OFFSET	0xc0000000
#define KERNEL_IMAGE_BASE PAGE_OFFSET
#define KSTACK_BASE	0xf0000000ul
#define KSTACK_END	0xff000000ul
#define TASK_SIZE	0xc0000000u
#define MAX_PHYS	0x30000000ull
#define EARLY_END	MAX_PHYS
#endif

#define KERNEL_PHYS	0x100000

#ifndef __ASSEMBLER__
#include <kernel/types.h>

/* Direct map. */
static inline void *phys_to_virt(phys_addr_t phys)
{
	return (void *)(unsigned long)(phys + PAGE_OFFSET);
}

/* Of the direct map or of the kernel image. */
static inline phys_addr_t virt_to_phys(const void *virt)
{
	unsigned long v = (unsigned long)virt;

#ifdef __x86_64__
	if (v >= KERNEL_IMAGE_BASE)
		return v - KERNEL_IMAGE_BASE;
#endif
	return v - PAGE_OFFSET;
}

/* Whole pages, a word at a time. */
static inline void clear_page(void *page)
{
	size_t n = PAGE_SIZE / sizeof(long);

#ifdef __x86_64__
	__asm__ volatile("rep stosq" : "+D"(page), "+c"(n) : "a"(0ul) : "memory");
#else
	__asm__ volatile("rep stosl" : "+D"(page), "+c"(n) : "a"(0ul) : "memory");
#endif
}

static inline void copy_page(void *to, const void *from)
{
	size_t n = PAGE_SIZE / sizeof(long);

#ifdef __x86_64__
	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(n)::"memory");
#else
	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(n)::"memory");
#endif
}

/* struct page and the conversions to and from it: <kernel/mm.h>. */
#endif

#endif
