/* SPDX-License-Identifier: MIT */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

/*
 * The frame that every entry from user mode leaves at the top of the task's kernel stack, lowest
 * address first. The hardware (or, after SYSENTER/SYSCALL, the door) pushes ip..ss; the door
 * pushes the rest. Names are the same on both widths, without the e/r prefix.
 * orig_ax is the system call's number, or -1 where the frame is not a system call. On x86_64 its upper half
 * is whatever 64-bit code left in rax: every reader takes 32 bits of it.
 */

#include <asm/segment.h>

#ifndef __ASSEMBLER__
#include <kernel/types.h>

#ifdef __x86_64__
struct pt_regs {
	unsigned long r15, r14, r13, r12;
	unsigned long bp, bx;
	unsigned long r11, r10, r9, r8;
	unsigned long ax, cx, dx, si, di;
	unsigned long orig_ax;
	unsigned long ip, cs, flags, sp, ss;
};
#else
struct pt_regs {
	unsigned long bx, cx, dx, si, di, bp, ax;
	unsigned long ds, es, fs, gs; /* 16 bits each; the upper halves are not kept */
	unsigned long orig_ax;
	unsigned long ip, cs, flags, sp, ss; /* sp and ss only in a frame from user mode */
};
#endif

/* True if the frame came from user mode. */
static inline bool user_mode(const struct pt_regs *regs)
{
	return (regs->cs & SEGMENT_RPL_MASK) == USER_RPL;
}

/* True if the frame is that of a system call (and may be restarted). */
static inline bool in_syscall(const struct pt_regs *regs)
{
	return (s32)regs->orig_ax >= 0;
}

#endif /* __ASSEMBLER__ */
#endif
