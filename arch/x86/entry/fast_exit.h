/* SPDX-License-Identifier: MIT */
#ifndef ENTRY_FAST_EXIT_H
#define ENTRY_FAST_EXIT_H

/* May a fast entry leave by SYSEXIT/SYSRETL? A pure function, so that the host tests it too. */

#include <asm/ptrace.h>
#include <kernel/types.h>
#include <uapi/asm/processor-flags.h>

/* True if SYSEXIT or SYSRETL would bring the program back exactly as IRET would. */
static __always_inline bool fast_exit_ok(const struct pt_regs *regs, unsigned long landing_pad)
{
	/* Both take ECX, SYSEXIT also EDX: only the code at the landing pad restores them. */
	if (unlikely(regs->ip != landing_pad))
		return false;
	/* Both load the flat 32-bit code segment, */
	if (unlikely(regs->cs != __USER_CS))
		return false;
	/* and the flat stack segment. */
	if (unlikely(regs->ss != __USER_DS))
		return false;
	/*
	 * RF: POPF and SYSRET clear it. TF: would trap in the kernel or one instruction late.
	 * VM: neither goes to virtual-8086 mode.
	 */
	if (unlikely(regs->flags & (X86_EFLAGS_RF | X86_EFLAGS_TF | X86_EFLAGS_VM)))
		return false;
	return true;
}

#endif
