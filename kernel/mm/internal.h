/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MM_INTERNAL_H
#define KERNEL_MM_INTERNAL_H

/* What the files of kernel/mm share among themselves. "Locked": mm->lock is held. */

#include <kernel/mm.h>

#define POISON_FREE	0x6b	/* debug build: freed memory */
#define MMAP_MIN_ROOT	PAGE_SIZE

void kmalloc_init(void);

#ifdef CONFIG_DEBUG
/* heap_check.c: verifies what is given out and what is taken back; stops at a mistake. */
size_t heap_padded(size_t size);	/* with room for the red zone */
void heap_object_given(u8 *obj, u32 room, u32 asked);
void heap_object_taken(u8 *obj, u32 room);
void heap_block_given(struct page *page, size_t asked);
void heap_block_taken(const struct page *page);
void heap_pages_given(const struct page *page, unsigned int order);
void heap_pages_taken(struct page *page, unsigned int order);
void heap_poison(struct page *page, unsigned int order);	/* memory that was never given yet */
void heap_check_pointer(const void *ptr);
bool heap_refuses(void);		/* true: kmalloc shall find no memory */
u32 verify_free_blocks(void);		/* page_alloc.c: pages */
u32 heap_sweep_objects(const struct page *page, u32 room);
#else
static inline size_t heap_padded(size_t size)
{
	return size;
}
#define heap_object_given(obj, room, asked)	do { } while (0)
#define heap_object_taken(obj, room)		do { } while (0)
#define heap_block_given(page, asked)		do { } while (0)
#define heap_block_taken(page)			do { } while (0)
#define heap_pages_given(page, order)		do { } while (0)
#define heap_pages_taken(page, order)		do { } while (0)
#define heap_poison(page, order)		do { } while (0)
#define heap_check_pointer(ptr)			do { } while (0)
#define heap_refuses()				false
#endif

/* vma.c: the tree. A new vma is on no tree and holds nothing. */
struct vm_area_struct *vma_alloc(struct mm_struct *mm, u32 start, u64 end, u32 flags);
void vma_set_inode(struct vm_area_struct *vma, struct inode *inode, struct file *file, u64 pgoff);
void vma_free(struct vm_area_struct *vma);	/* drops its inode and file */
void vma_link(struct vm_area_struct *vma);
void vma_unlink(struct vm_area_struct *vma);
/* Move the ends (not past a neighbour); pgoff follows start. */
void vma_resize(struct vm_area_struct *vma, u32 start, u64 end);
/* vma keeps [start, addr), a new one takes [addr, end): 0, -ENOMEM, or -EINVAL for VM_SPECIAL. */
int vma_split(struct vm_area_struct *vma, u32 addr);
/* The same, but -ENOMEM when the process already has MAX_MAP_COUNT mappings. */
int vma_split_counted(struct vm_area_struct *vma, u32 addr);
/* Join with neighbours that differ in nothing; returns the vma that now covers it. */
struct vm_area_struct *vma_merge(struct vm_area_struct *vma);
/* Grow a neighbour that differs from like in nothing over its range, which is free; else NULL. */
struct vm_area_struct *vma_extend(struct mm_struct *mm, const struct vm_area_struct *like);
/* Start of the highest hole of len bytes in [low, high), at its upper end; 0: none. */
u32 vma_find_hole(struct mm_struct *mm, u32 len, u32 low, u32 high);
/* The vma that overlaps [start, end) first, or NULL. */
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, u32 start, u64 end);
/* Where the vma begins for others that look for room: below what may grow lies the guard gap. */
u32 vma_start_gap(const struct vm_area_struct *vma);

static inline u32 vma_pages(const struct vm_area_struct *vma)
{
	return (vma->end - vma->start) >> PAGE_SHIFT;
}

/* mmap.c */
u64 rlimit(unsigned int resource);	/* of current */
bool capable_root(void);		/* current may exceed limits */
/* True if pages more with these flags keep within RLIMIT_AS and RLIMIT_DATA. */
bool may_expand_vm(struct mm_struct *mm, u32 flags, u32 pages);
/* True if that many pages can ever be there: private writable memory is not promised beyond RAM. */
bool may_commit(u32 flags, u32 pages);
/* -EAGAIN if pages more would break RLIMIT_MEMLOCK. */
int may_lock(struct mm_struct *mm, u32 flags, u32 pages);
void vm_account(struct mm_struct *mm, u32 flags, s32 pages);
/* Locked. Map what like says at its addresses, which are free: 0 or -ENOMEM. */
int add_mapping(struct mm_struct *mm, const struct vm_area_struct *like);
/* Locked. The removed vmas are chained to *gone by next: free_gone after unlocking. 0 or -errno. */
int unmap_locked(struct mm_struct *mm, u32 start, u64 end, struct vm_area_struct **gone);
void free_gone(struct vm_area_struct *gone);
/* As mmap's address rules: the address or -errno. */
u32 choose_address(struct mm_struct *mm, u32 addr, u32 len, u32 flags);
/* Not locked: make present what can be, errors ignored. */
void populate(struct mm_struct *mm, u32 start, u64 end);

/* memory.c, locked */
u64 pte_bits(u32 vm_flags);		/* for a page that is not (yet) writable */
void zap_range(struct mm_struct *mm, u32 start, u64 end);
/* 0, 1 if entries of vma became read-only (the caller flushes), or -ENOMEM. */
int copy_range(struct mm_struct *to, struct vm_area_struct *vma);
void change_protection(struct vm_area_struct *vma);
int move_range(struct mm_struct *mm, u32 old, u32 new, u32 len);
/* The page at addr for an access that the vma may forbid (ptrace): 0 or as handle_mm_fault. */
int fault_in(struct vm_area_struct *vma, u32 addr, bool write);

#endif
