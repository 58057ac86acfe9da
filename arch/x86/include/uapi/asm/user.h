/* SPDX-License-Identifier: MIT */
/*
 * Register sets as ptrace transfers them, and the USER area's layout.
 *
 * man 2 ptrace; <sys/user.h> of other C libraries has the same.
 */
#ifndef _UAPI_ASM_USER_H
#define _UAPI_ASM_USER_H

#include "types.h"

#ifndef __ASSEMBLER__

/*
 * PTRACE_GETREGS, NT_PRSTATUS, and the start of the USER area. A program may
 * use the kernel's names for the fields or those of other C libraries.
 */
#ifdef __KERNEL__
#define __REG(name, other)	__u32 name
#else
#define __REG(name, other)	union { __u32 name; __u32 other; }
#endif

struct user_regs_struct {
	__REG(bx, ebx);
	__REG(cx, ecx);
	__REG(dx, edx);
	__REG(si, esi);
	__REG(di, edi);
	__REG(bp, ebp);
	__REG(ax, eax);
	__REG(ds, xds);
	__REG(es, xes);
	__REG(fs, xfs);
	__REG(gs, xgs);
	__REG(orig_ax, orig_eax);
	__REG(ip, eip);
	__REG(cs, xcs);
	__REG(flags, eflags);
	__REG(sp, esp);
	__REG(ss, xss);
};

/* PTRACE_GETFPREGS, NT_PRFPREG: an FSAVE image. */
struct user_i387_struct {
	__u32 cwd;
	__u32 swd;
	__u32 twd;
	__u32 fip;
	__u32 fcs;
	__u32 foo;
	__u32 fos;
	__u32 st_space[20];
};

/* PTRACE_GETFPXREGS, NT_PRXFPREG: an FXSAVE image. */
struct user_fxsr_struct {
	__u16 cwd;
	__u16 swd;
	__u16 twd;
	__u16 fop;
	__u32 fip;
	__u32 fcs;
	__u32 foo;
	__u32 fos;
	__u32 mxcsr;
	__u32 mxcsr_mask;
	__u32 st_space[32];
	__u32 xmm_space[32];
	__u32 padding[56];
};

#define user_fpregs_struct	user_i387_struct
#define user_fpxregs_struct	user_fxsr_struct

/* What PEEKUSER and POKEUSER address: regs and u_debugreg are really there. */
struct user {
	struct user_regs_struct regs;
	__s32 u_fpvalid;
	struct user_i387_struct i387;
	__u32 u_tsize;
	__u32 u_dsize;
	__u32 u_ssize;
	__u32 start_code;
	__u32 start_stack;
	__s32 signal;
	__s32 reserved;
	__u32 u_ar0;
	__u32 u_fpstate;
	__u32 magic;
	__u8 u_comm[32];
	__u32 u_debugreg[8];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_USER_H */
