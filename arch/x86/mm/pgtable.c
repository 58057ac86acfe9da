/* SPDX-License-Identifier: MIT */
/* The page tables of a process, below the level where i386 and x86_64 differ and at it. */

#include <asm/pgtable.h>
#include <kernel/mm.h>
#include <kernel/string.h>

static u64 *user_pdpt(const struct mm_struct *mm)
{
	u64 *top = phys_to_virt(mm->pgd);

#ifdef __x86_64__
	return table_of(top[0]);
#else
	return top;
#endif
}

bool mm_active(const struct mm_struct *mm)
{
	return read_cr3() == mm->pgd;
}

#ifdef __x86_64__
bool pgd_alloc(struct mm_struct *mm)
{
	struct page *top = alloc_page(GFP_ZERO | GFP_USER);
	struct page *pdpt = alloc_page(GFP_ZERO | GFP_USER);
	u64 *entries;

	if (!top || !pdpt) {
		if (top)
			free_pages(top, 0);
		if (pdpt)
			free_pages(pdpt, 0);
		return false;
	}
	entries = page_address(top);
	entries[0] = page_to_phys(pdpt) | TABLE_USER;
	memcpy(entries + 256, (u64 *)phys_to_virt(init_mm.pgd) + 256, 256 * sizeof(u64));
	mm->pgd = page_to_phys(top);
	return true;
}

static void top_free(struct mm_struct *mm)
{
	free_pages(virt_to_page(user_pdpt(mm)), 0);
	free_pages(phys_to_page(mm->pgd), 0);
}
#else
/* CR3 needs 32-byte alignment and the low 4 GiB: kmalloc gives both. */
bool pgd_alloc(struct mm_struct *mm)
{
	u64 *top = kzalloc(4 * sizeof(u64));

	if (!top)
		return false;
	top[3] = ((u64 *)phys_to_virt(init_mm.pgd))[3];
	mm->pgd = virt_to_phys(top);
	return true;
}

static void top_free(struct mm_struct *mm)
{
	kfree(phys_to_virt(mm->pgd));
}
#endif

void pgd_free(struct mm_struct *mm)
{
	u64 *pdpt = user_pdpt(mm);

	for (u32 i = 0; i < USER_PDPTES; i++) {
		u64 *pmd;

		if (!(pdpt[i] & PTE_P))
			continue;
		pmd = table_of(pdpt[i]);
		for (u32 j = 0; j < PTRS_PER_TABLE; j++)
			if (pmd[j] & PTE_P)
				free_pages(virt_to_page(table_of(pmd[j])), 0);
		free_pages(virt_to_page(pmd), 0);
	}
	top_free(mm);
}

u64 *pmd_lookup(struct mm_struct *mm, u32 addr)
{
	u64 entry = user_pdpt(mm)[addr >> PDPT_SHIFT];

	return entry & PTE_P ? &table_of(entry)[pmd_index(addr)] : NULL;
}

u64 *pte_lookup(struct mm_struct *mm, u32 addr)
{
	u64 *pmd = pmd_lookup(mm, addr);

	return pmd && (*pmd & PTE_P) ? &table_of(*pmd)[pte_index(addr)] : NULL;
}

/* The table behind the entry, made if there is none. */
static u64 *table_alloc(struct mm_struct *mm, u64 *entry, u64 bits)
{
	struct page *page;

	if (*entry & PTE_P)
		return table_of(*entry);
	page = alloc_page(mm->use_reserve ? GFP_ZERO : GFP_ZERO | GFP_USER);
	if (!page)
		return NULL;
	set_pte(entry, page_to_phys(page) | bits);
	mm->nr_tables++;
	return page_address(page);
}

u64 *pte_alloc(struct mm_struct *mm, u32 addr)
{
	u64 *entry = &user_pdpt(mm)[addr >> PDPT_SHIFT];
	bool fresh = !(*entry & PTE_P);
	u64 *table = table_alloc(mm, entry, TABLE_PDPT);

	if (!table)
		return NULL;
#ifndef __x86_64__
	/* The CPU holds the four pointers in registers that only a load of CR3 fills. */
	if (fresh && mm_active(mm))
		flush_tlb_user();
#else
	(void)fresh;
#endif
	table = table_alloc(mm, &table[pmd_index(addr)], TABLE_USER);
	return table ? &table[pte_index(addr)] : NULL;
}

void free_page_tables(struct mm_struct *mm, u64 floor, u64 ceiling)
{
	bool freed = false;

	floor = ALIGN_UP(floor, (u64)PMD_SIZE);
	for (; floor + PMD_SIZE <= ceiling; floor += PMD_SIZE) {
		u64 *pmd = pmd_lookup(mm, floor), entry;

		if (!pmd || !(*pmd & PTE_P))
			continue;
		entry = *pmd;
		set_pte(pmd, 0);
		free_pages(virt_to_page(table_of(entry)), 0);
		mm->nr_tables--;
		freed = true;
	}
	/* The CPU may have cached the upper levels. */
	if (freed && mm_active(mm))
		flush_tlb_user();
}

void mm_switch(struct mm_struct *next)
{
	if (!next)
		next = &init_mm;
	if (!mm_active(next))
		write_cr3(next->pgd);
}
