/* SPDX-License-Identifier: MIT */
/* Hardware breakpoints of a traced task, and what a #DB means to a program (SDM vol. 3, 18.2 and 18.3). */

#include <asm/debugreg.h>
#include <asm/page.h>
#include <kernel/sched.h>
#include <uapi/asm/siginfo.h>

#define NR_BREAKPOINTS	4
#define DR_TRAP_BITS	(X86_DR6_B0 | X86_DR6_B1 | X86_DR6_B2 | X86_DR6_B3)
#define DR7_RESERVED	0xfc00u
#define TYPE_EXECUTE	0u
#define TYPE_IO		2u
#define LEN_1		0u
#define LEN_8		2u
#define TRAP_NR_DB	1

static unsigned int bp_enabled(unsigned long dr7, unsigned int n)
{
	return (dr7 >> (n * 2)) & 3;
}

static unsigned int bp_type(unsigned long dr7, unsigned int n)
{
	return (dr7 >> (16 + n * 4)) & 3;
}

static unsigned int bp_len(unsigned long dr7, unsigned int n)
{
	return (dr7 >> (18 + n * 4)) & 3;
}

/* What DR7 must be for the tracer's wish: nothing but the enabled ones, never general detect. */
static unsigned long hardware_dr7(unsigned long wish)
{
	unsigned long dr7 = X86_DR7_FIXED;
	unsigned int n;

	for (n = 0; n < NR_BREAKPOINTS; n++)
		if (bp_enabled(wish, n))
			dr7 |= 2ul << (n * 2) | (wish & (0xful << (16 + n * 4))) | X86_DR7_GLOBAL_EXACT;
	return dr7;
}

void load_debugreg(struct task_struct *t)
{
	unsigned long *dr = t->thread.debugreg;

	write_dr7(X86_DR7_FIXED);
	if (!(dr[7] & 0xff))
		return;
	__asm__ volatile("mov %0, %%db0" : : "r"(dr[0]));
	__asm__ volatile("mov %0, %%db1" : : "r"(dr[1]));
	__asm__ volatile("mov %0, %%db2" : : "r"(dr[2]));
	__asm__ volatile("mov %0, %%db3" : : "r"(dr[3]));
	write_dr7(hardware_dr7(dr[7]));
}

void clear_debugreg(struct task_struct *t)
{
	bool live = t->thread.debugreg[7] && t == current;
	unsigned int i;

	for (i = 0; i < 8; i++)
		t->thread.debugreg[i] = 0;
	if (live)
		load_debugreg(t);
}

/* The bits of dr6 that current's own breakpoints explain. */
static unsigned long hit_breakpoints(unsigned long dr6)
{
	unsigned long hit = 0;
	unsigned int n;

	for (n = 0; n < NR_BREAKPOINTS; n++)
		if (bp_enabled(current->thread.debugreg[7], n))
			hit |= dr6 & (1ul << n);
	return hit;
}

/* Go on after an instruction breakpoint without meeting it again. */
static void resume_past(struct pt_regs *regs, unsigned long hit)
{
	unsigned int n;

	for (n = 0; n < NR_BREAKPOINTS; n++)
		if ((hit & (1ul << n)) && bp_type(current->thread.debugreg[7], n) == TYPE_EXECUTE)
			regs->flags |= X86_EFLAGS_RF;
}

void debug_trap(struct pt_regs *regs, unsigned long dr6)
{
	unsigned long hit;
	bool icebp;
	int code;

	icebp = !(dr6 & (DR_TRAP_BITS | X86_DR6_BS | X86_DR6_BD | X86_DR6_BT));
	hit = hit_breakpoints(dr6);
	current->thread.debugreg[6] = (dr6 & X86_DR6_BS) | hit;
	resume_past(regs, hit);
	if (!icebp && !(dr6 & X86_DR6_BS) && !hit)
		return;
	if (dr6 & X86_DR6_BS)
		code = TRAP_TRACE;
	else
		code = hit ? TRAP_HWBKPT : TRAP_BRKPT;
	force_sig_fault(SIGTRAP, code, regs->ip, 0, TRAP_NR_DB);
}

void debug_trap_kernel(struct pt_regs *regs, unsigned long dr6)
{
	current->thread.debugreg[6] |= hit_breakpoints(dr6);
}

u32 get_debugreg(struct task_struct *t, unsigned int n)
{
	switch (n) {
	case 4:
	case 5:
		return 0;
	case 6:
		return (u32)t->thread.debugreg[6] ^ X86_DR6_RESERVED;
	}
	return (u32)t->thread.debugreg[n];
}

/* True if the hardware would take the breakpoint and it stays clear of the kernel. */
static bool bp_valid(u32 addr, unsigned int type, unsigned int len)
{
	u32 mask = len == LEN_8 ? 7 : len;	/* 00: 1 byte, 01: 2, 11: 4, 10: 8 */

	if (type == TYPE_IO || (type == TYPE_EXECUTE && len != LEN_1))
		return false;
#ifndef __x86_64__
	if (len == LEN_8 || addr >= TASK_SIZE)
		return false;
#endif
	return !(addr & mask);
}

static int set_address(struct task_struct *t, unsigned int n, u32 addr)
{
	unsigned long dr7 = t->thread.debugreg[7];
	bool valid = bp_enabled(dr7, n) ? bp_valid(addr, bp_type(dr7, n), bp_len(dr7, n))
					: bp_valid(addr, TYPE_EXECUTE, LEN_1);

	if (!valid)
		return -EINVAL;
	t->thread.debugreg[n] = addr;
	return 0;
}

static int set_control(struct task_struct *t, u32 val)
{
	unsigned int n;

	for (n = 0; n < NR_BREAKPOINTS; n++)
		if (bp_enabled(val, n) &&
		    !bp_valid((u32)t->thread.debugreg[n], bp_type(val, n), bp_len(val, n)))
			return -EINVAL;
	t->thread.debugreg[7] = val & ~DR7_RESERVED;
	return 0;
}

int set_debugreg(struct task_struct *t, unsigned int n, u32 val)
{
	if (n < NR_BREAKPOINTS)
		return set_address(t, n, val);
	switch (n) {
	case 6:
		t->thread.debugreg[6] = val ^ X86_DR6_RESERVED;
		return 0;
	case 7:
		return set_control(t, val);
	}
	return -EIO;
}
