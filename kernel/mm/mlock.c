/* SPDX-License-Identifier: MIT */
/* mlock(2) and its kin. Nothing is ever paged out: locking makes present, and counts. */

#include <asm/syscall.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/mman.h>
#include "internal.h"

/* Set or clear VM_LOCKED on [start, end) of *vma, which becomes the mapping that covers it. */
static int lock_part(struct vm_area_struct **vma, u32 start, u64 end, bool lock)
{
	struct vm_area_struct *v = *vma;
	s32 pages = (end - start) >> PAGE_SHIFT;
	int err = 0;

	if (!(v->flags & VM_LOCKED) == !lock || (v->flags & VM_SPECIAL))
		return 0;
	if (v->start < start) {
		err = vma_split_counted(v, start);
		if (!err)
			v = v->next;
	}
	if (!err && v->end > end)
		err = vma_split_counted(v, end);
	if (!err) {
		v->flags ^= VM_LOCKED;
		v->mm->locked_vm += lock ? pages : -pages;
	}
	*vma = vma_merge(v);
	return err;
}

static int lock_range(struct mm_struct *mm, u32 start, u64 end, bool lock)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	while (start < end) {
		u64 stop;
		int err;

		if (!vma || vma->start > start)
			return -ENOMEM;
		stop = min(vma->end, end);
		err = lock_part(&vma, start, stop, lock);
		if (err)
			return err;
		if (stop >= end)
			return 0;
		start = stop;
		if (vma->end <= start)
			vma = vma->next;
	}
	return 0;
}

static int can_lock(u64 pages)
{
	if (capable_root())
		return 0;
	if (!rlimit(RLIMIT_MEMLOCK))
		return -EPERM;
	return pages > rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT ? -ENOMEM : 0;
}

/* The pages of [start, end) that are locked already. */
static u32 locked_pages(struct mm_struct *mm, u32 start, u64 end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	u64 bytes = 0;

	for (; vma && vma->start < end; vma = vma->next)
		if (vma->flags & VM_LOCKED)
			bytes += min(vma->end, end) - max(vma->start, start);
	return bytes >> PAGE_SHIFT;
}

static int do_mlock(u32 addr, size_t len, bool lock)
{
	struct mm_struct *mm = current->mm;
	u64 end = ALIGN_UP((u64)addr + len, (u64)PAGE_SIZE);
	u32 start = addr & PAGE_MASK;
	int err = 0;

	if (lock && !capable_root() && !rlimit(RLIMIT_MEMLOCK))
		return -EPERM;
	if (end > 0x100000000ull - PAGE_SIZE)
		return lock ? -ENOMEM : -EINVAL;
	spin_lock(&mm->lock);
	if (lock)
		err = can_lock(mm->locked_vm + ((end - start) >> PAGE_SHIFT) -
			       locked_pages(mm, start, end));
	if (!err)
		err = lock_range(mm, start, end, lock);
	spin_unlock(&mm->lock);
	if (!err && lock)
		populate(mm, start, end);
	return err;
}

int sys_mlock(u32 addr, size_t len)
{
	return do_mlock(addr, len, true);
}

int sys_munlock(u32 addr, size_t len)
{
	return do_mlock(addr, len, false);
}

/* Every mapping that there is. */
static void lock_all(struct mm_struct *mm, bool lock)
{
	struct vm_area_struct *vma;

	for (vma = mm->vma_first; vma; vma = vma->next)
		lock_part(&vma, vma->start, vma->end, lock);
}

int sys_mlockall(int flags)
{
	struct mm_struct *mm = current->mm;
	int err;

	if (!flags || (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) || flags == MCL_ONFAULT)
		return -EINVAL;
	spin_lock(&mm->lock);
	err = can_lock(flags & MCL_CURRENT ? mm->total_vm : 0);
	if (!err) {
		mm->def_flags = flags & MCL_FUTURE ? VM_LOCKED : 0;
		if (flags & MCL_CURRENT)
			lock_all(mm, true);
	}
	spin_unlock(&mm->lock);
	if (!err && (flags & MCL_CURRENT) && !(flags & MCL_ONFAULT))
		for (struct vm_area_struct *vma = mm->vma_first; vma; vma = vma->next)
			populate(mm, vma->start, vma->end);
	return err;
}

int sys_munlockall(void)
{
	struct mm_struct *mm = current->mm;

	spin_lock(&mm->lock);
	mm->def_flags = 0;
	lock_all(mm, false);
	spin_unlock(&mm->lock);
	return 0;
}
