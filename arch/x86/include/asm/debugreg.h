/* SPDX-License-Identifier: MIT */
#ifndef ASM_DEBUGREG_H
#define ASM_DEBUGREG_H

/*
 * Debug registers (SDM vol. 3, 18.2): DR0-DR3 and DR7 belong to the running task and are set through
 * ptrace only; they never point at kernel memory. thread.debugreg[6] is the virtual DR6 (bits that are
 * 1 in the hardware's idle value are 0 here), thread.debugreg[7] is DR7 as the tracer wrote it.
 */

#include <kernel/types.h>
#include <uapi/asm/processor-flags.h>

struct pt_regs;
struct task_struct;

static inline unsigned long read_dr6(void)
{
	unsigned long val;

	__asm__ volatile("mov %%db6, %0" : "=r"(val));
	return val;
}

static inline void write_dr6(unsigned long val)
{
	__asm__ volatile("mov %0, %%db6" : : "r"(val));
}

static inline unsigned long read_dr7(void)
{
	unsigned long val;

	__asm__ volatile("mov %%db7, %0" : "=r"(val));
	return val;
}

static inline void write_dr7(unsigned long val)
{
	__asm__ volatile("mov %0, %%db7" : : "r"(val));
}

/*
 * #DB from user mode, interrupts on; dr6 is what the hardware said ^ X86_DR6_RESERVED (the caller has put
 * X86_DR6_RESERVED back into DR6). Sends SIGTRAP: TRAP_TRACE for a step, TRAP_HWBKPT for a watchpoint,
 * TRAP_BRKPT for ICEBP.
 */
void debug_trap(struct pt_regs *regs, unsigned long dr6);
/* #DB in the kernel by a watchpoint on user memory: noted in the virtual DR6, no signal. */
void debug_trap_kernel(struct pt_regs *regs, unsigned long dr6);
/*
 * DR0-DR3 and DR7 of t into the CPU. At a context switch only if either task has any
 * (thread.debugreg[7] != 0); at the end of a #DB that zeroed DR7.
 */
void load_debugreg(struct task_struct *t);
/* execve, fork's child: no watchpoints. If t is current the CPU's DR7 is cleared too. */
void clear_debugreg(struct task_struct *t);

/* ptrace's USER area: 0, or -EINVAL / -EIO. n 4 and 5 read as 0 and cannot be written. */
u32 get_debugreg(struct task_struct *t, unsigned int n);
int set_debugreg(struct task_struct *t, unsigned int n, u32 val);

#endif
