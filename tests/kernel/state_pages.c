/* SPDX-License-Identifier: MIT */
/* The page tables that the CPU uses now, walked entry by entry (SDM vol. 3, 4.4, 4.5, 4.6). */

#include "state.h"

#include <asm/cpufeature.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/thread.h>
#include <asm/vclock.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

#ifdef __x86_64__
#define LEVELS	4
#else
#define LEVELS	3
#endif
#define NX	(1ull << 63)

struct found {
	u32 pages, kernel_text;		/* leaves, in the kernel's half; those that run */
	u64 writable_code, user_kernel;	/* an address where the rule is broken, or 0 */
	u64 code_elsewhere, image_writable, image_shown;
	u64 low_kernel;
};

static bool in_range(u64 phys, u64 size, const char *start, const char *end)
{
	return phys < virt_to_phys(end) && phys + size > virt_to_phys(start);
}

static void kernel_leaf(struct found *f, u64 virt, u64 phys, u64 size, u64 rights)
{
	bool runs = !(rights & NX) && cpu_features.nx;
	bool image = in_range(phys, size, _text, _etext) || in_range(phys, size, _rodata, _erodata);
	bool text = virt >= (unsigned long)_text && virt < (unsigned long)_etext;

	f->pages++;
	f->kernel_text += runs;
	if (rights & PTE_U)
		f->user_kernel = virt;
	if (runs && (rights & PTE_W))
		f->writable_code = virt;
	if (runs && !text)
		f->code_elsewhere = virt;
	if (image && (rights & PTE_W))
		f->image_writable = virt;
}

/* Of the kernel's image a program sees the clock, which it cannot write. */
static void user_leaf(struct found *f, u64 virt, u64 phys, u64 size, u64 rights)
{
	bool clock = phys == virt_to_phys(&vvar) && !(rights & PTE_W);

	if (in_range(phys, size, _text, _end) && !clock)
		f->image_shown = virt;
	if (!(rights & PTE_U))
		f->low_kernel = virt;
}

/* PAE's four pointers have neither W nor U. */
static u64 rights_below(u64 rights, u64 entry, int level)
{
	if (LEVELS == 3 && level == 3)
		return rights;
	return (rights & entry & (PTE_W | PTE_U)) | ((rights | entry) & NX);
}

/* rights: W and U of all levels, and NX of any. */
static void walk(struct found *f, const u64 *table, int level, u64 virt, u64 rights)
{
	unsigned int shift = PAGE_SHIFT + 9 * (level - 1);

	for (u32 i = 0; i < (level == 3 && LEVELS == 3 ? 4 : PTRS_PER_TABLE); i++) {
		u64 entry = table[i], here = virt | (u64)i << shift;
		u64 all = rights_below(rights, entry, level);

		if (level == 4 && i >= PTRS_PER_TABLE / 2)
			here |= 0xffff000000000000;
		if (!(entry & PTE_P))
			continue;
		if (level > 1 && !(level == 2 && (entry & PTE_PS)))
			walk(f, table_of(entry), level - 1, here, all);
		else if (here >= TASK_SIZE)
			kernel_leaf(f, here, entry & PTE_PHYS & ~((1ull << shift) - 1), 1ull << shift, all);
		else
			user_leaf(f, here, entry & PTE_PHYS, 1ull << shift, all);
	}
}

/* The entry that maps virt, or 0. */
static u64 leaf(unsigned long virt)
{
	const u64 *table = phys_to_virt(current->mm->pgd);

	for (int level = LEVELS;; level--) {
		u64 entry = table[(virt >> (PAGE_SHIFT + 9 * (level - 1))) & (PTRS_PER_TABLE - 1)];

		if (!(entry & PTE_P))
			return 0;
		if (level == 1 || (level == 2 && (entry & PTE_PS)))
			return entry;
		table = table_of(entry);
	}
}

void state_read_only(struct state *s, const char *what, unsigned long addr)
{
	u64 entry = leaf(addr);

	state_point(s, entry && !(entry & PTE_W), what, entry, entry & ~PTE_W);
}

static void guards(struct state *s)
{
	unsigned long stack = (unsigned long)current->stack, boot = (unsigned long)this_cpu->idle->stack;

	state_point(s, leaf(stack), "the kernel stack is mapped", 0, 1);
	state_point(s, !leaf(stack - 1), "nothing lies below it", leaf(stack - 1), 0);
	state_point(s, !leaf(stack + THREAD_SIZE), "nor above", leaf(stack + THREAD_SIZE), 0);
	state_point(s, leaf(boot), "the boot stack is mapped", 0, 1);
	state_point(s, !leaf(boot - 1), "nothing lies below it", leaf(boot - 1), 0);
}

void state_pages(struct state *s)
{
	u64 pgd = current->mm->pgd;
	struct found f = { 0 };

	walk(&f, phys_to_virt(pgd), LEVELS, 0, PTE_W | PTE_U);
	state_point(s, f.pages > 100, "the page tables were walked", f.pages, 101);
	state_point(s, !f.user_kernel, "no kernel page is a program's", f.user_kernel, 0);
	state_point(s, !f.low_kernel, "nothing of the kernel lies among the program's pages", f.low_kernel,
		    0);
	state_point(s, !f.image_shown, "a program sees nothing of the image but the clock", f.image_shown,
		    0);
	state_point(s, !f.image_writable, "text and read-only data are writable at no address",
		    f.image_writable, 0);
	if (cpu_features.nx) {
		state_point(s, !f.writable_code, "no kernel page can be written and run", f.writable_code, 0);
		state_point(s, !f.code_elsewhere, "nothing but the kernel's text runs", f.code_elsewhere, 0);
		state_point(s, f.kernel_text == (_etext - _text) / PAGE_SIZE, "all of it does", f.kernel_text,
			    (_etext - _text) / PAGE_SIZE);
	}
	guards(s);
}
