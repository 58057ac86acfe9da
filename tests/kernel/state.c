/* SPDX-License-Identifier: MIT */
/*
 * /proc/kernel_state of the debug build: what the CPU's control registers, descriptor tables and entry
 * MSRs must be, whoever booted us (state_pages.c: the page tables), as TAP. tests/user/entry_state.c
 * reads it.
 */

#include "state.h"

#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/irqflags.h>
#include <asm/msr-index.h>
#include <asm/thread.h>
#include <kernel/fs.h>
#include <kernel/sched.h>
#include <uapi/asm/processor-flags.h>

extern char entry_SYSENTER_32[], entry_SYSENTER_compat[], entry_SYSCALL_compat[], entry_SYSCALL_64[];

void state_point(struct state *s, bool good, const char *what, u64 found, u64 expected)
{
	s->points++;
	seq_printf(s->seq, "%sok %u - %s", good ? "" : "not ", s->points, what);
	if (!good)
		seq_printf(s->seq, ": %llx, not %llx", (unsigned long long)found,
			   (unsigned long long)expected);
	seq_printf(s->seq, "\n");
}

static void equal(struct state *s, const char *what, u64 found, u64 expected)
{
	state_point(s, found == expected, what, found, expected);
}

#define READ_CR(nr)                                                                                \
	({                                                                                         \
		unsigned long _val;                                                                \
		__asm__ volatile("mov %%cr" #nr ", %0" : "=r"(_val));                              \
		_val;                                                                              \
	})

static void control_registers(struct state *s)
{
	const struct cpu_features *f = &cpu_features;

	equal(s, "CR0 is PE MP ET NE WP AM PG and no more", READ_CR(0),
	      X86_CR0_PE | X86_CR0_MP | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP | X86_CR0_AM | X86_CR0_PG);
	equal(s, "CR4 is PAE OSFXSR and what CPUID has of OSXMMEXCPT PGE SMEP SMAP UMIP", READ_CR(4),
	      X86_CR4_PAE | X86_CR4_OSFXSR | (f->sse ? X86_CR4_OSXMMEXCPT : 0) | (f->pge ? X86_CR4_PGE : 0) |
		      (f->smep ? X86_CR4_SMEP : 0) | (f->smap ? X86_CR4_SMAP : 0) |
		      (f->umip ? X86_CR4_UMIP : 0));
	equal(s, "DR7 is off", read_dr7(), X86_DR7_FIXED);
	equal(s, "the kernel runs without AC DF NT TF IOPL",
	      local_flags() & (X86_EFLAGS_AC | X86_EFLAGS_DF | X86_EFLAGS_NT | X86_EFLAGS_TF |
			       X86_EFLAGS_IOPL),
	      0);
}

#ifdef __x86_64__
static void entry_msrs(struct state *s)
{
	const struct cpu_features *f = &cpu_features;

	equal(s, "EFER is SCE LME LMA and, where the CPU has it, NXE", rdmsr(MSR_EFER),
	      0x501 | (f->nx ? EFER_NXE : 0));
	equal(s, "STAR", rdmsr(MSR_STAR), 0x0020001000000000);
	equal(s, "LSTAR", rdmsr(MSR_LSTAR), (unsigned long)entry_SYSCALL_64);
	equal(s, "CSTAR", rdmsr(MSR_CSTAR), (unsigned long)entry_SYSCALL_compat);
	equal(s, "FMASK clears CF PF AF ZF SF TF IF DF OF IOPL NT RF VM AC ID", rdmsr(MSR_FMASK), 0x277fd5);
	equal(s, "SYSENTER_CS", rdmsr(MSR_SYSENTER_CS) & 0xffff, __KERNEL_CS);
	equal(s, "SYSENTER_ESP", rdmsr(MSR_SYSENTER_ESP), 0);
	equal(s, "SYSENTER_EIP", rdmsr(MSR_SYSENTER_EIP), (unsigned long)entry_SYSENTER_compat);
	equal(s, "GS base", rdmsr(MSR_GS_BASE), (unsigned long)&boot_cpu);
}
#else
static void entry_msrs(struct state *s)
{
	const struct cpu_features *f = &cpu_features;

	if (f->nx || f->syscall || f->long_mode)
		equal(s, "EFER is NXE, where the CPU has it, and no more", rdmsr(MSR_EFER),
		      f->nx ? EFER_NXE : 0);
	if (!f->sep)
		return;
	equal(s, "SYSENTER_CS", rdmsr(MSR_SYSENTER_CS) & 0xffff, __KERNEL_CS);
	equal(s, "SYSENTER_ESP", rdmsr(MSR_SYSENTER_ESP), this_cpu->sp0);
	equal(s, "SYSENTER_EIP", rdmsr(MSR_SYSENTER_EIP), (unsigned long)entry_SYSENTER_32);
}
#endif

static void descriptor_tables(struct state *s)
{
	struct desc_ptr gdt, idt;
	u16 tr, ldt;

	__asm__ volatile("sgdt %0" : "=m"(gdt));
	__asm__ volatile("sidt %0" : "=m"(idt));
	__asm__ volatile("str %0" : "=r"(tr));
	__asm__ volatile("sldt %0" : "=r"(ldt));
	equal(s, "the GDT is this CPU's own", gdt.base, (unsigned long)boot_cpu.gdt);
	equal(s, "and ends where it ends", gdt.limit, sizeof(boot_cpu.gdt) - 1);
	equal(s, "the IDT has 256 gates", idt.limit, 256 * sizeof(struct gate_struct) - 1);
	state_read_only(s, "the IDT cannot be written", idt.base);
	equal(s, "the TSS", tr, GDT_ENTRY_TSS * 8);
	equal(s, "no LDT without modify_ldt", ldt, 0);
	equal(s, "the stack that a gate loads", this_cpu->self->tss.sp0,
	      (unsigned long)(current_pt_regs() + 1));
}

static void canaries(struct state *s)
{
	unsigned long canary = this_cpu->stack_canary;

	equal(s, "the canary is the running task's", canary, current->thread.stack_canary);
	equal(s, "its lowest byte ends a string", canary & 0xff, 0);
	state_point(s, canary, "it was chosen", canary, 1);
	state_point(s, canary != this_cpu->idle->thread.stack_canary, "another task has another", canary, 0);
}

void kernel_state(struct seq_buf *seq)
{
	struct state s = { .seq = seq };

	control_registers(&s);
	entry_msrs(&s);
	descriptor_tables(&s);
	canaries(&s);
	state_pages(&s);
	seq_printf(seq, "1..%u\n", s.points);
}
