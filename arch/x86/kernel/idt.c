/* SPDX-License-Identifier: MIT */
/*
 * The interrupt descriptor table (SDM vol. 3, 6.10, 6.11, 6.14.1). All are interrupt gates, so a
 * door is always entered with interrupts off. A program may use three of them by INT n: 3, 4 and
 * 0x80; any other is a #GP for it.
 */

#include <asm/cpu.h>
#include <asm/desc.h>
#include <asm/pgtable.h>
#include <asm/segment.h>
#include <asm/traps.h>
#include <kernel/string.h>

#define GATE_PRESENT	0x8000
#define GATE_INTERRUPT	0x0e00
#define GATE_TASK	0x0500
#define GATE_DPL3	0x6000
#define TRAP_STUB_SIZE	16	/* entry_32.S, entry_64.S */

static struct gate_struct idt[256] __ro_after_boot __aligned(4096);

extern char trap_stubs[], entry_INT80_32[], entry_INT80_compat[];
extern char entry_DB[], entry_NMI[], entry_DF[], entry_MC[];

static void set_gate(unsigned int vector, const void *addr, u16 type)
{
	unsigned long offset = (unsigned long)addr;

	idt[vector] = (struct gate_struct){
		.offset_low = offset,
		.selector = __KERNEL_CS,
		.ist_type = GATE_PRESENT | GATE_INTERRUPT | type,
		.offset_middle = offset >> 16,
#ifdef __x86_64__
		.offset_high = offset >> 32,
#endif
	};
}

#ifdef __x86_64__
static void set_special_gates(void)
{
	set_gate(X86_TRAP_DB, entry_DB, IST_DB);
	set_gate(X86_TRAP_NMI, entry_NMI, IST_NMI);
	set_gate(X86_TRAP_DF, entry_DF, IST_DF);
	set_gate(X86_TRAP_MC, entry_MC, IST_MC);
	set_gate(X86_VECTOR_SYSCALL, entry_INT80_compat, GATE_DPL3);
}
#else
/* #DF changes to a task of its own, because the stack may be what failed (SDM vol. 3, 7.3). */
static void set_special_gates(void)
{
	struct cpu *cpu = &boot_cpu;
	struct tss_struct *tss = &cpu->df_tss;

	memset(tss, 0, sizeof(*tss));
	tss->ip = (u32)double_fault_task;
	tss->flags = 2;
	tss->sp = (u32)cpu->df_stack + IST_STACK_SIZE;
	tss->cs = __KERNEL_CS;
	tss->ss = __KERNEL_DS;
	tss->ds = tss->es = __USER_DS;
	tss->fs = __KERNEL_PERCPU;
	tss->io_bitmap_base = IO_BITMAP_NONE;
	idt[X86_TRAP_DF] = (struct gate_struct){
		.selector = GDT_ENTRY_DOUBLEFAULT_TSS * 8,
		.ist_type = GATE_PRESENT | GATE_TASK,
	};
	set_gate(X86_VECTOR_SYSCALL, entry_INT80_32, GATE_DPL3);
}
#endif

void double_fault_tables(unsigned long cr3)
{
#ifdef __i386__
	boot_cpu.df_tss.cr3 = cr3;
#endif
}

void idt_init(void)
{
	struct desc_ptr idtr = { sizeof(idt) - 1, (unsigned long)idt };

	for (unsigned int vector = 0; vector < 256; vector++)
		set_gate(vector, trap_stubs + vector * TRAP_STUB_SIZE, 0);
	set_gate(X86_TRAP_BP, trap_stubs + X86_TRAP_BP * TRAP_STUB_SIZE, GATE_DPL3);
	set_gate(X86_TRAP_OF, trap_stubs + X86_TRAP_OF * TRAP_STUB_SIZE, GATE_DPL3);
	set_special_gates();
	double_fault_tables(read_cr3());
	__asm__ volatile("lidt %0" : : "m"(idtr));
}
