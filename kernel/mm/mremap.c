/* SPDX-License-Identifier: MIT */
/* mremap(2). */

#include <asm/entry.h>
#include <asm/pgtable.h>
#include <asm/syscall.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/mman.h>
#include "internal.h"

struct remap {
	struct mm_struct *mm;
	u32 addr, old_len, new_len, flags, new_addr;
	struct vm_area_struct *gone;	/* unmapped, to be freed after unlocking */
	u32 vdso_from;			/* the vDSO moved from here */
	bool populate;
};

static bool is_error(u32 addr)
{
	return addr > (u32)-MAX_ERRNO - 1;
}

/* May old_len bytes at addr of vma become new_len: 0 or -errno. */
static int check_resize(struct remap *r, struct vm_area_struct *vma)
{
	u32 grown = r->new_len > r->old_len ? (r->new_len - r->old_len) >> PAGE_SHIFT : 0;
	int err;

	/* No old length: a second view, which only shared memory can have. */
	if (!r->old_len && !(vma->flags & VM_SHARED))
		return -EINVAL;
	if ((r->flags & MREMAP_DONTUNMAP) && (vma->flags & (VM_DONTEXPAND | VM_SPECIAL)))
		return -EINVAL;
	if (r->old_len > vma->end - r->addr)
		return -EFAULT;
	if (!grown)
		return 0;
	if (vma->flags & (VM_DONTEXPAND | VM_SPECIAL))
		return -EFAULT;
	if (vma->pgoff + vma_pages(vma) + grown > 0x100000000ull)
		return -EINVAL;
	err = may_lock(r->mm, vma->flags, grown);
	if (err)
		return err;
	if (!may_expand_vm(r->mm, vma->flags, grown) || !may_commit(vma->flags, grown))
		return -ENOMEM;
	return 0;
}

/* The old range as a mapping of its own. */
static int isolate(struct remap *r, struct vm_area_struct **vma)
{
	int err = 0;

	if (((*vma)->flags & VM_SPECIAL) &&
	    ((*vma)->start != r->addr || (*vma)->end != (u64)r->addr + r->old_len))
		return -EINVAL;
	if ((*vma)->start < r->addr) {
		err = vma_split_counted(*vma, r->addr);
		if (!err)
			*vma = (*vma)->next;
	}
	if (!err && (*vma)->end > (u64)r->addr + r->old_len)
		err = vma_split_counted(*vma, r->addr + r->old_len);
	if (err)
		vma_merge(*vma);
	return err;
}

static struct vm_area_struct *clone_at(struct vm_area_struct *vma, u32 addr, u32 start, u32 len)
{
	struct vm_area_struct *new = vma_alloc(vma->mm, start, (u64)start + len, vma->flags);

	if (!new)
		return NULL;
	vma_set_inode(new, vma->inode, vma->file,
		      vma->inode ? vma->pgoff + ((addr - vma->start) >> PAGE_SHIFT) :
				   start >> PAGE_SHIFT);
	new->special_pages = vma->special_pages;
	new->name = vma->name;
	return new;
}

/* Move the old range to to, which is free. */
static u32 move_mapping(struct remap *r, struct vm_area_struct *vma, u32 to)
{
	struct mm_struct *mm = r->mm;
	struct vm_area_struct *new;
	int err;

	if (mm->nr_vmas >= MAX_MAP_COUNT - 3)
		return -ENOMEM;
	err = r->old_len ? isolate(r, &vma) : 0;
	if (err)
		return err;
	new = clone_at(vma, r->addr, to, r->new_len);
	if (!new)
		return -ENOMEM;
	err = move_range(mm, r->addr, to, r->old_len);
	if (err) {
		move_range(mm, to, r->addr, r->old_len);
		vma_free(new);
		vma_merge(vma);
		return err;
	}
	vma_link(new);
	vm_account(mm, new->flags, vma_pages(new));
	if (vma->flags & VM_SPECIAL)
		r->vdso_from = r->addr;
	if (r->flags & MREMAP_DONTUNMAP) {
		if (vma->flags & VM_LOCKED) {
			mm->locked_vm -= vma_pages(vma);
			vma->flags &= ~VM_LOCKED;
		}
	} else if (r->old_len) {
		unmap_locked(mm, r->addr, (u64)r->addr + r->old_len, &r->gone);
	}
	r->populate = new->flags & VM_LOCKED;
	vma_merge(new);
	return to;
}

static u32 unmap_tail(struct remap *r)
{
	return unmap_locked(r->mm, r->addr + r->new_len, (u64)r->addr + r->old_len, &r->gone);
}

/* MREMAP_FIXED: exactly to new_addr; MREMAP_DONTUNMAP alone: new_addr is a hint. */
static u32 remap_to(struct remap *r)
{
	struct vm_area_struct *vma;
	u32 to = r->new_addr;
	int err;

	if ((r->new_addr & ~PAGE_MASK) || r->new_len > TASK_SIZE ||
	    r->new_addr > TASK_SIZE - r->new_len)
		return -EINVAL;
	if ((u64)r->addr + r->old_len > r->new_addr && (u64)r->new_addr + r->new_len > r->addr)
		return -EINVAL;
	if (r->flags & MREMAP_FIXED) {
		to = choose_address(r->mm, r->new_addr, r->new_len, MAP_FIXED);
		if (is_error(to))
			return to;
		err = unmap_locked(r->mm, r->new_addr, (u64)r->new_addr + r->new_len, &r->gone);
		if (err)
			return err;
	}
	if (r->old_len > r->new_len) {
		err = unmap_tail(r);
		if (err)
			return err;
		r->old_len = r->new_len;
	}
	vma = find_vma(r->mm, r->addr);
	if (!vma || vma->start > r->addr)
		return -EFAULT;
	err = check_resize(r, vma);
	if (err)
		return err;
	if (r->flags & MREMAP_DONTUNMAP) {
		if (!may_expand_vm(r->mm, vma->flags, r->new_len >> PAGE_SHIFT))
			return -ENOMEM;
		if (!(r->flags & MREMAP_FIXED)) {
			to = choose_address(r->mm, r->new_addr, r->new_len, 0);
			if (is_error(to))
				return to;
		}
	}
	return move_mapping(r, vma, to);
}

/* True if the mapping, at whose end the old range ends, could grow where it is; then it has. */
static bool grow_in_place(struct remap *r, struct vm_area_struct *vma)
{
	u64 end = (u64)r->addr + r->new_len;
	u32 pages = (end - vma->end) >> PAGE_SHIFT;

	if (vma->end != (u64)r->addr + r->old_len || end > TASK_SIZE)
		return false;
	if (vma->next && end > vma_start_gap(vma->next))
		return false;
	vma_resize(vma, vma->start, end);
	vm_account(r->mm, vma->flags, pages);
	r->populate = vma->flags & VM_LOCKED;
	vma_merge(vma);
	return true;
}

static u32 remap_locked(struct remap *r)
{
	struct vm_area_struct *vma = find_vma(r->mm, r->addr);
	u32 to;
	int err;

	if (!vma || vma->start > r->addr)
		return -EFAULT;
	if (r->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		return remap_to(r);
	if (r->old_len >= r->new_len) {
		err = r->old_len > r->new_len ? (int)unmap_tail(r) : 0;
		return err ? (u32)err : r->addr;
	}
	err = check_resize(r, vma);
	if (err)
		return err;
	if (r->old_len && grow_in_place(r, vma))
		return r->addr;
	if (!(r->flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	to = get_unmapped_area(r->mm, 0, r->new_len);
	return to ? move_mapping(r, vma, to) : (u32)-ENOMEM;
}

u32 sys_mremap(u32 addr, u32 old_len, u32 new_len, u32 flags, u32 new_addr)
{
	struct remap r = {
		.mm = current->mm,
		.addr = addr,
		.old_len = ALIGN_UP(old_len, (u32)PAGE_SIZE),
		.new_len = ALIGN_UP(new_len, (u32)PAGE_SIZE),
		.flags = flags,
		.new_addr = new_addr,
	};
	u32 result;

	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP))
		return -EINVAL;
	if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if ((flags & MREMAP_DONTUNMAP) && r.old_len != r.new_len)
		return -EINVAL;
	if ((addr & ~PAGE_MASK) || !r.new_len)
		return -EINVAL;

	spin_lock(&r.mm->lock);
	result = remap_locked(&r);
	spin_unlock(&r.mm->lock);
	free_gone(r.gone);
	if (is_error(result))
		return result;
	if (r.vdso_from && r.vdso_from == r.mm->vdso)
		vdso_moved(r.mm, r.vdso_from, result);
	if (r.populate)
		populate(r.mm, result, (u64)result + r.new_len);
	return result;
}
