/* SPDX-License-Identifier: MIT */
/*
 * What lies behind the mappings: pages on demand, copy on write, and taking pages away.
 *
 * A page that a private mapping shows is shared with whoever else refers to it (a file, a process
 * after fork, the zero page) and is then read-only; a write copies it. With one reference left it
 * is the process's own, and a write only makes the entry writable.
 */

#include <asm/pgtable.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/string.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/resource.h>
#include <uapi/asm/siginfo.h>
#include "internal.h"

/* From this many pages on, one flush of everything is cheaper than one for each. */
#define FLUSH_ALL_PAGES 32

static struct page *zero_page;	/* what reads of untouched anonymous memory see */

static struct page *pte_page(u64 pte)
{
	return phys_to_page(pte & PTE_PHYS);
}

u64 pte_bits(u32 vm_flags)
{
	u64 bits = PTE_U | PTE_A;

	if (!(vm_flags & VM_EXEC))
		bits |= pte_nx;
	return bits | (vm_flags & VM_ACCESS ? PTE_P : PTE_PROTNONE);
}

static u64 make_pte(const struct vm_area_struct *vma, struct page *page, bool writable)
{
	u64 pte = page_to_phys(page) | pte_bits(vma->flags);

	return writable && (vma->flags & VM_WRITE) ? pte | PTE_W | PTE_D : pte;
}

static void count_page(struct mm_struct *mm, const struct page *page, int n)
{
	if (page == zero_page)
		return;
	mm->rss += n;
	mm->hiwater_rss = max(mm->hiwater_rss, mm->rss);
}

/* ---- faults ------------------------------------------------------------------------------- */

static struct page *get_zero_page(void)
{
	if (!zero_page)
		zero_page = alloc_page(GFP_ZERO);
	if (zero_page)
		get_page(zero_page);
	return zero_page;
}

static struct page *user_page(const struct mm_struct *mm, unsigned int gfp)
{
	return alloc_page(mm->use_reserve ? gfp : gfp | GFP_USER);
}

/* A copy of old, whose reference the caller keeps. */
static struct page *duplicate_page(const struct mm_struct *mm, const struct page *old)
{
	struct page *new = user_page(mm, old == zero_page ? GFP_ZERO : 0);

	if (new && old != zero_page)
		copy_page(page_address(new), page_address(old));
	return new;
}

/* The page that belongs at addr of a mapping with something behind it, with a reference. */
static int backing_page(struct vm_area_struct *vma, u32 addr, struct page **page)
{
	u32 index = (addr - vma->start) >> PAGE_SHIFT;
	int err;

	if (vma->flags & VM_SPECIAL) {
		*page = vma->special_pages[index];
		get_page(*page);
		return 0;
	}
	err = inode_get_page(vma->inode, vma->pgoff + index, page);
	return err && err != -ENOMEM ? BUS_ADRERR | FAULT_SIGBUS : err;
}

/* The page for an entry that has none, with a reference; a private one if own. */
static int new_page(struct vm_area_struct *vma, u32 addr, bool own, struct page **page)
{
	struct page *shared;
	int err;

	if (!vma->inode && !(vma->flags & VM_SPECIAL)) {
		*page = own ? user_page(vma->mm, GFP_ZERO) : get_zero_page();
		return *page ? 0 : -ENOMEM;
	}
	err = backing_page(vma, addr, &shared);
	if (err)
		return err;
	if (!own) {
		*page = shared;
		return 0;
	}
	*page = duplicate_page(vma->mm, shared);
	put_page(shared);
	return *page ? 0 : -ENOMEM;
}

/* A write to a page that is there: make it this process's own, writable if the mapping is. */
static int own_page(struct vm_area_struct *vma, u32 addr, u64 *pte)
{
	struct page *old = pte_page(*pte), *new = old;

	if (!(vma->flags & VM_SHARED) && old->refs != 1) {
		new = duplicate_page(vma->mm, old);
		if (!new)
			return -ENOMEM;
		count_page(vma->mm, old, -1);
		count_page(vma->mm, new, 1);
	}
	set_pte(pte, make_pte(vma, new, true));
	if (mm_active(vma->mm))
		flush_tlb_page(addr);
	if (new != old)
		put_page(old);
	return 0;
}

int fault_in(struct vm_area_struct *vma, u32 addr, bool write)
{
	bool shared = vma->flags & VM_SHARED;
	struct page *page;
	u64 *pte = pte_alloc(vma->mm, addr);
	int err;

	if (!pte)
		return -ENOMEM;
	if (pte_has_page(*pte)) {
		if (write && !(*pte & PTE_W))
			return own_page(vma, addr, pte);
		/* Another thread was first, or the CPU still had the old entry. */
		if (mm_active(vma->mm))
			flush_tlb_page(addr);
		return 0;
	}
	err = new_page(vma, addr, write && !shared, &page);
	if (err)
		return err;
	count_page(vma->mm, page, 1);
	set_pte(pte, make_pte(vma, page, write || shared));
	return 0;
}

/* The mapping above addr grows down to it, if it may: 0 or -ENOMEM. */
static int expand_stack(struct vm_area_struct *vma, u32 addr)
{
	u32 start = addr & PAGE_MASK, pages = (vma->start - start) >> PAGE_SHIFT;
	struct vm_area_struct *prev = vma->prev;
	struct mm_struct *mm = vma->mm;

	if (start < MMAP_MIN_ADDR || vma->end - start > rlimit(RLIMIT_STACK))
		return -ENOMEM;
	if (prev && !(prev->flags & VM_GROWSDOWN) && (prev->flags & VM_ACCESS) &&
	    prev->end + STACK_GUARD_GAP > start)
		return -ENOMEM;
	if (!may_expand_vm(mm, vma->flags, pages) || may_lock(mm, vma->flags, pages) ||
	    !may_commit(vma->flags, pages))
		return -ENOMEM;
	vma_resize(vma, start, vma->end);
	vm_account(mm, vma->flags, pages);
	return 0;
}

/* The mapping at addr, after growing one that ends above it; NULL: none. */
static struct vm_area_struct *find_vma_for_access(struct mm_struct *mm, u32 addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	if (!vma || vma->start <= addr)
		return vma;
	if (!(vma->flags & VM_GROWSDOWN) || expand_stack(vma, addr))
		return NULL;
	return vma;
}

static bool access_allowed(u32 vm_flags, u32 access)
{
	if (access & FAULT_WRITE)
		return vm_flags & VM_WRITE;
	if (access & FAULT_EXEC)
		return vm_flags & VM_EXEC;
	return vm_flags & VM_ACCESS;	/* the CPU cannot grant less than reading */
}

int handle_mm_fault(struct mm_struct *mm, u32 addr, u32 access, u32 sp)
{
	struct vm_area_struct *vma;
	int result;

	spin_lock(&mm->lock);
	mm->use_reserve = access & FAULT_RESERVE;
	vma = find_vma_for_access(mm, addr);
	if (!vma)
		result = SEGV_MAPERR;
	else if (!access_allowed(vma->flags, access))
		result = SEGV_ACCERR;
	else
		result = fault_in(vma, addr, access & FAULT_WRITE);
	mm->use_reserve = false;
	spin_unlock(&mm->lock);
	return result;
}

/* ---- whole ranges ------------------------------------------------------------------------- */

/* The next entry at or after *addr and before end, skipping missing tables; NULL: none. */
static u64 *next_pte(struct mm_struct *mm, u64 *addr, u64 end)
{
	while (*addr < end) {
		u64 *pmd = pmd_lookup(mm, *addr);

		if (!pmd)
			*addr = ALIGN_DOWN(*addr, 1ull << PDPT_SHIFT) + (1ull << PDPT_SHIFT);
		else if (!(*pmd & PTE_P))
			*addr = ALIGN_DOWN(*addr, (u64)PMD_SIZE) + PMD_SIZE;
		else
			return &table_of(*pmd)[pte_index(*addr)];
	}
	return NULL;
}

/* For each entry of [start, end) that has a page; pte is stepped within its table. */
#define for_each_pte(mm, pte, addr, start, end)                                                    \
	for (addr = (start), pte = next_pte(mm, &addr, end); pte;                                  \
	     addr += PAGE_SIZE,                                                                    \
	    pte = addr < (end) && pte_index(addr) ? pte + 1 : next_pte(mm, &addr, end))            \
		if (pte_has_page(*pte))

/* Entries of [start, end) were changed to allow less. */
static void flush_range(struct mm_struct *mm, u32 start, u64 end)
{
	if (!mm_active(mm))
		return;
	if (end - start > FLUSH_ALL_PAGES * PAGE_SIZE) {
		flush_tlb_user();
		return;
	}
	for (u64 addr = start; addr < end; addr += PAGE_SIZE)
		flush_tlb_page(addr);
}

void zap_range(struct mm_struct *mm, u32 start, u64 end)
{
	bool changed = false;
	u64 *pte, addr;

	for_each_pte(mm, pte, addr, start, end) {
		struct page *page = pte_page(*pte);

		set_pte(pte, 0);
		count_page(mm, page, -1);
		put_page(page);
		changed = true;
	}
	if (changed)
		flush_range(mm, start, end);
}

/*
 * fork: the pages of a private mapping are shared with the new address space and become read-only
 * in both. A shared mapping's pages are found again by the child's own faults.
 */
int copy_range(struct mm_struct *to, struct vm_area_struct *vma)
{
	bool changed = false;
	u64 *pte, addr;

	if (vma->flags & VM_SHARED)
		return 0;
	for_each_pte(vma->mm, pte, addr, vma->start, vma->end) {
		u64 *new = pte_alloc(to, addr);

		if (!new)
			return -ENOMEM;
		if (*pte & PTE_W) {
			set_pte(pte, *pte & ~(PTE_W | PTE_D));
			changed = true;
		}
		get_page(pte_page(*pte));
		count_page(to, pte_page(*pte), 1);
		set_pte(new, *pte);
	}
	return changed;
}

/* The mapping's flags changed: bring its entries in line. */
void change_protection(struct vm_area_struct *vma)
{
	bool changed = false;
	u64 *pte, addr;

	for_each_pte(vma->mm, pte, addr, vma->start, vma->end) {
		struct page *page = pte_page(*pte);
		bool own = (vma->flags & VM_SHARED) || page->refs == 1;

		set_pte(pte, make_pte(vma, page, own));
		changed = true;
	}
	if (changed)
		flush_range(vma->mm, vma->start, vma->end);
}

/* mremap: len bytes of pages move from old to new. -ENOMEM leaves some at each place. */
int move_range(struct mm_struct *mm, u32 old, u32 new, u32 len)
{
	u64 *pte, addr;
	int err = 0;

	for_each_pte(mm, pte, addr, old, (u64)old + len) {
		u64 *to = pte_alloc(mm, new + (u32)(addr - old));

		if (!to) {
			err = -ENOMEM;
			break;
		}
		set_pte(to, *pte);
		set_pte(pte, 0);
	}
	flush_range(mm, old, (u64)old + len);
	return err;
}

/* ---- other processes' memory -------------------------------------------------------------- */

/* True if a debugger may access the mapping so: it may read all, and write to private copies. */
static bool debug_access_allowed(u32 flags, bool write)
{
	return !write || (flags & VM_WRITE) || !(flags & VM_SHARED);
}

/* The page at addr for a debugger, or NULL. Locked. */
static struct page *debug_page(struct mm_struct *mm, u32 addr, bool write)
{
	struct vm_area_struct *vma = find_vma_for_access(mm, addr);
	u64 *pte;

	if (!vma || !debug_access_allowed(vma->flags, write))
		return NULL;
	pte = pte_lookup(mm, addr);
	/* A read-only private page that is the process's own already need not be copied again. */
	if (!pte || !pte_has_page(*pte) ||
	    (write && !(*pte & PTE_W) && pte_page(*pte)->refs != 1)) {
		if (fault_in(vma, addr, write))
			return NULL;
		pte = pte_lookup(mm, addr);
	}
	return pte_page(*pte);
}

int access_process_vm(struct mm_struct *mm, u32 addr, void *buf, size_t len, bool write)
{
	size_t done = 0;

	spin_lock(&mm->lock);
	while (done < len && addr < TASK_SIZE) {
		u32 offset = addr & ~PAGE_MASK;
		size_t n = min(len - done, (size_t)(PAGE_SIZE - offset));
		struct page *page = debug_page(mm, addr, write);
		u8 *at;

		if (!page)
			break;
		at = (u8 *)page_address(page) + offset;
		if (write)
			memcpy(at, (u8 *)buf + done, n);
		else
			memcpy((u8 *)buf + done, at, n);
		done += n;
		addr += n;
	}
	spin_unlock(&mm->lock);
	return done ? (int)done : -EIO;
}
