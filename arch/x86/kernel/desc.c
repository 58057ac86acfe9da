/* SPDX-License-Identifier: MIT */
/* The GDT, TSS and LDT of a CPU (SDM vol. 3, 3.4, 3.5, 7.2). */

#include <asm/cpu.h>
#include <asm/desc.h>
#include <asm/msr-index.h>
#include <asm/thread.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>

struct cpu boot_cpu __section(".data.page_aligned") __aligned(4096);

/* limit is in pages if flags has DESC_G. flags: bits of the descriptor's high word, type included. */
static struct desc_struct segment(unsigned long base, u32 limit, u32 flags)
{
	return (struct desc_struct){
		.lo = (limit & 0xffff) | (base & 0xffff) << 16,
		.hi = ((base >> 16) & 0xff) | (base & 0xff000000) | (limit & 0xf0000) | flags | DESC_PRESENT,
	};
}

#define CODE	(DESC_S | 0xb << 8) /* readable, accessed */
#define DATA	(DESC_S | 0x3 << 8) /* writable, accessed */
#define TSS	(0x9 << 8)
#define LDT	(0x2 << 8)

/* A TSS or LDT descriptor: 16 bytes on x86_64. */
static void set_system_desc(struct desc_struct *gdt, unsigned int index, void *base, u32 limit, u32 type)
{
	gdt[index] = segment((unsigned long)base, limit, type);
#ifdef __x86_64__
	gdt[index + 1] = (struct desc_struct){ .lo = (unsigned long)base >> 32 };
#endif
}

static void fill_gdt(struct cpu *cpu)
{
	struct desc_struct *gdt = cpu->gdt;

#ifdef __x86_64__
	gdt[__KERNEL_CS / 8] = segment(0, 0xfffff, CODE | DESC_L | DESC_G);
	gdt[__KERNEL_DS / 8] = segment(0, 0xfffff, DATA | DESC_DB | DESC_G);
	gdt[__USER32_CS / 8] = segment(0, 0xfffff, CODE | DESC_DPL3 | DESC_DB | DESC_G);
	gdt[__USER_DS / 8] = segment(0, 0xfffff, DATA | DESC_DPL3 | DESC_DB | DESC_G);
	gdt[__USER64_CS / 8] = segment(0, 0xfffff, CODE | DESC_DPL3 | DESC_L | DESC_G);
#else
	gdt[__KERNEL_CS / 8] = segment(0, 0xfffff, CODE | DESC_DB | DESC_G);
	gdt[__KERNEL_DS / 8] = segment(0, 0xfffff, DATA | DESC_DB | DESC_G);
	gdt[__USER_CS / 8] = segment(0, 0xfffff, CODE | DESC_DPL3 | DESC_DB | DESC_G);
	gdt[__USER_DS / 8] = segment(0, 0xfffff, DATA | DESC_DPL3 | DESC_DB | DESC_G);
	gdt[GDT_ENTRY_PERCPU] = segment((unsigned long)cpu, 0xfffff, DATA | DESC_DB | DESC_G);
	gdt[GDT_ENTRY_ESPFIX] = segment(0, 0xfffff, DATA | DESC_DB | DESC_G);
	set_system_desc(gdt, GDT_ENTRY_DOUBLEFAULT_TSS, &cpu->df_tss, sizeof(cpu->df_tss) - 1, TSS);
#endif
	set_system_desc(gdt, GDT_ENTRY_TSS, &cpu->tss, sizeof(cpu->tss) - 1, TSS);
}

static void fill_tss(struct cpu *cpu)
{
	cpu->tss.io_bitmap_base = IO_BITMAP_NONE;
	memset(cpu->tss.io_bitmap, 0xff, sizeof(cpu->tss.io_bitmap));
#ifdef __x86_64__
	for (unsigned int i = 0; i < IST_COUNT; i++)
		cpu->tss.ist[i] = (unsigned long)cpu->ist_stack[i] + IST_STACK_SIZE;
#else
	cpu->tss.ss0 = __KERNEL_DS;
#endif
}

static void load_segments(struct cpu *cpu)
{
#ifdef __x86_64__
	__asm__ volatile("pushq %0\n"
			 "lea 1f(%%rip), %%rax\n"
			 "push %%rax\n"
			 "lretq\n"
			 "1: mov %1, %%ss\n"
			 "mov %2, %%ds\n"
			 "mov %2, %%es\n"
			 "mov %2, %%fs\n"
			 "mov %2, %%gs"
			 :
			 : "i"(__KERNEL_CS), "r"(__KERNEL_DS), "r"(0)
			 : "rax", "memory");
	wrmsr(MSR_FS_BASE, 0);
	wrmsr(MSR_GS_BASE, (unsigned long)cpu);
	wrmsr(MSR_KERNEL_GS_BASE, 0);
#else
	__asm__ volatile("ljmp %0, $1f\n"
			 "1: mov %1, %%ss\n"
			 "mov %2, %%ds\n"
			 "mov %2, %%es\n"
			 "mov %3, %%fs\n"
			 "mov %4, %%gs"
			 :
			 : "i"(__KERNEL_CS), "r"(__KERNEL_DS), "r"(__USER_DS), "r"(__KERNEL_PERCPU), "r"(0)
			 : "memory");
#endif
}

/* The canary is reached through a segment that is loaded in here. */
__no_stack_protector void desc_init(void)
{
	struct cpu *cpu = &boot_cpu;
	struct desc_ptr gdtr = { sizeof(cpu->gdt) - 1, (unsigned long)cpu->gdt };

	cpu->self = cpu;
	fill_gdt(cpu);
	fill_tss(cpu);
	__asm__ volatile("lgdt %0" : : "m"(gdtr));
	load_segments(cpu);
	__asm__ volatile("ltr %w0" : : "r"(GDT_ENTRY_TSS * 8));
	__asm__ volatile("lldt %w0" : : "r"(0));
}

void load_mm_ldt(struct mm_struct *mm)
{
	struct ldt_struct *ldt = mm ? mm->ldt : NULL;
	u16 selector = 0;

	if (ldt && ldt->entries) {
		set_system_desc((struct desc_struct *)this_cpu->self->gdt, GDT_ENTRY_LDT, ldt->desc,
				ldt->entries * sizeof(*ldt->desc) - 1, LDT);
		selector = GDT_ENTRY_LDT * 8;
	}
	__asm__ volatile("lldt %w0" : : "r"(selector) : "memory");
}

void load_tls(const struct task_struct *t)
{
	for (unsigned int i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		this_cpu->self->gdt[GDT_ENTRY_TLS_MIN + i] = t->thread.tls[i];
}
