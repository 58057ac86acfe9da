/* SPDX-License-Identifier: MIT */
/*
 * Page faults (vector 14; SDM vol. 3, 4.7). User or kernel is judged by the saved CS: a segment
 * load in user mode that faults on a descriptor table has U clear in its error code.
 */

#include <asm/cpufeature.h>
#include <asm/extable.h>
#include <asm/irqflags.h>
#include <asm/pgtable.h>
#include <asm/traps.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <uapi/asm/processor-flags.h>
#include <uapi/asm/siginfo.h>

#define PF_PROT		0x01ul	/* the page was there, the access was not allowed */
#define PF_WRITE	0x02ul
#define PF_USER		0x04ul
#define PF_RSVD		0x08ul	/* a reserved bit is set in a page table */
#define PF_INSTR	0x10ul

/* Addresses from here on are the kernel's: what is mapped there must not show in an error code. */
#ifdef __x86_64__
#define KERNEL_ADDRESSES 0x800000000000ul
#else
#define KERNEL_ADDRESSES TASK_SIZE
#endif

static u32 access_of(unsigned long error_code)
{
	u32 access = 0;

	if (error_code & PF_WRITE)
		access |= FAULT_WRITE;
	if (error_code & PF_INSTR)
		access |= FAULT_EXEC;
	return access;
}

static void fault_signal(int sig, int code, unsigned long addr, unsigned long error_code)
{
	if (addr >= KERNEL_ADDRESSES)
		error_code |= PF_PROT;
	force_sig_fault(sig, code, addr, error_code | PF_USER, X86_TRAP_PF);
}

static void user_fault(struct pt_regs *regs, unsigned long error_code, unsigned long addr)
{
	int result;

	if (!(error_code & PF_USER) || addr >= TASK_SIZE) {
		fault_signal(SIGSEGV, SEGV_MAPERR, addr, error_code);
		return;
	}
	current->min_flt++;
	result = handle_mm_fault(current->mm, addr, access_of(error_code) | FAULT_USER, regs->sp);
	if (result == -ENOMEM) {
		/* The access is tried again after everybody, the victim too, had a chance to run. */
		out_of_memory();
		current->slice = 0;
		set_work(current, WORK_RESCHED);
	} else if (result & FAULT_SIGBUS) {
		fault_signal(SIGBUS, result & ~FAULT_SIGBUS, addr, error_code);
	} else if (result) {
		fault_signal(SIGSEGV, result, addr, error_code);
	}
}

static const char *kernel_fault_kind(struct pt_regs *regs, unsigned long error_code,
				     unsigned long addr)
{
	if (kstack_guard(addr))
		return "kernel stack overflow";
	if (error_code & PF_INSTR)
		return addr < KERNEL_ADDRESSES ? "jump into user memory" : "execution of data";
	if (addr < PAGE_SIZE)
		return "null pointer";
	if (addr < KERNEL_ADDRESSES) {
		if (cpu_features.smap && !(regs->flags & X86_EFLAGS_AC) && (error_code & PF_PROT))
			return "user memory access that SMAP forbids";
		return "user memory access outside a user copy";
	}
	if ((error_code & (PF_PROT | PF_WRITE)) == (PF_PROT | PF_WRITE))
		return "write to read-only memory";
	return "page fault";
}

static void __noreturn kernel_oops(struct pt_regs *regs, unsigned long error_code,
				   unsigned long addr)
{
	printk_quiet = false;
	printk("\npage fault at address %lx\n", addr);
	die(kernel_fault_kind(regs, error_code, addr), regs, error_code);
}

/* True if the access was one that user copies make, and is now possible. */
static bool user_copy_fault(struct pt_regs *regs, unsigned long error_code, unsigned long addr)
{
	u32 access = access_of(error_code), sp;
	int result;

	/* A copy runs with AC set: with SMAP on and AC clear the retry would fault forever. */
	if (cpu_features.smap && !(regs->flags & X86_EFLAGS_AC))
		kernel_oops(regs, error_code, addr);
	if (!current->mm)
		return false;
	current->min_flt++;
	sp = current_pt_regs()->sp;
	result = handle_mm_fault(current->mm, addr, access, sp);
	if (result == -ENOMEM) {
		/* A copy cannot wait for the victim, and a system call should not fail for it. */
		out_of_memory();
		if (!fatal_signal_pending(current))
			result = handle_mm_fault(current->mm, addr, access | FAULT_RESERVE, sp);
	}
	return result == 0;
}

static void kernel_fault(struct pt_regs *regs, unsigned long error_code, unsigned long addr)
{
	if ((error_code & PF_INSTR) || kstack_guard(addr) || !search_extable(regs->ip))
		kernel_oops(regs, error_code, addr);
	if (addr < TASK_SIZE && user_copy_fault(regs, error_code, addr))
		return;
	fixup_exception(regs);
}

void do_page_fault(struct pt_regs *regs, unsigned long error_code, unsigned long addr)
{
	if (error_code & PF_RSVD)
		die("corrupt page table", regs, error_code);
	if (regs->flags & X86_EFLAGS_IF)
		local_irq_enable();
	if (user_mode(regs))
		user_fault(regs, error_code, addr);
	else
		kernel_fault(regs, error_code, addr);
	local_irq_disable();
}
