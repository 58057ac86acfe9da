/* SPDX-License-Identifier: MIT */
/*
 * What a handler with SA_SIGINFO gets as its third argument, under the names
 * that i386 programs use; the layout is that of <asm/ucontext.h>.
 */
#ifndef _UCONTEXT_H
#define _UCONTEXT_H

#include <asm/sigcontext.h>
#include <asm/signal.h>

typedef int greg_t;

#define NGREG			19
typedef greg_t gregset_t[NGREG];

enum {
	REG_GS, REG_FS, REG_ES, REG_DS, REG_EDI, REG_ESI, REG_EBP, REG_ESP, REG_EBX, REG_EDX,
	REG_ECX, REG_EAX, REG_TRAPNO, REG_ERR, REG_EIP, REG_CS, REG_EFL, REG_UESP, REG_SS,
};

typedef struct fpstate *fpregset_t;

typedef struct {
	gregset_t gregs;
	fpregset_t fpregs;
	unsigned long oldmask;
	unsigned long cr2;
} mcontext_t;

typedef struct ucontext_t {
	unsigned long uc_flags;
	struct ucontext_t *uc_link;
	stack_t uc_stack;
	mcontext_t uc_mcontext;
	sigset_t uc_sigmask;
} ucontext_t;

_Static_assert(sizeof(ucontext_t) == 116, "as the kernel lays it");

#endif
