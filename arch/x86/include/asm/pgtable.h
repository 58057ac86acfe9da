/* SPDX-License-Identifier: MIT */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

/*
 * Page tables (SDM vol. 3, 4.4 PAE, 4.5 four-level): entries are 64 bits on both kernels, and
 * from the page-directory-pointer table down both have the same shape.
 *
 * i386:   CR3 -> 4 pointers: 0-2 the process's, 3 the one kernel directory that all share.
 * x86_64: CR3 -> 512 entries: 0 the process's (4 of its 512 pointers are used), 256-511 shared.
 */

#include <asm/page.h>
#include <kernel/types.h>

#define PTE_P		0x001ull
#define PTE_W		0x002ull
#define PTE_U		0x004ull
#define PTE_A		0x020ull
#define PTE_D		0x040ull
#define PTE_PS		0x080ull	/* in a directory: a 2 MiB page */
#define PTE_G		0x100ull
#define PTE_PROTNONE	0x200ull	/* software, P clear: the page is there, but PROT_NONE */
#define PTE_PHYS	0x000ffffffffff000ull

#define PTRS_PER_TABLE	512u
#define PMD_SHIFT	21
#define PMD_SIZE	(1ul << PMD_SHIFT)
#define PDPT_SHIFT	30
#define USER_PDPTES	((u32)(((u64)TASK_SIZE + (1ul << PDPT_SHIFT) - 1) >> PDPT_SHIFT))

/* An entry that points to a table of a process. In PAE's four pointers W and U are reserved. */
#define TABLE_USER	(PTE_P | PTE_W | PTE_U | PTE_A)
#ifdef __x86_64__
#define TABLE_PDPT	TABLE_USER
#else
#define TABLE_PDPT	PTE_P
#endif

/* Bit 63 where the CPU has NX, else 0 (then the bit is reserved). Known after mm_late_init. */
extern u64 pte_nx;
/* Of a kernel data page: present, writable, NX, global as the CPU has them. After mm_late_init. */
extern u64 kernel_page_bits;

/* On i386 two stores: never let the table walker see halves of two entries. */
static inline void set_pte(u64 *pte, u64 val)
{
#ifdef __x86_64__
	WRITE_ONCE(*pte, val);
#else
	u32 *word = (u32 *)pte;

	WRITE_ONCE(word[0], 0);
	barrier();
	WRITE_ONCE(word[1], (u32)(val >> 32));
	barrier();
	WRITE_ONCE(word[0], (u32)val);
#endif
}

/* True if a page belongs to the entry, accessible or not. */
static inline bool pte_has_page(u64 pte)
{
	return pte & (PTE_P | PTE_PROTNONE);
}

static inline u64 *table_of(u64 entry)
{
	return phys_to_virt(entry & PTE_PHYS);
}

static inline u32 pte_index(unsigned long addr)
{
	return (addr >> PAGE_SHIFT) & (PTRS_PER_TABLE - 1);
}

static inline u32 pmd_index(unsigned long addr)
{
	return (addr >> PMD_SHIFT) & (PTRS_PER_TABLE - 1);
}

static inline unsigned long read_cr3(void)
{
	unsigned long val;

	__asm__ volatile("mov %%cr3, %0" : "=r"(val)::"memory");
	return val;
}

static inline void write_cr3(unsigned long val)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(val) : "memory");
}

static inline void flush_tlb_page(unsigned long addr)
{
	__asm__ volatile("invlpg (%0)" : : "r"(addr) : "memory");
}

/* All but global translations; on i386 also reads the four pointers anew. */
static inline void flush_tlb_user(void)
{
	write_cr3(read_cr3());
}

struct mm_struct;

/* arch/x86/mm/pgtable.c: the tables of a process. */
/* Sets mm->pgd, the kernel's half in place; false: no memory. */
bool pgd_alloc(struct mm_struct *mm);
void pgd_free(struct mm_struct *mm);		/* all tables; no entry may have a page any more */
/* The page directory's entry, or the page table's, for a user address; NULL: no table there. */
u64 *pmd_lookup(struct mm_struct *mm, u32 addr);
u64 *pte_lookup(struct mm_struct *mm, u32 addr);
u64 *pte_alloc(struct mm_struct *mm, u32 addr);	/* makes the tables; NULL: no memory */
/* Free the page tables that map only [floor, ceiling), where nothing is mapped. */
void free_page_tables(struct mm_struct *mm, u64 floor, u64 ceiling);
/* True if the CPU runs on mm's tables. */
bool mm_active(const struct mm_struct *mm);

/* arch/x86/mm/init.c: kernel tables. */
u64 *kernel_pte(unsigned long virt);		/* makes the tables; NULL: no memory */
void flush_tlb_all(void);			/* global translations too */

/* kernel/mm/page_alloc.c, for mm_late_init */
u64 memory_end(void);				/* end of the highest frame that mem_map knows */
void free_late_memory(void);			/* RAM that the boot code's mapping did not reach */

#endif
