/* SPDX-License-Identifier: MIT */
/*
 * Traps (SDM vol. 3, ch. 6). A program's trap costs that program a signal; a trap of the kernel is
 * either one that the exception table knows, or a bug that stops the machine with a register dump.
 */

#include <asm/cpu.h>
#include <asm/debugreg.h>
#include <asm/entry-debug.h>
#include <asm/entry.h>
#include <asm/extable.h>
#include <asm/ioport.h>
#include <asm/irq.h>
#include <asm/irqflags.h>
#include <asm/setup.h>
#include <asm/traps.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/processor-flags.h>
#include <uapi/asm/siginfo.h>

u32 nmi_count;

extern char iret_insn[], iret_espfix_insn[];

/* What a trap of a program becomes. code 0: SI_KERNEL, without an address; else si_addr is ip. */
static const struct trap {
	const char *name;
	u8 sig, code;
} traps[32] = {
	[X86_TRAP_DE] = { "divide error", SIGFPE, FPE_INTDIV },
	[X86_TRAP_DB] = { "debug", SIGTRAP, 0 },
	[X86_TRAP_BP] = { "int3", SIGTRAP, 0 },
	[X86_TRAP_OF] = { "overflow", SIGSEGV, 0 },
	[X86_TRAP_BR] = { "bounds", SIGSEGV, 0 },
	[X86_TRAP_UD] = { "invalid opcode", SIGILL, ILL_ILLOPN },
	[X86_TRAP_NM] = { "device not available", SIGSEGV, 0 },
	[X86_TRAP_DF] = { "double fault", SIGSEGV, 0 },
	[X86_TRAP_OLD_MF] = { "coprocessor segment overrun", SIGFPE, 0 },
	[X86_TRAP_TS] = { "invalid TSS", SIGSEGV, 0 },
	[X86_TRAP_NP] = { "segment not present", SIGBUS, 0 },
	[X86_TRAP_SS] = { "stack segment", SIGBUS, 0 },
	[X86_TRAP_GP] = { "general protection fault", SIGSEGV, 0 },
	[X86_TRAP_MF] = { "x87 error", SIGFPE, FPE_FLTINV },
	[X86_TRAP_AC] = { "alignment check", SIGBUS, BUS_ADRALN },
	[X86_TRAP_MC] = { "machine check", SIGBUS, 0 },
	[X86_TRAP_XF] = { "SIMD error", SIGFPE, FPE_FLTINV },
};

static const char *trap_name(unsigned long vector)
{
	return vector < ARRAY_SIZE(traps) && traps[vector].name ? traps[vector].name : "unknown trap";
}

static void show_regs(const struct pt_regs *regs)
{
	bool from_user = user_mode(regs);
	unsigned long sp = from_user ? regs->sp : (unsigned long)(regs + 1);

#ifdef __x86_64__
	sp = regs->sp;
	printk("  ax %016lx bx %016lx cx %016lx dx %016lx\n", regs->ax, regs->bx, regs->cx, regs->dx);
	printk("  si %016lx di %016lx bp %016lx\n", regs->si, regs->di, regs->bp);
	printk("  r8 %016lx r9 %016lx r10 %016lx r11 %016lx\n", regs->r8, regs->r9, regs->r10, regs->r11);
	printk("  r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n", regs->r12, regs->r13, regs->r14, regs->r15);
#else
	if (!from_user)
		sp -= 2 * sizeof(long);
	printk("  ax %08lx bx %08lx cx %08lx dx %08lx si %08lx di %08lx bp %08lx\n", regs->ax, regs->bx,
	       regs->cx, regs->dx, regs->si, regs->di, regs->bp);
#endif
	printk("  ip %04lx:%0*lx flags %lx sp %0*lx\n", regs->cs & 0xffff, (int)sizeof(long) * 2, regs->ip,
	       regs->flags, (int)sizeof(long) * 2, sp);
}

void die(const char *what, const struct pt_regs *regs, unsigned long error_code)
{
	local_irq_disable();
	printk_quiet = false;
	printk("\n%s in the kernel, error code %lx\n", what, error_code);
	show_regs(regs);
	panic("%s at %p", what, (void *)regs->ip);
}

void dump_stack(void)
{
	unsigned long *sp = __builtin_frame_address(0);
	unsigned long top = ALIGN_UP((unsigned long)sp + 1, THREAD_SIZE);
	int shown = 0;

	printk("  likely callers:");
	for (; (unsigned long)sp < top && shown < 24; sp++) {
		if (*sp >= (unsigned long)_text && *sp < (unsigned long)_etext) {
			printk(" %lx", *sp);
			shown++;
		}
	}
	printk("\n");
}

void double_fault_task(void)
{
	const struct tss_struct *tss = &boot_cpu.tss;

#ifdef __i386__
	bool overflow = kstack_guard(tss->sp - 4) || kstack_guard(tss->sp);

	printk_quiet = false;
	printk("\ndouble fault in the kernel\n  ip %08x sp %08x bp %08x flags %x\n", tss->ip,
	       tss->sp, tss->bp, tss->flags);
	panic("%s at %p", overflow ? "kernel stack overflow" : "double fault", (void *)tss->ip);
#endif
	panic("double fault (kernel tss sp0 %lx)", (unsigned long)tss->sp0);
}

/* SDM vol. 1, 8.1.3.3 (x87) and 10.2.3 (MXCSR): the unmasked exception that is pending. */
static int fpe_code(unsigned long vector)
{
	struct fxregs *fx = &current->thread.fpu;
	u32 pending;

	fpu_save(fx);
	if (vector == X86_TRAP_MF)
		pending = fx->swd & ~fx->cwd;
	else
		pending = fx->mxcsr & ~(fx->mxcsr >> 7);
	if (pending & 0x01)
		return FPE_FLTINV;
	if (pending & 0x04)
		return FPE_FLTDIV;
	if (pending & 0x08)
		return FPE_FLTOVF;
	if (pending & (0x10 | 0x02))
		return FPE_FLTUND;
	if (pending & 0x20)
		return FPE_FLTRES;
	return 0;
}

static void user_trap(struct pt_regs *regs, unsigned long vector, unsigned long error_code)
{
	const struct trap *trap = &traps[vector < ARRAY_SIZE(traps) ? vector : X86_TRAP_GP];
	unsigned long addr = regs->ip;
	int code = trap->code;

	if (vector == X86_TRAP_MF || vector == X86_TRAP_XF)
		code = fpe_code(vector);
	if (vector == X86_TRAP_AC)
		addr = 0;
	if (vector == X86_TRAP_MF && !code)
		return; /* nothing pending: spurious (the program cleared it meanwhile) */
	local_irq_enable();
	if (vector == X86_TRAP_GP && iopl_skips(regs))
		return;
	if (!trap->sig)
		force_sig_fault(SIGSEGV, SI_KERNEL, 0, error_code, vector);
	else if (!code)
		force_sig_fault(trap->sig, SI_KERNEL, 0, error_code, vector);
	else
		force_sig_fault(trap->sig, code, addr, error_code, vector);
}

/*
 * IRET refused the program's frame: cs, ss or flags that sigreturn or ptrace set. The frame is still
 * at the top of the stack, but what lay below it has been restored into the registers and
 * overwritten by this fault: put those registers back, and the program gets the signal there.
 */
static struct pt_regs *iret_fault(const struct pt_regs *regs, unsigned long vector, unsigned long error_code)
{
	struct pt_regs *user = current_pt_regs();

	memmove(user, regs, offsetof(struct pt_regs, orig_ax));
	user->orig_ax = -1;
#ifdef __i386__
	/* The ABI differs by the kernel's width here: i386 does not tell which trap it was. */
	local_irq_enable();
	force_sig_fault(SIGILL, ILL_BADSTK, 0, 0, X86_TRAP_IRET);
#else
	user_trap(user, vector, error_code);
#endif
	return user;
}

static void kernel_trap(struct pt_regs *regs, unsigned long vector, unsigned long error_code)
{
	if (fixup_exception(regs))
		return;
	die(trap_name(vector), regs, error_code);
}

/*
 * A single step inside a door (SYSENTER leaves TF alone) is the program's TF trapping in the
 * kernel: dropped. TF stays in the frame that is being saved; the door's POPF ends the stepping, and the
 * program's next trap comes after the first instruction at the landing pad.
 */
static bool in_door(const struct pt_regs *regs)
{
	return regs->ip >= (unsigned long)_entry_text_start && regs->ip < (unsigned long)_entry_text_end;
}

static void debug_from_kernel(struct pt_regs *regs, unsigned long dr6)
{
	if (!(dr6 & X86_DR6_BS)) {
		debug_trap_kernel(regs, dr6);
		return;
	}
	if (!in_door(regs))
		die("single step outside the doors", regs, dr6);
}

/*
 * DR7 is zeroed first, so that no watchpoint fires in here. Watchpoints cannot be on kernel memory, so
 * before that none does either.
 */
static void do_debug(struct pt_regs *regs)
{
	unsigned long dr6, dr7 = read_dr7();

	write_dr7(0);
	dr6 = read_dr6() ^ X86_DR6_RESERVED;
	write_dr6(X86_DR6_RESERVED);
	if (user_mode(regs)) {
		local_irq_enable();
		debug_trap(regs, dr6);
		local_irq_disable();
		load_debugreg(current);
		return;
	}
	debug_from_kernel(regs, dr6);
	write_dr7(dr7);
}

static unsigned long read_cr2(void)
{
	unsigned long addr;

	__asm__ volatile("mov %%cr2, %0" : "=r"(addr));
	return addr;
}

/* True if the trap is IRET's refusal of the frame that it was to load. */
static bool at_iret(const struct pt_regs *regs)
{
#ifdef __x86_64__
	if (regs->ip == (unsigned long)iret_espfix_insn)
		return true;
#endif
	return regs->ip == (unsigned long)iret_insn;
}

static struct pt_regs *do_trap(struct pt_regs *regs, unsigned long vector, unsigned long error_code)
{
	if (vector == X86_TRAP_PF)
		do_page_fault(regs, error_code, read_cr2());
	else if (vector == X86_TRAP_DB)
		do_debug(regs);
	else if (!user_mode(regs) && at_iret(regs))
		return iret_fault(regs, vector, error_code);
	else if (user_mode(regs))
		user_trap(regs, vector, error_code);
	else
		kernel_trap(regs, vector, error_code);
	return regs;
}

/* It may have landed anywhere, so it only counts. */
static void do_nmi(void)
{
	nmi_count++;
	nmi_storm_seen();
}

/*
 * No program gets into virtual-8086 mode (SDM vol. 2, IRET: VM counts at CPL 0 only), but QEMU 7.2 lets it:
 * then cs is any number, even one with RPL 0, and on i386 four segments lie above ss. Make it the flat frame
 * that it should have been.
 */
static __noinline struct pt_regs *leave_vm86(struct pt_regs *regs)
{
#ifdef __i386__
	regs = memmove(current_pt_regs(), regs, sizeof(*regs));
#endif
	regs->cs = __USER_CS;
	regs->ss = __USER_DS;
	regs->flags = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	return regs;
}

struct pt_regs *trap_entry(struct pt_regs *regs, unsigned long vector)
{
	unsigned long error_code = regs->orig_ax;

	check_entry();
	regs->orig_ax = -1;
	if (unlikely(regs->flags & X86_EFLAGS_VM))
		regs = leave_vm86(regs);
	if (vector == X86_TRAP_NMI) {
		do_nmi();
		return regs;
	}
	if (vector == X86_TRAP_MC)
		die("machine check", regs, 0);
	if (vector >= IRQ_BASE && vector < IRQ_BASE + NR_IRQS)
		do_irq(regs, vector);
	else
		regs = do_trap(regs, vector, error_code);
	if (user_mode(regs))
		exit_to_user_mode(regs);
	return regs;
}

void ist_trap_entry(struct pt_regs *regs, unsigned long vector)
{
	unsigned long error_code = regs->orig_ax;

	regs->orig_ax = -1;
	if (unlikely(regs->flags & X86_EFLAGS_VM))
		leave_vm86(regs);
	switch (vector) {
	case X86_TRAP_NMI:
		do_nmi();
		break;
	case X86_TRAP_DB:
		do_debug(regs);
		break;
	case X86_TRAP_DF:
		if (kstack_guard(read_cr2()))
			die("kernel stack overflow", regs, error_code);
		die("double fault", regs, error_code);
	default:
		die(trap_name(vector), regs, error_code);
	}
}
