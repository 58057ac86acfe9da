/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MM_H
#define KERNEL_MM_H

/*
 * Pages, kernel memory, and a process's address space. No page fault sleeps (there is no swap and
 * no disk), so user memory may be touched anywhere that interrupts may be on.
 */

#include <asm/page.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>
#include <kernel/types.h>

/* One per page frame (mem_map is indexed by frame number): 16 bytes on i386, 24 on x86_64. */
struct page {
	union {
		u32 refs;
		struct {	/* kmalloc's own pages, which nobody else refers to */
			u16 slab_free;	/* index of the first free object, or SLAB_NONE */
			u16 slab_inuse;
		};
	};
	u8 order;		/* of the free or allocated block that starts here */
	u8 flags;		/* PG_* */
	u16 slab_class;
	union {
		struct list_head node;	/* free list, slab list; the owner's own while allocated */
		size_t asked;		/* PG_KMALLOC, debug build: bytes */
	};
};

#define PG_FREE		1u	/* first page of a block on a free list */
#define PG_RESERVED	2u	/* not the allocator's: kernel image, holes, boot modules */
#define PG_SLAB		4u	/* cut into kmalloc objects */
#define PG_KMALLOC	8u	/* a kmalloc of whole pages starts here */

extern struct page *mem_map;

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return (phys_addr_t)(page - mem_map) << PAGE_SHIFT;
}

/* phys must be of RAM. */
static inline struct page *phys_to_page(phys_addr_t phys)
{
	return &mem_map[(unsigned long)(phys >> PAGE_SHIFT)];
}

static inline void *page_address(const struct page *page)
{
	return phys_to_virt(page_to_phys(page));
}

static inline struct page *virt_to_page(const void *virt)
{
	return phys_to_page(virt_to_phys(virt));
}

#define GFP_ZERO	1u	/* zero the memory */
#define GFP_USER	2u	/* for a program: fails while only the kernel's reserve is left */

void mm_early_init(void);	/* page frames, from the memory map */
void mm_late_init(void);	/* final kernel page tables: W^X, NX; kernel text read-only */
/* 2^order pages; NULL if there are none; refs = 1. */
struct page *alloc_pages(unsigned int order, unsigned int gfp);
void free_pages(struct page *page, unsigned int order);
static inline struct page *alloc_page(unsigned int gfp)
{
	return alloc_pages(0, gfp);
}
static inline void get_page(struct page *page)
{
	page->refs++;
}
void put_page(struct page *page);	/* frees the (order 0) page with its last reference */
u32 nr_free_pages(void);
u32 nr_total_pages(void);
/* The initramfs is unpacked: give its [start, end) (physical) to the allocator. */
void free_boot_range(phys_addr_t start, phys_addr_t end);

/* 16-byte aligned, a power of two up to 4096 to itself, page aligned from 4096 on; NULL if none. */
void *kmalloc(size_t size);
void *kzalloc(size_t size);
void kfree(void *ptr);			/* NULL is fine */
/* Debug build: verify all kernel memory; what is in use. */
void heap_sweep(u32 *objects, u32 *slabs, u32 *free_pages);

/* kernel/mm/oom.c: a fault found no memory: kill one program (never init). */
void out_of_memory(void);

#define VM_READ		0x001
#define VM_WRITE	0x002
#define VM_EXEC		0x004
#define VM_SHARED	0x008
#define VM_GROWSDOWN	0x010
#define VM_STACK	0x020
#define VM_DONTEXPAND	0x040	/* vDSO, vvar */
#define VM_SPECIAL	0x080	/* fixed pages of the kernel's (vDSO): moved and unmapped whole */
#define VM_LOCKED	0x100
#define VM_MAYWRITE	0x200	/* mprotect may make it writable */
#define VM_NORESERVE	0x400	/* MAP_NORESERVE */
#define VM_DONTCOPY	0x800	/* MADV_DONTFORK */
#define VM_WIPEONFORK	0x1000	/* MADV_WIPEONFORK */
#define VM_DONTDUMP	0x2000	/* MADV_DONTDUMP */
#define VM_ACCESS	(VM_READ | VM_WRITE | VM_EXEC)	/* the same bits as PROT_* */

#define MAX_MAP_COUNT	65530	/* mappings of a process, as Linux's vm.max_map_count */
#define MMAP_MIN_ADDR	0x10000	/* no hole is chosen below; only root may map there by MAP_FIXED */
#define STACK_GUARD_GAP	(256 * PAGE_SIZE) /* kept free below a mapping that grows down */

struct inode;

struct vm_area_struct {
	u32 start;			/* page aligned; end is exclusive */
	u64 end;
	u32 flags;
	/* NULL: anonymous. Shared anonymous memory has an unnamed inode. */
	struct inode *inode;
	u64 pgoff;			/* of start, in pages */
	struct file *file;		/* keeps the inode; for /proc/PID/maps */
	struct page **special_pages;	/* VM_SPECIAL: one per page */
	const char *name;		/* "[vdso]", "[stack]", "[heap]" or NULL */
	struct mm_struct *mm;
	struct vm_area_struct *next, *prev;	/* by address */
	/* kernel/mm/vma.c's own */
	struct vm_area_struct *left, *right, *up;
	struct list_head inode_node;	/* all mappings of inode */
	int height;
	u32 max_gap;			/* class of the largest hole below a mapping of this subtree */
};

struct ldt_struct {
	unsigned int entries;		/* used length */
	struct desc_struct *desc;	/* 64 KiB, page aligned */
};

struct mm_struct {
	int users;			/* tasks that run in it */
	struct spinlock lock;		/* vmas and page tables */
	phys_addr_t pgd;		/* physical address of the top table: CR3 */
	struct vm_area_struct *vma_root, *vma_first, *vma_last;
	struct vm_area_struct *vma_cache; /* what find_vma found last */
	/* Between here and mmap_base no hole has hole_len bytes or more; NULL: not known. */
	struct vm_area_struct *hole_vma;
	u32 hole_len;
	u32 nr_vmas, nr_tables;		/* mappings, page tables */
	u32 total_vm, locked_vm;	/* pages */
	u32 data_vm, stack_vm;		/* pages: private writable; growing down */
	u32 def_flags;			/* VM_LOCKED after mlockall(MCL_FUTURE) */
	u32 rss, hiwater_rss;		/* pages mapped, and the most there ever were */
	bool use_reserve;		/* the fault under way may take the kernel's last pages */
	u32 start_code, end_code, start_data, end_data, start_brk, brk, start_stack;
	u32 arg_start, arg_end, env_start, env_end;
	u32 mmap_base;
	u32 landing_pad;		/* user address of int80_landing_pad; 0: no vDSO */
	u32 vdso;			/* user address of the vDSO's image */
	u32 saved_auxv[64];
	struct file *exe_file;
	struct ldt_struct *ldt;
	bool dumpable;
};

/* Empty, with the kernel's half; users = 1; NULL if no memory. */
struct mm_struct *mm_alloc(void);
struct mm_struct *mm_fork(struct mm_struct *old); /* copy on write; ERR_PTR */
void mm_get(struct mm_struct *mm);
void mm_put(struct mm_struct *mm);		/* the last one unmaps and frees everything */
void mm_switch(struct mm_struct *next);	/* CR3; NULL: the kernel's own tables */
extern struct mm_struct init_mm;

struct vm_area_struct *find_vma(struct mm_struct *mm, u32 addr); /* lowest with end > addr */
/*
 * Map [addr, addr+len): MAP_* and PROT_* as mmap(2); addr 0 or no MAP_FIXED: a hole is chosen.
 * file may be NULL. Returns the address, or -errno as (u32).
 */
u32 do_mmap(struct mm_struct *mm, u32 addr, u32 len, u32 prot, u32 flags, struct file *file,
	    u64 pgoff);
int do_munmap(struct mm_struct *mm, u32 addr, u32 len);
/*
 * Map kernel-owned pages (vDSO, clock) at a chosen hole near hint; address or -errno as (u32). pages
 * must live forever. Without VM_MAYWRITE nothing lets the program write its copy.
 */
u32 mmap_special(struct mm_struct *mm, u32 hint, struct page **pages, u32 npages, u32 vm_flags,
		 const char *name);
u32 get_unmapped_area(struct mm_struct *mm, u32 hint, u32 len); /* 0: none */
/* The stack of a new program: [top - size, top) that grows down; 0 or -errno. */
int setup_stack_vma(struct mm_struct *mm, u32 top, u32 size, u32 vm_flags);

#define FAULT_WRITE	1
#define FAULT_EXEC	2
#define FAULT_USER	4	/* from user mode (or on its behalf) */
#define FAULT_RESERVE	8	/* may take the kernel's reserve: a user copy after out_of_memory */
#define FAULT_SIGBUS	0x100	/* in the result: SIGBUS with the code in the low byte */
/*
 * Make addr present for the access: 0, or SEGV_MAPERR / SEGV_ACCERR (positive), BUS_ADRERR |
 * FAULT_SIGBUS, or -ENOMEM (out of memory). sp is not looked at: as on today's Linux, any access
 * below a stack grows it.
 */
int handle_mm_fault(struct mm_struct *mm, u32 addr, u32 access, u32 sp);
/*
 * ptrace, /proc/PID/mem: copy to or from another address space; bytes done, or -EIO. force: write
 * to read-only private pages too.
 */
int access_process_vm(struct mm_struct *mm, u32 addr, void *buf, size_t len, bool write);

/*
 * The file shrank: pages of inode from pgoff first on leave every mapping; private copies too, as
 * on Linux. The next access asks inode_get_page again. The caller holds no lock of files.
 */
void unmap_inode_pages(struct inode *inode, u64 first);

struct pt_regs;
/* arch/x86/mm/fault.c: vector 14 lands here with CR2. */
void do_page_fault(struct pt_regs *regs, unsigned long error_code, unsigned long addr);

#endif
