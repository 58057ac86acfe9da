/* SPDX-License-Identifier: MIT */
#ifndef ASM_SIGFRAME_H
#define ASM_SIGFRAME_H

/*
 * What a handler finds on its stack. These layouts are ABI: programs, unwinders and the vDSO's CFI
 * (vdso/sigreturn.S) know every offset; tests/host/sigframe.c checks them.
 *
 * Above either frame lies struct fpstate, its FXSAVE image on a 64-byte boundary.
 */

#include <uapi/asm/sigcontext.h>
#include <uapi/asm/siginfo.h>
#include <uapi/asm/signal.h>
#include <uapi/asm/ucontext.h>

/* A handler without SA_SIGINFO: returns through sigreturn(2) after popping sig. */
struct sigframe {
	__u32 pretcode;			/* the handler's return address */
	__s32 sig;
	struct sigcontext sc;
	struct fpstate fpstate_unused;	/* where it was before it moved above the frame */
	__u32 extramask;		/* signals 33 to 64 of the mask */
	__u8 retcode[8];		/* for debuggers that know a frame by it */
};

/* A handler with SA_SIGINFO: returns through rt_sigreturn(2). */
struct rt_sigframe {
	__u32 pretcode;
	__s32 sig;
	__u32 pinfo;
	__u32 puc;
	struct siginfo info;
	struct ucontext uc;
	__u8 retcode[8];
};

/* struct fpstate: the FSAVE header, then the FXSAVE image. */
#define FPSTATE_HEADER_SIZE	112
#define FPSTATE_FXSAVE_SIZE	512
#define FPSTATE_ALIGN		64

/* AT_MINSIGSTKSZ: the larger frame, fpstate, and what their alignments may cost. */
#define SIGFRAME_MAX_SIZE                                                                          \
	((sizeof(struct sigframe) + FPSTATE_HEADER_SIZE + FPSTATE_FXSAVE_SIZE + FPSTATE_ALIGN +    \
	  16 + 15) & ~15ul)

#ifdef __KERNEL__
#include <uapi/asm/user.h>

struct fxregs;

/* arch/x86/kernel/i387.c: the x87 state in FSAVE's layout, from and into an FXSAVE image. */
void fxsave_to_fsave(struct user_i387_struct *env, const struct fxregs *fx);
void fsave_to_fxsave(struct fxregs *fx, const struct user_i387_struct *env);
#endif

#endif
