/* SPDX-License-Identifier: MIT */
/* Address spaces: making, copying and freeing them, and the mappings that exec puts in. */

#include <asm/ldt.h>
#include <asm/pgtable.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/errno.h>
#include "internal.h"

struct mm_struct init_mm = { .users = 1, .lock = SPINLOCK_INIT("mm") };

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm));

	if (!mm)
		return NULL;
	if (!pgd_alloc(mm)) {
		kfree(mm);
		return NULL;
	}
	mm->users = 1;
	mm->lock = (struct spinlock)SPINLOCK_INIT("mm");
	mm->dumpable = true;
	return mm;
}

/* Everything that is a plain value; tables, mappings and references are made anew. */
static void copy_values(struct mm_struct *mm, const struct mm_struct *old)
{
	mm->start_code = old->start_code;
	mm->end_code = old->end_code;
	mm->start_data = old->start_data;
	mm->end_data = old->end_data;
	mm->start_brk = old->start_brk;
	mm->brk = old->brk;
	mm->start_stack = old->start_stack;
	mm->arg_start = old->arg_start;
	mm->arg_end = old->arg_end;
	mm->env_start = old->env_start;
	mm->env_end = old->env_end;
	mm->mmap_base = old->mmap_base;
	mm->landing_pad = old->landing_pad;
	mm->vdso = old->vdso;
	memcpy(mm->saved_auxv, old->saved_auxv, sizeof(mm->saved_auxv));
	mm->dumpable = old->dumpable;
	mm->exe_file = old->exe_file;
	if (mm->exe_file)
		file_get(mm->exe_file);
}

/* 0, 1 if pages of the old mapping became read-only, or -ENOMEM. Memory locks are not inherited. */
static int copy_vma(struct mm_struct *mm, struct vm_area_struct *old)
{
	struct vm_area_struct *vma = vma_alloc(mm, old->start, old->end, old->flags & ~VM_LOCKED);

	if (!vma)
		return -ENOMEM;
	vma_set_inode(vma, old->inode, old->file, old->pgoff);
	vma->special_pages = old->special_pages;
	vma->name = old->name;
	vma_link(vma);
	vm_account(mm, vma->flags, vma_pages(vma));
	return old->flags & VM_WIPEONFORK ? 0 : copy_range(mm, old);
}

static int copy_vmas(struct mm_struct *mm, struct mm_struct *old)
{
	struct vm_area_struct *vma;
	bool changed = false;
	int err = 0;

	spin_lock(&old->lock);
	for (vma = old->vma_first; vma && err >= 0; vma = vma->next) {
		if (vma->flags & VM_DONTCOPY)
			continue;
		err = copy_vma(mm, vma);
		changed |= err != 0;
	}
	if (changed && mm_active(old))
		flush_tlb_user();
	spin_unlock(&old->lock);
	return min(err, 0);
}

struct mm_struct *mm_fork(struct mm_struct *old)
{
	struct mm_struct *mm = mm_alloc();
	int err;

	if (!mm)
		return ERR_PTR(-ENOMEM);
	copy_values(mm, old);
	err = ldt_fork(mm, old);
	if (!err)
		err = copy_vmas(mm, old);
	if (err) {
		mm_put(mm);
		return ERR_PTR(err);
	}
	return mm;
}

void mm_get(struct mm_struct *mm)
{
	mm->users++;
}

void mm_put(struct mm_struct *mm)
{
	struct vm_area_struct *vma, *next;

	if (--mm->users)
		return;
	if (mm_active(mm)) {
		activate_mm(NULL);
		mm_switch(NULL);
	}
	for (vma = mm->vma_first; vma; vma = next) {
		next = vma->next;
		zap_range(mm, vma->start, vma->end);
		list_del(&vma->inode_node);
		vma_free(vma);
	}
	pgd_free(mm);
	ldt_free(mm);
	if (mm->exe_file)
		fput(mm->exe_file);
	kfree(mm);
}

u32 mmap_special(struct mm_struct *mm, u32 hint, struct page **pages, u32 npages, u32 vm_flags,
		 const char *name)
{
	u32 addr, len = npages << PAGE_SHIFT;
	struct vm_area_struct *vma;

	vm_flags |= VM_SPECIAL | VM_DONTEXPAND;
	vma = vma_alloc(mm, 0, 0, vm_flags);
	if (!vma)
		return -ENOMEM;
	vma->special_pages = pages;
	vma->name = name;
	spin_lock(&mm->lock);
	addr = get_unmapped_area(mm, hint, len);
	if (addr) {
		vma->start = addr;
		vma->end = (u64)addr + len;
		vma_link(vma);
		vm_account(mm, vm_flags, npages);
	}
	spin_unlock(&mm->lock);
	if (!addr) {
		kfree(vma);
		return -ENOMEM;
	}
	return addr;
}

int setup_stack_vma(struct mm_struct *mm, u32 top, u32 size, u32 vm_flags)
{
	u32 start = top - size;
	struct vm_area_struct *vma;

	if ((top | size) & ~PAGE_MASK || !size || size > top || top > TASK_SIZE)
		return -EINVAL;
	vm_flags |= VM_GROWSDOWN | VM_STACK | VM_MAYWRITE;
	vma = vma_alloc(mm, start, top, vm_flags);
	if (!vma)
		return -ENOMEM;
	vma->name = "[stack]";
	spin_lock(&mm->lock);
	if (find_vma_intersection(mm, start, top)) {
		spin_unlock(&mm->lock);
		kfree(vma);
		return -ENOMEM;
	}
	vma_link(vma);
	vm_account(mm, vm_flags, size >> PAGE_SHIFT);
	spin_unlock(&mm->lock);
	return 0;
}
