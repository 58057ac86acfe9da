/* SPDX-License-Identifier: MIT */
/* Single-stepping for a tracer, by TF (SDM vol. 3, 18.3.1.4), without the program noticing. */

#include <kernel/mm.h>
#include <kernel/ptrace.h>
#include <kernel/sched.h>
#include <uapi/asm/processor-flags.h>
#include <uapi/asm/siginfo.h>

#define MAX_INSN 15

u32 linear_ip(const struct task_struct *t, const struct pt_regs *regs)
{
	const struct ldt_struct *ldt = t->mm->ldt;
	unsigned int entry = (u16)regs->cs >> 3;
	const struct desc_struct *desc;
	u32 ip = (u32)regs->ip;

	if (!(regs->cs & SEGMENT_TI_LDT) || !ldt || entry >= ldt->entries)
		return ip;
	desc = &ldt->desc[entry];
	if (!(desc->hi & DESC_DB))
		ip &= 0xffff;
	return ip + ((desc->hi & 0xff000000) | (desc->hi & 0xff) << 16 | desc->lo >> 16);
}

static bool is_prefix(u8 byte, bool long_mode)
{
	switch (byte) {
	case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65: case 0x66: case 0x67:
	case 0xf0: case 0xf2: case 0xf3:
		return true;
	}
	return long_mode && (byte & 0xf0) == 0x40;
}

/* True if t is about to load the flags itself (POPF, IRET): a TF after that is its own. */
static bool sets_flags(struct task_struct *t, const struct pt_regs *regs)
{
#ifdef __x86_64__
	bool long_mode = regs->cs == __USER64_CS;
#else
	bool long_mode = false;
#endif
	u8 insn[MAX_INSN];
	int i, n;

	if (!t->mm || (u32)regs->ip != regs->ip)
		return false;
	for (n = 0; n < MAX_INSN; n++)
		if (access_process_vm(t->mm, linear_ip(t, regs) + n, &insn[n], 1, false) != 1)
			break;
	for (i = 0; i < n; i++) {
		if (insn[i] == 0x9d || insn[i] == 0xcf)
			return true;
		if (!is_prefix(insn[i], long_mode))
			return false;
	}
	return false;
}

void user_enable_single_step(struct task_struct *t)
{
	struct pt_regs *regs = task_pt_regs(t);
	bool own = regs->flags & X86_EFLAGS_TF;

	set_work(t, WORK_SINGLESTEP);
	regs->flags |= X86_EFLAGS_TF;
	if (sets_flags(t, regs))
		t->thread.singlestep_forced = false;
	else if (!own)
		t->thread.singlestep_forced = true;
}

void user_disable_single_step(struct task_struct *t)
{
	clear_work(t, WORK_SINGLESTEP);
	if (!t->thread.singlestep_forced)
		return;
	t->thread.singlestep_forced = false;
	task_pt_regs(t)->flags &= ~(unsigned long)X86_EFLAGS_TF;
}

/* The step over a system call ends at its exit, before the program's next instruction. */
void user_single_step_report(struct pt_regs *regs)
{
	force_sig_fault(SIGTRAP, TRAP_BRKPT, regs->ip, 0, 1);
}
