/* SPDX-License-Identifier: MIT */
/*
 * The page from which IRETQ returns to a 16-bit stack (entry_64.S, leave_iret_espfix): mapped at every
 * 64 KiB from ESPFIX_BASE on, so that one of its addresses has the program's bits 16-31. One page
 * table, one directory and one page of pointers serve all 65536 places.
 */

#include <asm/cpu.h>
#include <asm/espfix.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <kernel/mm.h>
#include <kernel/printk.h>

#define PAGES_PER_64K	16
#define PMDS_PER_GIB	512
#define IRET_FRAME	48 /* five words, and a multiple of 16 */

void espfix_init(void)
{
	struct page *stack = alloc_page(GFP_ZERO);
	u64 *pte = kernel_pte(ESPFIX_BASE);
	u64 *top = phys_to_virt(init_mm.pgd), *pdpt, *pmd;

	if (!stack || !pte)
		fatal("no memory for the espfix stack");
	pdpt = table_of(top[(ESPFIX_BASE >> 39) & (PTRS_PER_TABLE - 1)]);
	pmd = table_of(pdpt[0]);
	for (u32 i = 0; i < PTRS_PER_TABLE; i += PAGES_PER_64K)
		set_pte(&pte[i], page_to_phys(stack) | kernel_page_bits);
	for (u32 i = 1; i < PMDS_PER_GIB; i++)
		set_pte(&pmd[i], pmd[0]);
	for (u32 i = 1; i < 4; i++)
		set_pte(&pdpt[i], pdpt[0]);
	this_cpu->espfix_frame = (unsigned long)page_address(stack) + PAGE_SIZE - IRET_FRAME;
	this_cpu->espfix_alias = ESPFIX_BASE + PAGE_SIZE - IRET_FRAME;
}
