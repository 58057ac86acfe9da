/* SPDX-License-Identifier: MIT */
/*
 * The machine state that a signal frame carries.
 *
 * struct fpstate: the 108-byte FSAVE image, status and magic, then the 512-byte
 * FXSAVE image when magic says so.
 */
#ifndef _UAPI_ASM_SIGCONTEXT_H
#define _UAPI_ASM_SIGCONTEXT_H

#include "types.h"

/* fpstate.magic: an FXSAVE image follows (0), or none (0xffff). */
#define X86_FXSR_MAGIC		0x0000
#define X86_FSAVE_ONLY		0xffff
/* sw_reserved.magic1, and the word after an XSAVE image. */
#define FP_XSTATE_MAGIC1	0x46505853U
#define FP_XSTATE_MAGIC2	0x46505845U

#ifndef __ASSEMBLER__

/* An 80-bit register as FSAVE stores it. */
struct fpreg {
	__u16 significand[4];
	__u16 exponent;
};

/* The same in an FXSAVE image. */
struct fpxreg {
	__u16 significand[4];
	__u16 exponent;
	__u16 padding[3];
};

struct xmmreg {
	__u32 element[4];
};

/* Bytes 464 to 511 of the FXSAVE image, free for software. */
struct fpx_sw_bytes {
	__u32 magic1;
	__u32 extended_size;
	__abi_u64 xfeatures;
	__u32 xstate_size;
	__u32 padding[7];
};

struct fpstate {
	/* FSAVE; the high halves of cw, sw, tag, cssel and datasel read as ones */
	__u32 cw;
	__u32 sw;
	__u32 tag;
	__u32 ipoff;
	__u32 cssel;
	__u32 dataoff;
	__u32 datasel;
	struct fpreg _st[8];
	__u16 status;
	__u16 magic;

	/* FXSAVE */
	__u32 _fxsr_env[6];
	__u32 mxcsr;
	__u32 mxcsr_mask;
	struct fpxreg _fxsr_st[8];
	struct xmmreg _xmm[8];
	__u32 padding1[44];
	union {
		__u32 padding2[12];
		struct fpx_sw_bytes sw_reserved;
	};
};

struct sigcontext {
	__u16 gs, __gsh;
	__u16 fs, __fsh;
	__u16 es, __esh;
	__u16 ds, __dsh;
	__u32 di;
	__u32 si;
	__u32 bp;
	__u32 sp;
	__u32 bx;
	__u32 dx;
	__u32 cx;
	__u32 ax;
	__u32 trapno;
	__u32 err;
	__u32 ip;
	__u16 cs, __csh;
	__u32 flags;
	__u32 sp_at_signal;
	__u16 ss, __ssh;
	__uptr(struct fpstate) fpstate;
	__u32 oldmask;
	__u32 cr2;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_SIGCONTEXT_H */
