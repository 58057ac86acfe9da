/* SPDX-License-Identifier: MIT */
/* mmap(2), munmap(2), and the limits on what a process may map. */

#include <asm/pgtable.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/mman.h>
#include <uapi/asm/personality.h>
#include "internal.h"

/* ---- limits ------------------------------------------------------------------------------- */

u64 rlimit(unsigned int resource)
{
	return current->signal ? current->signal->rlim[resource].rlim_cur : RLIM64_INFINITY;
}

bool capable_root(void)
{
	return current->cred.euid == 0;
}

/* What RLIMIT_DATA counts. */
static bool is_data(u32 flags)
{
	return (flags & (VM_WRITE | VM_SHARED | VM_STACK | VM_GROWSDOWN)) == VM_WRITE;
}

bool may_expand_vm(struct mm_struct *mm, u32 flags, u32 pages)
{
	if (mm->total_vm + (u64)pages > rlimit(RLIMIT_AS) >> PAGE_SHIFT)
		return false;
	return !is_data(flags) || mm->data_vm + (u64)pages <= rlimit(RLIMIT_DATA) >> PAGE_SHIFT;
}

bool may_commit(u32 flags, u32 pages)
{
	if ((flags & (VM_WRITE | VM_SHARED | VM_NORESERVE)) != VM_WRITE)
		return true;
	return pages <= nr_total_pages();
}

int may_lock(struct mm_struct *mm, u32 flags, u32 pages)
{
	if (!(flags & VM_LOCKED) || capable_root())
		return 0;
	return mm->locked_vm + (u64)pages > rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT ? -EAGAIN : 0;
}

void vm_account(struct mm_struct *mm, u32 flags, s32 pages)
{
	mm->total_vm += pages;
	if (is_data(flags))
		mm->data_vm += pages;
	if (flags & (VM_STACK | VM_GROWSDOWN))
		mm->stack_vm += pages;
	if (flags & VM_LOCKED)
		mm->locked_vm += pages;
}

/* ---- unmapping ---------------------------------------------------------------------------- */

/*
 * Before anything is taken away: may it be? A special mapping goes whole or not at all. A mapping
 * that goes on at both ends is cut at the upper one, so that no other cut makes a new mapping.
 */
static int prepare_unmap(struct vm_area_struct *first, u32 start, u64 end)
{
	struct vm_area_struct *last = first;

	if (first->start < start && first->end > end)
		return vma_split_counted(first, end);
	if (first->end < end)
		last = find_vma_intersection(first->mm, end - 1, end);
	if ((first->start < start && (first->flags & VM_SPECIAL)) ||
	    (last && last->end > end && (last->flags & VM_SPECIAL)))
		return -EINVAL;
	return 0;
}

/* Unmap [start, end), which is one end of the mapping. */
static void trim(struct vm_area_struct *vma, u32 start, u64 end)
{
	vm_account(vma->mm, vma->flags, -(s32)((end - start) >> PAGE_SHIFT));
	zap_range(vma->mm, start, end);
	if (vma->start == start)
		vma_resize(vma, end, vma->end);
	else
		vma_resize(vma, vma->start, start);
}

int unmap_locked(struct mm_struct *mm, u32 start, u64 end, struct vm_area_struct **gone)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end), *next, *prev;
	u64 floor, ceiling;
	int err;

	if (!vma)
		return 0;
	err = prepare_unmap(vma, start, end);
	if (err)
		return err;
	prev = vma->prev;
	if (vma->start < start) {
		prev = vma;
		trim(vma, start, min(vma->end, end));
		vma = vma->next;
	}
	for (; vma && vma->end <= end; vma = next) {
		next = vma->next;
		vma_unlink(vma);
		vm_account(mm, vma->flags, -(s32)vma_pages(vma));
		zap_range(mm, vma->start, vma->end);
		vma->next = *gone;
		*gone = vma;
	}
	if (vma && vma->start < end)
		trim(vma, vma->start, end);
	floor = max(ALIGN_DOWN((u64)start, (u64)PMD_SIZE), prev ? prev->end : 0);
	ceiling = min(ALIGN_UP(end, (u64)PMD_SIZE), vma ? (u64)vma->start : (u64)1 << 32);
	free_page_tables(mm, floor, min(ceiling, (u64)USER_PDPTES << PDPT_SHIFT));
	return 0;
}

void free_gone(struct vm_area_struct *gone)
{
	while (gone) {
		struct vm_area_struct *next = gone->next;

		vma_free(gone);
		gone = next;
	}
}

int do_munmap(struct mm_struct *mm, u32 addr, u32 len)
{
	struct vm_area_struct *gone = NULL;
	u64 end = addr + ALIGN_UP((u64)len, (u64)PAGE_SIZE);
	int err;

	if ((addr & ~PAGE_MASK) || !len || end > TASK_SIZE)
		return -EINVAL;
	spin_lock(&mm->lock);
	err = unmap_locked(mm, addr, end, &gone);
	spin_unlock(&mm->lock);
	free_gone(gone);
	return err;
}

int sys_munmap(u32 addr, size_t len)
{
	if (len > TASK_SIZE)
		return -EINVAL;
	return do_munmap(current->mm, addr, len);
}

/* ---- mapping ------------------------------------------------------------------------------ */

u32 get_unmapped_area(struct mm_struct *mm, u32 hint, u32 len)
{
	u32 base = mm->mmap_base ? mm->mmap_base : TASK_SIZE, addr;

	if (!len || len > TASK_SIZE - MMAP_MIN_ADDR)
		return 0;
	hint &= PAGE_MASK;
	if (hint) {
		struct vm_area_struct *vma;

		hint = max(hint, (u32)MMAP_MIN_ADDR);
		vma = find_vma(mm, hint);
		if (hint <= TASK_SIZE - len && (!vma || hint + len <= vma_start_gap(vma)) &&
		    (!vma || !vma->prev || hint >= vma->prev->end))
			return hint;
	}
	addr = vma_find_hole(mm, len, MMAP_MIN_ADDR, base);
	return addr ? addr : vma_find_hole(mm, len, MMAP_MIN_ADDR, TASK_SIZE);
}

/*
 * Linux lets root map page 0; here nobody may, so that a null pointer always faults: a deliberate
 * difference. From page 1 to MMAP_MIN_ADDR only root may map, as there.
 */
static int fixed_address_allowed(u32 addr)
{
	return addr < (capable_root() ? MMAP_MIN_ROOT : MMAP_MIN_ADDR) ? -EPERM : 0;
}

u32 choose_address(struct mm_struct *mm, u32 addr, u32 len, u32 flags)
{
	if (len > TASK_SIZE)
		return -ENOMEM;
	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		addr = get_unmapped_area(mm, addr, len);
		return addr ? addr : (u32)-ENOMEM;
	}
	if (addr > TASK_SIZE - len)
		return -ENOMEM;
	if (addr & ~PAGE_MASK)
		return -EINVAL;
	if (fixed_address_allowed(addr))
		return -EPERM;
	if ((flags & MAP_FIXED_NOREPLACE) && find_vma_intersection(mm, addr, (u64)addr + len))
		return -EEXIST;
	return addr;
}

static bool is_error(u32 addr)
{
	return addr > (u32)-MAX_ERRNO - 1;
}

/* What is asked for, once the arguments are understood. */
struct mapping {
	u32 addr, len, flags;		/* VM_* */
	struct inode *inode;		/* with a reference */
	struct file *file;
	u64 pgoff;
	bool replace;			/* MAP_FIXED: something may be there */
};

/* Which kinds of sharing the file's mode allows: 0 or -errno. */
static int check_file(struct mapping *m, u32 flags, struct file *file)
{
	u32 mode = file->flags & O_ACCMODE;

	if (m->flags & VM_SHARED) {
		if ((m->flags & VM_WRITE) && mode == O_RDONLY)
			return -EACCES;
		if (mode == O_RDONLY)
			m->flags &= ~VM_MAYWRITE;
	}
	if (mode == O_WRONLY)
		return -EACCES;
	if (!inode_is_regular(file->inode) && !inode_is_zero_device(file->inode))
		return -ENODEV;
	return flags & MAP_GROWSDOWN ? -EINVAL : 0;
}

/* The VM_ flags of PROT_ and MAP_ ones: 0 or -errno. */
static int mapping_flags(struct mapping *m, u32 prot, u32 flags, struct file *file)
{
	u32 type = flags & MAP_TYPE;

	if (type == MAP_SHARED_VALIDATE && file) {
		if (flags & ~(0x7fu | MAP_GROWSDOWN | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_LOCKED |
			      MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK |
			      MAP_FIXED_NOREPLACE))
			return -EOPNOTSUPP;
		type = MAP_SHARED;
	}
	if (type != MAP_SHARED && type != MAP_PRIVATE)
		return -EINVAL;
	m->flags |= (prot & VM_ACCESS) | VM_MAYWRITE;
	if (type == MAP_SHARED)
		m->flags |= VM_SHARED;
	if (flags & MAP_LOCKED) {
		if (!capable_root() && !rlimit(RLIMIT_MEMLOCK))
			return -EPERM;
		m->flags |= VM_LOCKED;
	}
	if (flags & MAP_NORESERVE)
		m->flags |= VM_NORESERVE;
	if (file)
		return check_file(m, flags, file);
	if (flags & MAP_GROWSDOWN) {
		if (type == MAP_SHARED)
			return -EINVAL;
		m->flags |= VM_GROWSDOWN;
	}
	return 0;
}

/* What lies behind the mapping: takes a reference to the inode. */
static int mapping_object(struct mapping *m, struct file *file, u64 pgoff)
{
	if (file && !inode_is_zero_device(file->inode)) {
		m->inode = file->inode;
		m->file = file;
		m->pgoff = pgoff;
		inode_get(m->inode);
	} else if (m->flags & VM_SHARED) {
		m->inode = shmem_inode(m->len);
		if (!m->inode)
			return -ENOMEM;
	}
	return 0;
}

static u32 overlapping_pages(struct mm_struct *mm, u32 start, u64 end)
{
	struct vm_area_struct *vma = find_vma_intersection(mm, start, end);
	u64 bytes = 0;

	for (; vma && vma->start < end; vma = vma->next)
		bytes += min(vma->end, end) - max(vma->start, start);
	return bytes >> PAGE_SHIFT;
}

int add_mapping(struct mm_struct *mm, const struct vm_area_struct *like)
{
	struct vm_area_struct *vma;

	if (!vma_extend(mm, like)) {
		vma = vma_alloc(mm, like->start, like->end, like->flags);
		if (!vma)
			return -ENOMEM;
		vma->name = like->name;
		if (like->inode)
			vma_set_inode(vma, like->inode, like->file, like->pgoff);
		vma_link(vma);
	}
	vm_account(mm, like->flags, vma_pages(like));
	return 0;
}

/* Put the mapping in place of what is there. Locked. 0 or -errno. */
static int insert_mapping(struct mm_struct *mm, struct mapping *m, struct vm_area_struct **gone)
{
	u32 pages = m->len >> PAGE_SHIFT;
	struct vm_area_struct like = {
		.start = m->addr, .end = (u64)m->addr + m->len, .flags = m->flags,
		.inode = m->inode, .file = m->file, .pgoff = m->pgoff,
	};
	int err;

	if (!may_expand_vm(mm, m->flags, pages) &&
	    !may_expand_vm(mm, m->flags,
			   pages - min(pages, overlapping_pages(mm, m->addr, like.end))))
		return -ENOMEM;
	if (!may_commit(m->flags, pages))
		return -ENOMEM;
	err = may_lock(mm, m->flags, pages);
	if (!err && m->replace)
		err = unmap_locked(mm, m->addr, like.end, gone);
	return err ? err : add_mapping(mm, &like);
}

void populate(struct mm_struct *mm, u32 start, u64 end)
{
	for (u64 addr = start; addr < end; addr += PAGE_SIZE) {
		struct vm_area_struct *vma;

		spin_lock(&mm->lock);
		vma = find_vma(mm, addr);
		if (vma && vma->start <= addr && (vma->flags & VM_ACCESS))
			fault_in(vma, addr, (vma->flags & (VM_WRITE | VM_SHARED)) == VM_WRITE);
		spin_unlock(&mm->lock);
	}
}

u32 do_mmap(struct mm_struct *mm, u32 addr, u32 len, u32 prot, u32 flags, struct file *file,
	    u64 pgoff)
{
	struct mapping m = { .flags = mm->def_flags, .replace = flags & MAP_FIXED };
	struct vm_area_struct *gone = NULL;
	int err;

	if (!len)
		return -EINVAL;
	if ((prot & PROT_READ) && (current->personality & READ_IMPLIES_EXEC))
		prot |= PROT_EXEC;
	if (len > TASK_SIZE)
		return -ENOMEM;
	m.len = ALIGN_UP(len, (u32)PAGE_SIZE);
	if (pgoff + (m.len >> PAGE_SHIFT) > 0x100000000ull)
		return -EOVERFLOW;
	if (mm->nr_vmas >= MAX_MAP_COUNT)
		return -ENOMEM;
	err = mapping_flags(&m, prot, flags, file);
	if (!err)
		err = mapping_object(&m, file, pgoff);
	if (err)
		return err;

	spin_lock(&mm->lock);
	m.addr = choose_address(mm, addr, m.len, flags);
	err = is_error(m.addr) ? (int)m.addr : insert_mapping(mm, &m, &gone);
	spin_unlock(&mm->lock);
	free_gone(gone);
	if (m.inode)
		inode_put(m.inode);
	if (err)
		return err;
	if ((m.flags & VM_LOCKED) || (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE)
		populate(mm, m.addr, (u64)m.addr + m.len);
	return m.addr;
}

u32 sys_mmap2(u32 addr, u32 len, u32 prot, u32 flags, u32 fd, u32 pgoff)
{
	struct file *file = NULL;
	u32 result;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	if (flags & MAP_HUGETLB) /* there are no huge pages to map, and no file is made of them */
		result = file ? -EINVAL : -ENOMEM;
	else
		result = do_mmap(current->mm, addr, len, prot, flags, file, pgoff);
	if (file)
		fput(file);
	return result;
}

u32 sys_mmap(const void __user *args)
{
	struct mmap_arg_struct a;

	if (copy_from_user(&a, args, sizeof(a)))
		return -EFAULT;
	if (a.offset & ~PAGE_MASK)
		return -EINVAL;
	return sys_mmap2(a.addr, a.len, a.prot, a.flags, a.fd, a.offset >> PAGE_SHIFT);
}
