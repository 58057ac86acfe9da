/* SPDX-License-Identifier: MIT */
#ifndef ASM_ENTRY_H
#define ASM_ENTRY_H

/* The C side of the doors: arch/x86/entry/common.c; and the vDSO: arch/x86/kernel/vdso.c. */

#include <asm/ptrace.h>
#include <kernel/types.h>

struct mm_struct;

void do_int80_syscall_32(struct pt_regs *regs);
/* True: leave by SYSEXIT/SYSRETL; false: by IRET. */
bool do_fast_syscall_32(struct pt_regs *regs);
/* All that must happen before user mode: signals, rescheduling, ptrace. Returns with interrupts off. */
void exit_to_user_mode(struct pt_regs *regs);
enum vsyscall_insn { VSYSCALL_INT80, VSYSCALL_SYSENTER, VSYSCALL_SYSCALL };
extern enum vsyscall_insn vsyscall_insn;	/* what __kernel_vsyscall uses since boot */

void vdso_init(void);			/* choose and patch the image; entry= on the command line */
/* Into a new program: sets mm->vdso and landing_pad; 0 or -errno. */
int vdso_map(struct mm_struct *mm);
/* mremap moved the vDSO of mm from old to new. */
void vdso_moved(struct mm_struct *mm, u32 from, u32 to);

#endif
