/* SPDX-License-Identifier: MIT */
/*
 * The tree of mappings (kernel/mm/vma.c) against a plain array with one entry per page: random
 * mapping, unmapping, splitting and joining; after each step the tree's shape, its gaps, lookups
 * and the choice of holes must be what the array says.
 */

#include <stdio.h>
#include <string.h>

void *calloc(size_t n, size_t size);	/* stdlib.h would bring in the host's own poll and select */
void free(void *ptr);
int abs(int n);

#include "../../kernel/mm/vma.c"

#define PAGES	4096u		/* of the address space that is used */
#define STEPS	20000

static struct mm_struct mm = { .lock = SPINLOCK_INIT("mm") };
static u8 model[PAGES];		/* 0: free, else the flags of the mapping */
static u32 seed = 1;
static int failed, live;

void *kzalloc(size_t size) { live++; return calloc(1, size); }
void kfree(void *p) { live--; free(p); }
void file_get(struct file *file) { }
void fput(struct file *file) { }
void inode_get(struct inode *inode) { }
void inode_put(struct inode *inode) { }
void zap_range(struct mm_struct *m, u32 start, u64 end) { }

static u32 rnd(u32 n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % n;
}

static void check(bool ok, const char *what, u32 step)
{
	if (!ok && failed++ < 10)
		printf("# step %u: %s\n", step, what);
}

static int check_tree(struct vm_area_struct *n, struct vm_area_struct *up, u32 step)
{
	int l, r;

	if (!n)
		return 0;
	l = check_tree(n->left, n, step);
	r = check_tree(n->right, n, step);
	check(n->up == up, "parent link", step);
	check(abs(l - r) <= 1, "balance", step);
	check(n->height == (l > r ? l : r) + 1, "height", step);
	check(n->max_gap == max(gap_class(hole_size(n)), max(max_gap(n->left), max_gap(n->right))),
	      "gap", step);
	return n->height;
}

static void check_list(u32 step)
{
	struct vm_area_struct *vma, *prev = NULL;
	u32 n = 0, page = 0;

	for (vma = mm.vma_first; vma; prev = vma, vma = vma->next, n++) {
		check(vma->prev == prev, "back link", step);
		for (; page < vma->start >> PAGE_SHIFT; page++)
			check(!model[page], "mapped, but free", step);
		for (; page < vma->end >> PAGE_SHIFT; page++)
			check(model[page] == vma->flags, "free, but mapped", step);
		check(!can_merge(prev, vma), "neighbours not joined", step);
	}
	check(mm.vma_last == prev && mm.nr_vmas == n, "count", step);
	for (; page < PAGES; page++)
		check(!model[page], "mapped, but free at the end", step);
}

static void check_find(u32 step)
{
	u32 page = rnd(PAGES), want = page;
	struct vm_area_struct *vma = find_vma(&mm, page << PAGE_SHIFT);

	while (want < PAGES && !model[want])
		want++;
	if (want == PAGES)
		check(!vma, "found what is not there", step);
	else
		check(vma && vma->end > (u64)want << PAGE_SHIFT &&
		      vma->start <= max(want, page) << PAGE_SHIFT, "not found", step);
}

/* Highest hole by counting pages downwards. */
static u32 slow_hole(u32 pages, u32 low, u32 high)
{
	u32 run = 0;

	for (u32 p = high; p-- > low;) {
		run = p < PAGES && model[p] ? 0 : run + 1;
		if (run == pages)
			return p << PAGE_SHIFT;
	}
	return 0;
}

static void check_hole(u32 step)
{
	u32 pages = 1 + rnd(40), low = 16 + rnd(100), high = low + rnd(PAGES - low), got;

	/* mostly from where programs look, which is remembered */
	if (step % 4)
		high = mm.mmap_base >> PAGE_SHIFT;
	got = vma_find_hole(&mm, pages << PAGE_SHIFT, low << PAGE_SHIFT, high << PAGE_SHIFT);

	check(got == slow_hole(pages, low, high), "another hole", step);
}

static void unmap(u32 start, u32 end)
{
	struct vm_area_struct *vma = find_vma_intersection(&mm, start, end), *next;

	if (vma && vma->start < start) {
		vma_split(vma, start);
		vma = vma->next;
	}
	for (; vma && vma->start < end; vma = next) {
		if (vma->end > end)
			vma_split(vma, end);
		next = vma->next;
		vma_unlink(vma);
		vma_free(vma);
	}
}

static void step_once(u32 step)
{
	u32 start = rnd(PAGES - 64), len = 1 + rnd(step % 3 ? 8 : 60), kind = rnd(5);

	unmap(start << PAGE_SHIFT, (start + len) << PAGE_SHIFT);
	for (u32 p = start; p < start + len; p++)
		model[p] = kind < 3 ? kind + 1 : 0;
	if (kind < 3) {
		struct vm_area_struct *vma = vma_alloc(&mm, start << PAGE_SHIFT,
						       (u64)(start + len) << PAGE_SHIFT, kind + 1);

		vma_link(vma);
		vma_merge(vma);
	}
}

static void check_classes(void)
{
	for (u32 pages = 1; pages < 1u << 20; pages++) {
		u32 class = gap_class(pages << PAGE_SHIFT), below = gap_class((pages - 1) << PAGE_SHIFT);

		check(class == below || class == below + 1, "classes", pages);
		check(pages >= 16 || class == pages, "a small class", pages);
	}
}

/* A mapping that grows down keeps others away from below it. */
static void check_guard(void)
{
	struct vm_area_struct *vma;

	unmap(0, PAGES << PAGE_SHIFT);
	vma = vma_alloc(&mm, 0x800000, 0x801000, VM_READ | VM_GROWSDOWN);
	vma_link(vma);
	check(vma_find_hole(&mm, 0x1000, 0x10000, 0x801000) == 0x800000 - STACK_GUARD_GAP - 0x1000,
	      "guard gap", STEPS);
	check(!vma_find_hole(&mm, 0x1000, 0x790000, 0x801000), "hole in the guard gap", STEPS);
	vma_resize(vma, 0x700000, 0x801000);
	check(vma_find_hole(&mm, 0x1000, 0x10000, 0x801000) == 0x700000 - STACK_GUARD_GAP - 0x1000,
	      "guard gap after growing", STEPS);
	unmap(0, PAGES << PAGE_SHIFT);
	memset(model, 0, sizeof(model));
}

int main(void)
{
	printf("1..5\n");
	mm.mmap_base = (PAGES - 100) << PAGE_SHIFT;
	for (u32 step = 0; step < STEPS; step++) {
		step_once(step);
		check_tree(mm.vma_root, NULL, step);
		check_list(step);
		check_find(step);
		check_hole(step);
	}
	printf("%sok 1 - %u random steps against a page array\n", failed ? "not " : "", STEPS);
	failed = 0;
	check_guard();
	printf("%sok 2 - the guard gap below a stack\n", failed ? "not " : "");
	check_classes();
	printf("%sok 5 - a larger hole is never of a smaller class\n", failed ? "not " : "");
	printf("%sok 3 - the tree is empty again\n", mm.vma_root || mm.nr_vmas ? "not " : "");
	printf("%sok 4 - nothing leaked (%d left)\n", live ? "not " : "", live);
	return failed || live;
}
