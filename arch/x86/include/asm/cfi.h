/* SPDX-License-Identifier: MIT */
#ifndef ASM_CFI_H
#define ASM_CFI_H

/*
 * Pushes and pops that keep the call frame information true. Whoever pushes a word says what it is:
 *
 *   PUSH_REG %reg    the caller's register: an unwinder finds it here from now on
 *   PUSH_VALUE x     just a value
 *   POP_REG %reg     the caller's register is back in the register
 *   POP_VALUE %reg   a value comes off; what %reg held for the caller is not described
 *
 * arch/x86/entry/ and vdso/ use nothing else (`make lint`): a bare push would silently break every
 * backtrace through it. DWARF 4, 6.4.
 */

#ifdef __ASSEMBLER__

#ifdef __x86_64__
#define WORD_SIZE 8
#else
#define WORD_SIZE 4
#endif

.macro PUSH_REG reg:req
	push	\reg
	.cfi_adjust_cfa_offset WORD_SIZE
	.cfi_rel_offset \reg, 0
.endm

.macro PUSH_VALUE val:vararg
	push	\val
	.cfi_adjust_cfa_offset WORD_SIZE
.endm

/* Segment registers and the flags have no CFI here: the frame's readers know where they lie. */
.macro PUSH_FLAGS
	pushf
	.cfi_adjust_cfa_offset WORD_SIZE
.endm

.macro POP_REG reg:req
	pop	\reg
	.cfi_adjust_cfa_offset -WORD_SIZE
	.cfi_restore \reg
.endm

.macro POP_VALUE val:req
	pop	\val
	.cfi_adjust_cfa_offset -WORD_SIZE
.endm

.macro POP_FLAGS
	popf
	.cfi_adjust_cfa_offset -WORD_SIZE
.endm

/* Drop n words. */
.macro DROP_WORDS n:req
#ifdef __x86_64__
	add	$(\n * WORD_SIZE), %rsp
#else
	add	$(\n * WORD_SIZE), %esp
#endif
	.cfi_adjust_cfa_offset -(\n * WORD_SIZE)
.endm

/*
 * A signal frame: every register of the interrupted program lies in a struct sigcontext
 * (uapi/asm/sigcontext.h gives the offsets) at sc(%esp). The CFA is the interrupted ESP itself.
 * DWARF says that with expressions: breg4 (ESP) plus a two-byte signed LEB128 offset.
 */
#define DW_CFA_def_cfa_expression 0x0f
#define DW_CFA_expression 0x10
#define DW_OP_breg4	0x74
#define DW_OP_deref	0x06
#define SLEB128_2(n)	((n) & 0x7f) | 0x80, ((n) >> 7) & 0x7f

.macro SIGFRAME_REGS sc:req
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg4, SLEB128_2(\sc + 28), DW_OP_deref
	.cfi_escape DW_CFA_expression, 0, 3, DW_OP_breg4, SLEB128_2(\sc + 44)	/* eax */
	.cfi_escape DW_CFA_expression, 1, 3, DW_OP_breg4, SLEB128_2(\sc + 40)	/* ecx */
	.cfi_escape DW_CFA_expression, 2, 3, DW_OP_breg4, SLEB128_2(\sc + 36)	/* edx */
	.cfi_escape DW_CFA_expression, 3, 3, DW_OP_breg4, SLEB128_2(\sc + 32)	/* ebx */
	.cfi_escape DW_CFA_expression, 5, 3, DW_OP_breg4, SLEB128_2(\sc + 24)	/* ebp */
	.cfi_escape DW_CFA_expression, 6, 3, DW_OP_breg4, SLEB128_2(\sc + 20)	/* esi */
	.cfi_escape DW_CFA_expression, 7, 3, DW_OP_breg4, SLEB128_2(\sc + 16)	/* edi */
	.cfi_escape DW_CFA_expression, 8, 3, DW_OP_breg4, SLEB128_2(\sc + 56)	/* eip */
.endm

.macro SIGFRAME_START sc:req
	.cfi_startproc simple
	.cfi_signal_frame
	SIGFRAME_REGS \sc
.endm

/* The handler's argument comes off the stack: sigreturn(2) finds its frame at ESP - 8. */
.macro SIGFRAME_POP_SIGNAL sc:req
	pop	%eax
	SIGFRAME_REGS (\sc - 4)
.endm

.macro SIGFRAME_END
	.cfi_endproc
.endm

#endif /* __ASSEMBLER__ */

/* Where the sigcontext lies from ESP when the handler has returned into the vDSO; see struct
 * sigframe and rt_sigframe in <asm/sigframe.h>. */
#define SIGFRAME_LEGACY_CONTEXT	4
#define SIGFRAME_RT_CONTEXT	160

#endif
