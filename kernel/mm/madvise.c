/* SPDX-License-Identifier: MIT */
/* madvise(2), msync(2), mincore(2). */

#include <asm/pgtable.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/mman.h>
#include "internal.h"

/* The mapping's new flags for advice that only changes flags: or -errno. */
static int advised_flags(const struct vm_area_struct *vma, int advice)
{
	u32 flags = vma->flags;

	switch (advice) {
	case MADV_DONTFORK:
		return flags | VM_DONTCOPY;
	case MADV_DOFORK:
		return vma->flags & VM_SPECIAL ? -EINVAL : (int)(flags & ~VM_DONTCOPY);
	case MADV_DONTDUMP:
		return flags | VM_DONTDUMP;
	case MADV_DODUMP:
		return vma->flags & VM_SPECIAL ? -EINVAL : (int)(flags & ~VM_DONTDUMP);
	case MADV_WIPEONFORK:
		if (vma->inode || (flags & (VM_SHARED | VM_SPECIAL)))
			return -EINVAL;
		return flags | VM_WIPEONFORK;
	case MADV_KEEPONFORK:
		return flags & ~VM_WIPEONFORK;
	default:
		return flags;
	}
}

static int change_flags(struct vm_area_struct **vma, u32 start, u64 end, int advice)
{
	struct vm_area_struct *v = *vma;
	int flags = advised_flags(v, advice), err = 0;

	if (flags < 0 || (u32)flags == v->flags)
		return min(flags, 0);
	if (v->start < start) {
		err = vma_split_counted(v, start);
		if (!err)
			v = v->next;
	}
	if (!err && v->end > end)
		err = vma_split_counted(v, end);
	if (!err)
		v->flags = flags;
	*vma = vma_merge(v);
	return err;
}

static int discard(struct vm_area_struct *vma, u32 start, u64 end, int advice)
{
	if (vma->flags & (VM_LOCKED | VM_SPECIAL))
		return -EINVAL;
	/* Freeing later, as MADV_FREE may, can be freeing now. */
	if (advice == MADV_FREE && (vma->inode || (vma->flags & VM_SHARED)))
		return -EINVAL;
	zap_range(vma->mm, start, end);
	return 0;
}

static int prefault(struct vm_area_struct *vma, u32 start, u64 end, bool write)
{
	u32 need = write ? VM_WRITE : VM_ACCESS;

	if ((vma->flags & VM_SPECIAL) || !(vma->flags & need))
		return -EINVAL;
	for (u64 addr = start; addr < end; addr += PAGE_SIZE) {
		int result = fault_in(vma, addr, write);

		if (result)
			return result == -ENOMEM ? -ENOMEM : -EFAULT;
	}
	return 0;
}

/* A hole in the file that a shared mapping shows. */
static int remove_pages(struct vm_area_struct *vma, u32 start, u64 end)
{
	u64 base = (vma->pgoff << PAGE_SHIFT) - vma->start;

	if ((vma->flags & (VM_LOCKED | VM_SPECIAL)) || !vma->inode)
		return -EINVAL;
	if (~vma->flags & (VM_SHARED | VM_MAYWRITE))
		return -EACCES;
	inode_punch_hole(vma->inode, base + start, base + end);
	return 0;
}

static int advise_part(struct vm_area_struct **vma, u32 start, u64 end, int advice)
{
	switch (advice) {
	case MADV_DONTNEED:
	case MADV_FREE:
		return discard(*vma, start, end, advice);
	case MADV_REMOVE:
		return remove_pages(*vma, start, end);
	case MADV_COLD:
	case MADV_PAGEOUT:
		return (*vma)->flags & (VM_LOCKED | VM_SPECIAL) ? -EINVAL : 0;
	case MADV_POPULATE_READ:
	case MADV_POPULATE_WRITE:
		return prefault(*vma, start, end, advice == MADV_POPULATE_WRITE);
	default:
		return change_flags(vma, start, end, advice);
	}
}

static bool advice_known(int advice)
{
	switch (advice) {
	case MADV_NORMAL ... MADV_DONTNEED:
	case MADV_FREE ... MADV_DOFORK:
	case MADV_DONTDUMP ... MADV_POPULATE_WRITE:
		return true;
	default:	/* merging of equal pages and huge pages are not to be had */
		return false;
	}
}

/* Holes are skipped, and reported at the end. */
static int advise_range(struct mm_struct *mm, u32 start, u64 end, int advice)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	int hole = 0;

	while (vma && start < end) {
		u64 stop;
		int err;

		if (vma->start > start) {
			hole = -ENOMEM;
			if (vma->start >= end || advice == MADV_POPULATE_READ ||
			    advice == MADV_POPULATE_WRITE)
				return hole;
			start = vma->start;
		}
		stop = min(vma->end, end);
		err = advise_part(&vma, start, stop, advice);
		if (err)
			return err;
		if (stop >= end)
			return hole;
		start = stop;
		if (vma->end <= start)
			vma = vma->next;
	}
	return -ENOMEM;
}

int sys_madvise(u32 addr, size_t len, int advice)
{
	struct mm_struct *mm = current->mm;
	u64 end = addr + ALIGN_UP((u64)len, (u64)PAGE_SIZE);
	int err;

	if (!advice_known(advice) || (addr & ~PAGE_MASK) || end > 0xffffffffu)
		return -EINVAL;
	if (!len)
		return 0;
	spin_lock(&mm->lock);
	err = advise_range(mm, addr, end, advice);
	spin_unlock(&mm->lock);
	return err;
}

/* Files are memory: there is nothing to write back, only arguments to judge. */
int sys_msync(u32 addr, size_t len, int flags)
{
	struct mm_struct *mm = current->mm;
	u64 start = addr, end = addr + ALIGN_UP((u64)len, (u64)PAGE_SIZE);
	struct vm_area_struct *vma;
	int err = 0;

	if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) || (addr & ~PAGE_MASK) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	if (end > 0xffffffffu)
		return -ENOMEM;
	spin_lock(&mm->lock);
	for (vma = find_vma(mm, addr); start < end && err != -EBUSY; vma = vma->next) {
		if (!vma || vma->start > start)
			err = -ENOMEM;
		if (!vma || vma->start >= end)
			break;
		if ((flags & MS_INVALIDATE) && (vma->flags & VM_LOCKED))
			err = -EBUSY;
		start = vma->end;
	}
	spin_unlock(&mm->lock);
	return err;
}

/* 1 if an access to the page would find it without asking for memory. */
static u8 resident(struct vm_area_struct *vma, u32 addr)
{
	u64 *pte = pte_lookup(vma->mm, addr);

	if (pte && pte_has_page(*pte))
		return 1;
	return vma->inode &&
	       inode_has_page(vma->inode, vma->pgoff + ((addr - vma->start) >> PAGE_SHIFT));
}

/* The answers for pages from addr on, at most n: how many, or -ENOMEM for a hole at addr. */
static int residency(struct mm_struct *mm, u32 addr, u32 n, u8 *vec)
{
	struct vm_area_struct *vma;
	u32 i;

	spin_lock(&mm->lock);
	vma = find_vma_intersection(mm, addr, (u64)addr + 1);
	if (vma)
		n = min(n, (u32)((vma->end - addr) >> PAGE_SHIFT));
	for (i = 0; vma && i < n; i++)
		vec[i] = resident(vma, addr + i * PAGE_SIZE);
	spin_unlock(&mm->lock);
	return vma ? (int)n : -ENOMEM;
}

int sys_mincore(u32 addr, size_t len, void __user *vec)
{
	u64 pages = ALIGN_UP((u64)len, (u64)PAGE_SIZE) >> PAGE_SHIFT;
	u8 __user *out = vec;
	u8 buf[256];

	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (addr + (u64)len > TASK_SIZE)
		return -ENOMEM;
	if (!access_ok(vec, pages))
		return -EFAULT;
	while (pages) {
		int n = residency(current->mm, addr, min(pages, (u64)sizeof(buf)), buf);

		if (n < 0)
			return n;
		if (copy_to_user(out, buf, n))
			return -EFAULT;
		out += n;
		addr += n * PAGE_SIZE;
		pages -= n;
	}
	return 0;
}
