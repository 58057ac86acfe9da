/* SPDX-License-Identifier: MIT */
/* mprotect(2). */

#include <asm/syscall.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/mman.h>
#include <uapi/asm/personality.h>
#include "internal.h"

/* May the whole of [start, end) within vma get these flags: 0 or -errno. */
static int check_flags(struct vm_area_struct *vma, u32 flags, u32 pages)
{
	if ((flags & VM_WRITE) && !(flags & VM_MAYWRITE))
		return -EACCES;
	if (!(flags & VM_WRITE) || (vma->flags & (VM_WRITE | VM_SHARED)))
		return 0;
	/* Private memory becomes writable: it counts as data from now on. */
	if (vma->mm->data_vm + (u64)pages > rlimit(RLIMIT_DATA) >> PAGE_SHIFT &&
	    !(flags & (VM_STACK | VM_GROWSDOWN)))
		return -ENOMEM;
	return may_commit(flags, pages) ? 0 : -ENOMEM;
}

/* Change [start, end), which lies in *vma; *vma becomes the mapping that covers it. */
static int protect_part(struct vm_area_struct **vma, u32 start, u64 end, u32 prot)
{
	struct vm_area_struct *v = *vma;
	u32 flags, pages = (end - start) >> PAGE_SHIFT;
	int err;

	if ((prot & PROT_READ) && (current->personality & READ_IMPLIES_EXEC))
		prot |= PROT_EXEC;
	flags = (v->flags & ~VM_ACCESS) | prot;
	if (flags == v->flags)
		return 0;
	err = check_flags(v, flags, pages);
	if (!err && v->start < start) {
		err = vma_split_counted(v, start);
		if (!err)
			v = v->next;
	}
	if (!err && v->end > end)
		err = vma_split_counted(v, end);
	if (err) {
		*vma = vma_merge(v);
		return err;
	}
	vm_account(v->mm, v->flags, -(s32)pages);
	v->flags = flags;
	vm_account(v->mm, flags, pages);
	change_protection(v);
	*vma = vma_merge(v);
	return 0;
}

/* Locked. Changes what it can: an error leaves the earlier mappings changed, as on Linux. */
static int protect_range(struct mm_struct *mm, u32 start, u64 end, u32 prot, u32 grows)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	int err;

	if (!vma)
		return -ENOMEM;
	if (grows & PROT_GROWSDOWN) {
		if (vma->start >= end)
			return -ENOMEM;
		if (!(vma->flags & VM_GROWSDOWN))
			return -EINVAL;
		start = vma->start;
	} else if (vma->start > start) {
		return -ENOMEM;
	} else if (grows) {
		return -EINVAL;	/* nothing grows up */
	}
	for (;;) {
		u64 stop = min(vma->end, end);

		err = protect_part(&vma, start, stop, prot);
		if (err || stop >= end)
			return err;
		start = stop;
		if (vma->end <= start)
			vma = vma->next;
		if (!vma || vma->start > start)
			return -ENOMEM;
	}
}

int sys_mprotect(u32 addr, size_t len, u32 prot)
{
	u32 grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
	struct mm_struct *mm = current->mm;
	u64 end = addr + ALIGN_UP((u64)len, (u64)PAGE_SIZE);
	int err;

	prot &= ~(PROT_GROWSDOWN | PROT_GROWSUP);
	if (grows == (PROT_GROWSDOWN | PROT_GROWSUP) || (addr & ~PAGE_MASK))
		return -EINVAL;
	if (!len)
		return 0;
	if (end > 0xffffffffu)
		return -ENOMEM;
	if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM))
		return -EINVAL;
	spin_lock(&mm->lock);
	err = protect_range(mm, addr, end, prot & VM_ACCESS, grows);
	spin_unlock(&mm->lock);
	return err;
}
