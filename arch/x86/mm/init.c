/* SPDX-License-Identifier: MIT */
/*
 * The kernel's final page tables, which replace those of arch/x86/boot. Nothing is both writable
 * and executable, in the image or in the direct map's view of it (sections: linker.ld).
 */

#include <asm/cpufeature.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/thread.h>
#include <asm/traps.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <uapi/asm/processor-flags.h>

/* Top table; i386 uses four entries of it. */
static u64 kernel_top[PTRS_PER_TABLE] __aligned(4096);

u64 pte_nx __ro_after_boot;
u64 kernel_page_bits __ro_after_boot;

static u64 *kernel_table(u64 *entry, u64 bits)
{
	struct page *page;

	if (*entry & PTE_P)
		return table_of(*entry);
	page = alloc_page(GFP_ZERO);
	if (!page)
		return NULL;
	set_pte(entry, page_to_phys(page) | bits);
	return page_address(page);
}

static u64 *kernel_pmd(unsigned long virt)
{
	u64 *table = kernel_top;

#ifdef __x86_64__
	table = kernel_table(&table[(virt >> 39) & 511], PTE_P | PTE_W | PTE_A);
	if (!table)
		return NULL;
	table = kernel_table(&table[(virt >> PDPT_SHIFT) & 511], PTE_P | PTE_W | PTE_A);
#else
	table = kernel_table(&table[virt >> PDPT_SHIFT], PTE_P);
#endif
	return table ? &table[pmd_index(virt)] : NULL;
}

u64 *kernel_pte(unsigned long virt)
{
	u64 *pmd = kernel_pmd(virt), *table;

	if (!pmd)
		return NULL;
	table = kernel_table(pmd, PTE_P | PTE_W | PTE_A);
	return table ? &table[pte_index(virt)] : NULL;
}

static bool within(u64 phys, const char *start, const char *end)
{
	return phys >= virt_to_phys(start) && phys < virt_to_phys(end);
}

/* The rights of a frame at the address that its code runs at, or at another (alias). */
static u64 frame_rights(u64 phys, bool alias)
{
	if (within(phys, _text, _etext))
		return kernel_page_bits & ~(alias ? PTE_W : PTE_W | pte_nx);
	if (within(phys, _rodata, _erodata))
		return kernel_page_bits & ~PTE_W;
	return kernel_page_bits;
}

static void map_small(unsigned long virt, u64 phys, bool alias)
{
	u64 *pte = kernel_pte(virt);

	if (!pte)
		fatal("Vestibule needs more memory: no room for page tables");
	/* The boot stack's guard: the last of the boot code's tables (arch/x86/boot), not needed any more. */
	if (phys != virt_to_phys(boot_stack) - PAGE_SIZE)
		set_pte(pte, phys | frame_rights(phys, alias));
}

/* 2 MiB pages, and small ones where the image lies. */
static void map_direct(void)
{
	u64 image_end = ALIGN_UP(virt_to_phys(_end), (u64)PMD_SIZE);
	u64 phys = 0;

	for (; phys < image_end; phys += PAGE_SIZE)
		map_small(PAGE_OFFSET + phys, phys, PAGE_OFFSET != KERNEL_IMAGE_BASE);
	for (; phys < memory_end(); phys += PMD_SIZE) {
		u64 *pmd = kernel_pmd(PAGE_OFFSET + phys);

		if (!pmd)
			fatal("Vestibule needs more memory: no room for page tables");
		set_pte(pmd, phys | PTE_PS | kernel_page_bits);
	}
}

#ifdef __x86_64__
static void map_image(void)
{
	u64 end = virt_to_phys(_end);

	for (u64 phys = virt_to_phys(_text); phys < end; phys += PAGE_SIZE)
		map_small(KERNEL_IMAGE_BASE + phys, phys, false);
}
#else
static void map_image(void)
{
}
#endif

static unsigned long read_cr4(void)
{
	unsigned long val;

	__asm__ volatile("mov %%cr4, %0" : "=r"(val)::"memory");
	return val;
}

static void write_cr4(unsigned long val)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(val) : "memory");
}

void flush_tlb_all(void)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & X86_CR4_PGE) {
		write_cr4(cr4 & ~X86_CR4_PGE);
		write_cr4(cr4);
	} else {
		flush_tlb_user();
	}
}

/* Without write protection for the kernel too, copies to user memory would miss copy on write. */
static void write_protect_on(void)
{
	unsigned long cr0;

	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0)::"memory");
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | X86_CR0_WP) : "memory");
}

void mm_late_init(void)
{
	pte_nx = cpu_features.nx ? 1ull << 63 : 0;
	kernel_page_bits = PTE_P | PTE_W | PTE_A | PTE_D | pte_nx | (cpu_features.pge ? PTE_G : 0);
	init_mm.pgd = virt_to_phys(kernel_top);
	map_direct();
	map_image();
	/* Processes copy the top table: every entry that the kernel will ever need is made now. */
	if (!kernel_pte(KSTACK_BASE))
		fatal("Vestibule needs more memory: no room for page tables");
	write_cr3(init_mm.pgd);
	double_fault_tables(init_mm.pgd);
	if (cpu_features.pge)
		write_cr4(read_cr4() | X86_CR4_PGE);
	flush_tlb_all();
	write_protect_on();
	free_late_memory();
}
