/* SPDX-License-Identifier: MIT */
/*
 * What an rt signal frame carries: struct ucontext.
 *
 * The libc's ucontext_t has the same layout under glibc's field names.
 */
#ifndef _UAPI_ASM_UCONTEXT_H
#define _UAPI_ASM_UCONTEXT_H

#include "types.h"
#include "signal.h"
#include "sigcontext.h"

/* uc_flags */
#define UC_FP_XSTATE		0x1	/* fpstate is followed by XSAVE state */

#ifndef __ASSEMBLER__

struct ucontext {
	__u32 uc_flags;
	__uptr(struct ucontext) uc_link;
	stack_t uc_stack;
	struct sigcontext uc_mcontext;
	sigset_t uc_sigmask;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_UCONTEXT_H */
