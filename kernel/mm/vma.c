/* SPDX-License-Identifier: MIT */
/*
 * The mappings of an address space: a list in address order and an AVL tree over it. Each node
 * also knows the largest hole below a mapping of its subtree, so that both the mapping at an
 * address and a hole of a given size are found in time that grows with the tree's height.
 *
 * What was found last is remembered, the mapping and the hole. So a program that maps and unmaps pays the
 * same among one mapping and a thousand: it neither goes down the tree nor, while its large hole stays in
 * its class, up.
 */

#include <kernel/fs.h>
#include <kernel/mm.h>
#include <uapi/asm/errno.h>
#include "internal.h"

/* Mappings of a file, by inode: for truncation. One lock, since it crosses address spaces. */
#define INODE_BUCKETS 64
static struct list_head inode_bucket[INODE_BUCKETS];

static struct list_head *bucket_of(const struct inode *inode)
{
	struct list_head *head = &inode_bucket[((unsigned long)inode >> 5) % INODE_BUCKETS];

	if (!head->next)
		list_init(head);
	return head;
}

struct vm_area_struct *vma_alloc(struct mm_struct *mm, u32 start, u64 end, u32 flags)
{
	struct vm_area_struct *vma = kzalloc(sizeof(*vma));

	if (!vma)
		return NULL;
	vma->mm = mm;
	vma->start = start;
	vma->end = end;
	vma->flags = flags;
	vma->pgoff = start >> PAGE_SHIFT;
	list_init(&vma->inode_node);
	return vma;
}

void vma_set_inode(struct vm_area_struct *vma, struct inode *inode, struct file *file, u64 pgoff)
{
	if (file)
		file_get(file);
	if (inode)
		inode_get(inode);
	vma->file = file;
	vma->inode = inode;
	vma->pgoff = pgoff;
}

void vma_free(struct vm_area_struct *vma)
{
	if (vma->inode)
		inode_put(vma->inode);
	if (vma->file)
		fput(vma->file);
	kfree(vma);
}

/* ---- the tree ----------------------------------------------------------------------------- */

static int height(const struct vm_area_struct *n)
{
	return n ? n->height : 0;
}

static u32 max_gap(const struct vm_area_struct *n)
{
	return n ? n->max_gap : 0;
}

u32 vma_start_gap(const struct vm_area_struct *vma)
{
	if (!(vma->flags & VM_GROWSDOWN))
		return vma->start;
	return vma->start > STACK_GUARD_GAP ? vma->start - STACK_GUARD_GAP : 0;
}

/* Where the hole below the vma begins. */
static u32 hole_start(const struct vm_area_struct *vma)
{
	return vma->prev ? vma->prev->end : 0;
}

static u32 hole_size(const struct vm_area_struct *vma)
{
	u32 start = hole_start(vma), end = vma_start_gap(vma);

	return end > start ? end - start : 0;
}

/*
 * Holes are compared by class: exact up to 15 pages, then within an eighth, so that one of many pages
 * keeps its class when it loses a few.
 */
static u32 gap_class(u32 size)
{
	u32 pages = size >> PAGE_SHIFT, shift;

	if (pages < 16)
		return pages;
	shift = 28 - __builtin_clz(pages);
	return shift * 8 + (pages >> shift);
}

static u32 subtree_gap(const struct vm_area_struct *n)
{
	return max(gap_class(hole_size(n)), max(max_gap(n->left), max_gap(n->right)));
}

static void node_update(struct vm_area_struct *n)
{
	n->height = max(height(n->left), height(n->right)) + 1;
	n->max_gap = subtree_gap(n);
}

/* Put new where old hangs below up. */
static void replace_child(struct mm_struct *mm, struct vm_area_struct *up,
			  struct vm_area_struct *old, struct vm_area_struct *new)
{
	if (!up)
		mm->vma_root = new;
	else if (up->left == old)
		up->left = new;
	else
		up->right = new;
	if (new)
		new->up = up;
}

static struct vm_area_struct *rotate_left(struct mm_struct *mm, struct vm_area_struct *n)
{
	struct vm_area_struct *r = n->right;

	replace_child(mm, n->up, n, r);
	n->right = r->left;
	if (n->right)
		n->right->up = n;
	r->left = n;
	n->up = r;
	node_update(n);
	node_update(r);
	return r;
}

static struct vm_area_struct *rotate_right(struct mm_struct *mm, struct vm_area_struct *n)
{
	struct vm_area_struct *l = n->left;

	replace_child(mm, n->up, n, l);
	n->left = l->right;
	if (n->left)
		n->left->up = n;
	l->right = n;
	n->up = l;
	node_update(n);
	node_update(l);
	return l;
}

static struct vm_area_struct *rebalance(struct mm_struct *mm, struct vm_area_struct *n)
{
	int balance = height(n->left) - height(n->right);

	node_update(n);
	if (balance > 1) {
		if (height(n->left->left) < height(n->left->right))
			rotate_left(mm, n->left);
		return rotate_right(mm, n);
	}
	if (balance < -1) {
		if (height(n->right->right) < height(n->right->left))
			rotate_right(mm, n->right);
		return rotate_left(mm, n);
	}
	return n;
}

/* From n to the root: gaps, until nothing changes any more. */
static void update_gaps(struct vm_area_struct *n)
{
	for (; n; n = n->up) {
		u32 gap = subtree_gap(n);

		if (gap == n->max_gap)
			break;
		n->max_gap = gap;
	}
}

/* From n to the root: heights, balance and gaps, until nothing changes any more. */
static void update_upwards(struct mm_struct *mm, struct vm_area_struct *n)
{
	while (n) {
		int old_height = n->height;
		u32 old_gap = n->max_gap;

		n = rebalance(mm, n);
		if (n->height == old_height) {
			if (n->max_gap != old_gap)
				update_gaps(n->up);
			break;
		}
		n = n->up;
	}
}

/* The size of the hole below the vma changed. */
static void gap_changed(struct vm_area_struct *vma)
{
	if (vma)
		update_gaps(vma);
}

static void list_link(struct mm_struct *mm, struct vm_area_struct *vma, struct vm_area_struct *prev)
{
	vma->prev = prev;
	vma->next = prev ? prev->next : mm->vma_first;
	if (prev)
		prev->next = vma;
	else
		mm->vma_first = vma;
	if (vma->next)
		vma->next->prev = vma;
	else
		mm->vma_last = vma;
}

void vma_link(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->mm;
	struct vm_area_struct *last = mm->vma_last, *next = NULL;

	if (last && vma->start < last->end)
		next = find_vma(mm, vma->start);
	list_link(mm, vma, next ? next->prev : last);
	vma->left = vma->right = NULL;
	vma->height = 0;
	/* Of two neighbours in a tree, one has no child on the other's side. */
	vma->up = next && !next->left ? next : vma->prev;
	if (!vma->up)
		mm->vma_root = vma;
	else if (vma->up == next)
		next->left = vma;
	else
		vma->prev->right = vma;
	update_upwards(mm, vma);
	gap_changed(next);
	mm->vma_cache = vma;
	mm->nr_vmas++;
	if (vma->inode)
		list_add(&vma->inode_node, bucket_of(vma->inode));
}

/*
 * The hole below vma grew (NULL: above the last). Above hole_vma, what is known of the holes holds no longer.
 */
static void hole_grew(struct mm_struct *mm, const struct vm_area_struct *vma)
{
	if (mm->hole_vma && (!vma || vma->start > mm->hole_vma->start))
		mm->hole_vma = NULL;
}

/* The node next in order takes the place of one with two children. */
static struct vm_area_struct *swap_with_next(struct mm_struct *mm, struct vm_area_struct *n)
{
	struct vm_area_struct *s = n->right, *changed;

	while (s->left)
		s = s->left;
	changed = s->up == n ? s : s->up;
	if (s->up != n) {
		replace_child(mm, s->up, s, s->right);
		s->right = n->right;
		s->right->up = s;
	}
	s->left = n->left;
	s->left->up = s;
	replace_child(mm, n->up, n, s);
	s->height = n->height;
	s->max_gap = n->max_gap;
	return changed;
}

void vma_unlink(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->mm;
	struct vm_area_struct *changed = vma->up;

	if (vma->left && vma->right)
		changed = swap_with_next(mm, vma);
	else
		replace_child(mm, vma->up, vma, vma->left ? vma->left : vma->right);
	if (vma->prev)
		vma->prev->next = vma->next;
	else
		mm->vma_first = vma->next;
	if (vma->next)
		vma->next->prev = vma->prev;
	else
		mm->vma_last = vma->prev;
	update_upwards(mm, changed);
	gap_changed(vma->next);	/* also the one that took the place of a node with two children */
	if (mm->hole_vma == vma)
		mm->hole_vma = vma->next;
	hole_grew(mm, vma->next);
	mm->nr_vmas--;
	mm->vma_cache = vma->next;
	list_del(&vma->inode_node);
}

void vma_resize(struct vm_area_struct *vma, u32 start, u64 end)
{
	if (start > vma->start)
		hole_grew(vma->mm, vma);
	if (end < vma->end)
		hole_grew(vma->mm, vma->next);
	vma->pgoff += ((s64)start - vma->start) >> PAGE_SHIFT;
	vma->start = start;
	vma->end = end;
	gap_changed(vma);
	gap_changed(vma->next);
}

struct vm_area_struct *find_vma(struct mm_struct *mm, u32 addr)
{
	struct vm_area_struct *n = mm->vma_cache, *found = NULL;

	if (n && addr < n->end && (n->start <= addr || !n->prev || n->prev->end <= addr))
		return n;
	for (n = mm->vma_root; n;) {
		if (n->end > addr) {
			found = n;
			if (n->start <= addr)
				break;
			n = n->left;
		} else {
			n = n->right;
		}
	}
	if (found)
		mm->vma_cache = found;
	return found;
}

struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, u32 start, u64 end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->start < end ? vma : NULL;
}

/* ---- holes -------------------------------------------------------------------------------- */

/* The highest address for len bytes in [start, end) and [low, high), or 0. */
static u32 fit(u32 start, u32 end, u32 len, u32 low, u32 high)
{
	start = max(start, low);
	end = min(end, high);
	return end > start && end - start >= len ? end - len : 0;
}

/* The next mapping downwards from n that may have a hole of that class below it; NULL: none. */
static struct vm_area_struct *prev_with_hole(struct vm_area_struct *n, u32 class)
{
	struct vm_area_struct *child;

	if (max_gap(n->left) >= class) {
		n = n->left;
		while (max_gap(n->right) >= class)
			n = n->right;
		return n;
	}
	do {
		child = n;
		n = n->up;
	} while (n && n->left == child);
	return n;
}

u32 vma_find_hole(struct mm_struct *mm, u32 len, u32 low, u32 high)
{
	bool usual = high == mm->mmap_base;
	struct vm_area_struct *vma;
	u32 addr;

	if (usual && mm->hole_vma && len >= mm->hole_len)
		vma = mm->hole_vma;
	else
		vma = find_vma(mm, high - 1);
	if (!vma) {
		addr = fit(mm->vma_last ? mm->vma_last->end : 0, TASK_SIZE, len, low, high);
		if (addr)
			return addr;
		vma = mm->vma_last;
	}
	for (; vma; vma = prev_with_hole(vma, gap_class(len))) {
		addr = fit(hole_start(vma), vma_start_gap(vma), len, low, high);
		if (addr) {
			mm->vma_cache = vma;
			if (usual) {
				mm->hole_vma = vma;
				mm->hole_len = len;
			}
			return addr;
		}
		if (hole_start(vma) <= low)
			break;
	}
	return 0;
}

/* ---- splitting and joining ---------------------------------------------------------------- */

int vma_split(struct vm_area_struct *vma, u32 addr)
{
	struct vm_area_struct *upper;

	if (vma->flags & VM_SPECIAL)
		return -EINVAL;
	upper = vma_alloc(vma->mm, addr, vma->end, vma->flags);
	if (!upper)
		return -ENOMEM;
	vma_set_inode(upper, vma->inode, vma->file,
		      vma->pgoff + ((addr - vma->start) >> PAGE_SHIFT));
	upper->name = vma->name;
	vma_resize(vma, vma->start, addr);
	vma_link(upper);
	return 0;
}

int vma_split_counted(struct vm_area_struct *vma, u32 addr)
{
	return vma->mm->nr_vmas >= MAX_MAP_COUNT ? -ENOMEM : vma_split(vma, addr);
}

/* True if b, which begins where a ends, is in all else a's continuation. */
static bool can_merge(const struct vm_area_struct *a, const struct vm_area_struct *b)
{
	return a && b && a->end == b->start && a->flags == b->flags &&
	       !(a->flags & VM_SPECIAL) && a->inode == b->inode &&
	       a->file == b->file && a->name == b->name &&
	       (!a->inode || a->pgoff + vma_pages(a) == b->pgoff);
}

static void absorb_next(struct vm_area_struct *vma)
{
	struct vm_area_struct *next = vma->next;
	u64 end = next->end;

	vma_unlink(next);
	vma_resize(vma, vma->start, end);
	vma_free(next);
}

struct vm_area_struct *vma_merge(struct vm_area_struct *vma)
{
	if (can_merge(vma, vma->next))
		absorb_next(vma);
	if (can_merge(vma->prev, vma)) {
		vma = vma->prev;
		absorb_next(vma);
	}
	return vma;
}

struct vm_area_struct *vma_extend(struct mm_struct *mm, const struct vm_area_struct *like)
{
	struct vm_area_struct *next = find_vma(mm, like->start);
	struct vm_area_struct *prev = next ? next->prev : mm->vma_last;

	if (can_merge(prev, like)) {
		vma_resize(prev, prev->start, like->end);
		if (can_merge(prev, next))
			absorb_next(prev);
		return prev;
	}
	if (can_merge(like, next)) {
		vma_resize(next, like->start, next->end);
		return next;
	}
	return NULL;
}

/* ---- truncation --------------------------------------------------------------------------- */

void unmap_inode_pages(struct inode *inode, u64 first)
{
	struct vm_area_struct *vma;

	list_for_each_entry(vma, bucket_of(inode), inode_node) {
		u64 skip = first > vma->pgoff ? first - vma->pgoff : 0;

		if (vma->inode != inode || skip >= vma_pages(vma))
			continue;
		spin_lock(&vma->mm->lock);
		zap_range(vma->mm, vma->start + (u32)(skip << PAGE_SHIFT), vma->end);
		spin_unlock(&vma->mm->lock);
	}
}
