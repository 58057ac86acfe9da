/* SPDX-License-Identifier: MIT */
/* brk(2): the heap is a mapping like any other, but for its name. */

#include <asm/syscall.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/personality.h>
#include <uapi/asm/resource.h>
#include "internal.h"

static const char heap_name[] = "[heap]";

/* Locked. Make [start, end), which is free, part of the heap. */
static int grow_heap(struct mm_struct *mm, u32 start, u32 end)
{
	u32 flags = VM_READ | VM_WRITE | VM_MAYWRITE | mm->def_flags;
	u32 pages = (end - start) >> PAGE_SHIFT;
	struct vm_area_struct like = { .start = start, .end = end, .name = heap_name };

	if (current->personality & READ_IMPLIES_EXEC)
		flags |= VM_EXEC;
	if (!may_expand_vm(mm, flags, pages) || !may_commit(flags, pages) ||
	    may_lock(mm, flags, pages) || mm->nr_vmas >= MAX_MAP_COUNT)
		return -ENOMEM;
	like.flags = flags;
	return add_mapping(mm, &like);
}

/* Locked. */
static int set_brk(struct mm_struct *mm, u32 brk, struct vm_area_struct **gone)
{
	u32 old_end = ALIGN_UP(mm->brk, (u32)PAGE_SIZE), end = ALIGN_UP(brk, (u32)PAGE_SIZE);
	struct vm_area_struct *next;

	if (brk < mm->start_brk || brk > TASK_SIZE || end < brk)
		return -ENOMEM;
	if ((u64)brk - mm->start_brk + mm->end_data - mm->start_data > rlimit(RLIMIT_DATA))
		return -ENOMEM;
	if (end == old_end)
		return 0;
	if (end < old_end)
		return unmap_locked(mm, end, old_end, gone);
	next = find_vma(mm, old_end);
	if (next && (u64)end + PAGE_SIZE > vma_start_gap(next))
		return -ENOMEM;
	return grow_heap(mm, old_end, end);
}

u32 sys_brk(u32 addr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *gone = NULL;
	u32 old, now;

	spin_lock(&mm->lock);
	old = mm->brk;
	if (!set_brk(mm, addr, &gone))
		mm->brk = addr;
	now = mm->brk;
	spin_unlock(&mm->lock);
	free_gone(gone);
	if ((mm->def_flags & VM_LOCKED) && now > old)
		populate(mm, old & PAGE_MASK, now);
	return now;
}
