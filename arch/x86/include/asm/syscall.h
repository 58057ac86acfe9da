/* SPDX-License-Identifier: MIT */
#ifndef ASM_SYSCALL_H
#define ASM_SYSCALL_H

/*
 * The prototypes of all system calls, made from arch/x86/entry/syscall_32.tbl. Each returns a
 * result >= 0 (or an address) or -errno, including the ERESTART codes of <kernel/signal.h>.
 */

#include <asm/ptrace.h>
#include <kernel/types.h>

#define SYSCALL0(nr, name, r) r sys_##name(void);
#define SYSCALL1(nr, name, r, t1, a1) r sys_##name(t1 a1);
#define SYSCALL2(nr, name, r, t1, a1, t2, a2) r sys_##name(t1 a1, t2 a2);
#define SYSCALL3(nr, name, r, t1, a1, t2, a2, t3, a3) r sys_##name(t1 a1, t2 a2, t3 a3);
#define SYSCALL4(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4)                                      \
	r sys_##name(t1 a1, t2 a2, t3 a3, t4 a4);
#define SYSCALL5(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                              \
	r sys_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5);
#define SYSCALL6(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                      \
	r sys_##name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5, t6 a6);
#include "../../entry/syscall_32.tbl"
#undef SYSCALL0
#undef SYSCALL1
#undef SYSCALL2
#undef SYSCALL3
#undef SYSCALL4
#undef SYSCALL5
#undef SYSCALL6

/* A thunk: takes its arguments from the frame. */
typedef long (*sys_call_ptr_t)(const struct pt_regs *regs);

extern const sys_call_ptr_t ia32_sys_call_table[];
extern const unsigned int nr_syscalls;	/* length of the table */

/* "write", or NULL for a number without a call. */
const char *syscall_name(u32 nr);
long sys_ni_syscall(const struct pt_regs *regs); /* -ENOSYS */

#endif
