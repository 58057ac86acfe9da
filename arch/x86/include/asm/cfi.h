/* SPDX-License-Identifier: MIT */
#ifndef ASM_CFI_H
#define ASM_CFI_H

/*
 * Pushes and pops that keep the call frame information true. Whoever pushes a word says what it is:
 *
 *   PUSH_REG %reg    the caller's register: an unwinder finds it here from now on
 *   PUSH_VALUE x     just a value
 *   POP_REG %reg     the caller's register is back in the register
 *   LOAD_REG n, %reg the caller's register is back in the register, from n bytes above the stack pointer
 *
 * arch/x86/entry/ and vdso/ use nothing else (`make lint`): a bare push would silently break every
 * backtrace through it. DWARF 4, 6.4.
 */

#include <asm/thread-size.h>

#ifdef __ASSEMBLER__

#ifdef __x86_64__
#define WORD_SIZE 8
#else
#define WORD_SIZE 4
#endif

#ifdef __KERNEL__
	.cfi_sections .debug_frame	/* for debuggers: nothing in the kernel unwinds */
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

/* A frame's ax: the program's register, or the result to be where nothing else is said. */
.macro PUSH_AX ax:req
#ifdef __x86_64__
	.ifc	\ax, %rax
#else
	.ifc	\ax, %eax
#endif
	PUSH_REG \ax
	.else
	PUSH_VALUE \ax
	.endif
.endm

/* Segment registers and the flags have no CFI here: the frame's readers know where they lie. */
.macro PUSH_FLAGS
	pushf
	.cfi_adjust_cfa_offset WORD_SIZE
.endm

.macro POP_REG reg:req
	pop	\reg
	.cfi_adjust_cfa_offset -WORD_SIZE
#ifdef __KERNEL__
	.cfi_same_value \reg
#else
	.cfi_restore \reg
#endif
.endm

/* The caller's register, from its place in the frame at the stack pointer. */
.macro LOAD_REG offset:req reg:req
#ifdef __x86_64__
	mov	\offset(%rsp), \reg
#else
	mov	\offset(%esp), \reg
#endif
	.cfi_same_value \reg
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

/* Never executed: the ip that the kernel saves at the call must still lie in the description. */
.macro SIGFRAME_END
	nop
	.cfi_endproc
.endm

/*
 * The kernel's doors (arch/x86/entry). There the CFA is the address just above struct pt_regs, at every
 * instruction: the top of the task's kernel stack. An expression finds the CFA on its stack.
 * tests/gdb/doors.py holds all of this to what the machine does, at every instruction.
 */
#define DW_CFA_val_expression 0x16
#define DW_OP_const1u	0x08
#define DW_OP_const2u	0x0a
#define DW_OP_dup	0x12
#define DW_OP_drop	0x13
#define DW_OP_and	0x1a
#define DW_OP_minus	0x1c
#define DW_OP_plus_uconst 0x23
#define DW_OP_bra	0x28
#define DW_OP_eq	0x29
#define DW_OP_lit(n)	(0x30 + (n))
#define DW_OP_deref_size 0x94
#define ULEB128_2(n)	(((n) & 0x7f) | 0x80), ((n) >> 7)

#ifdef __x86_64__
#define DWARF_IP 16
#else
#define DWARF_IP 8
#define DWARF_SP 4
#endif

.macro DOOR name:req
	.globl	\name
	.type	\name, @function
	.balign	16
\name:
	.cfi_startproc simple
	.cfi_signal_frame
.endm

.macro DOOR_END name:req
	.cfi_endproc
	.size	\name, . - \name
.endm

/*
 * The hardware pushed ss sp flags cs ip, and extra more words below them. On i386 it pushed no ss and sp
 * if it came from the kernel: then the words above flags are the interrupted stack itself.
 */
.macro HARDWARE_FRAME extra=0
#ifdef __x86_64__
	.cfi_def_cfa rsp, (5 + \extra) * WORD_SIZE
	.cfi_offset rip, -5 * WORD_SIZE
	.cfi_offset rsp, -2 * WORD_SIZE
#else
	.cfi_def_cfa esp, (5 + \extra) * WORD_SIZE
	.cfi_offset eip, -5 * WORD_SIZE
	/* sp = CFA - 8; if cs & 3, which lies 8 below that: the word there */
	.cfi_escape DW_CFA_val_expression, DWARF_SP, 14, DW_OP_lit(8), DW_OP_minus, \
		DW_OP_dup, DW_OP_lit(8), DW_OP_minus, DW_OP_deref, DW_OP_lit(3), DW_OP_and, \
		DW_OP_lit(0), DW_OP_eq, DW_OP_bra, 1, 0, DW_OP_deref
#endif
.endm

/*
 * Where the program's stack pointer is, until and after it lies in the frame. The program has or gets
 * the register as it is.
 */
.macro USER_SP_IN reg:req
#ifdef __x86_64__
	.cfi_register rsp, \reg
#else
	.cfi_register esp, \reg
#endif
	.cfi_same_value \reg
.endm

.macro USER_SP_PUSHED
#ifdef __x86_64__
	.cfi_rel_offset rsp, 0
#else
	.cfi_rel_offset esp, 0
#endif
.endm

/* Nothing is pushed yet: the CFA is the stack pointer. */
.macro EMPTY_FRAME
#ifdef __x86_64__
	.cfi_def_cfa rsp, 0
#else
	.cfi_def_cfa esp, 0
#endif
.endm

/*
 * A fast entry: the hardware pushed nothing and the program's ip is lost; it is where the vDSO of
 * this program has its landing pad. The lowest word of every kernel stack is its task
 * (copy_thread), so the unwinder reads, from the CFA down: task->mm->landing_pad.
 */
#define LANDING_PAD_SIZE 14
#define LANDING_PAD							\
	DW_OP_const2u, THREAD_SIZE & 0xff, THREAD_SIZE >> 8, DW_OP_minus, DW_OP_deref, \
	DW_OP_plus_uconst, ULEB128_2(TASK_mm), DW_OP_deref,		\
	DW_OP_plus_uconst, ULEB128_2(MM_landing_pad), DW_OP_deref_size, 4

.macro FAST_FRAME
	EMPTY_FRAME
	.cfi_escape DW_CFA_val_expression, DWARF_IP, LANDING_PAD_SIZE, LANDING_PAD
.endm

/* The frame's ip is pushed as 0. From when C has filled it in it is the truth: a signal may change it. */
.macro USER_IP_PUSHED
	.cfi_escape DW_CFA_val_expression, DWARF_IP, 10 + LANDING_PAD_SIZE, \
		DW_OP_dup, DW_OP_const1u, 5 * WORD_SIZE, DW_OP_minus, DW_OP_deref, \
		DW_OP_dup, DW_OP_bra, 1 + LANDING_PAD_SIZE, 0, DW_OP_drop, LANDING_PAD
.endm

/* The program's ip is in reg, which the program gets as it is. */
.macro USER_IP_IN reg:req
#ifdef __x86_64__
	.cfi_register rip, \reg
#else
	.cfi_register eip, \reg
#endif
	.cfi_same_value \reg
.endm

#ifndef __x86_64__
/* The same stack through another segment. By LSS: no NMI finds one half of the pair. */
.macro LOAD_STACK ss:req esp:req
	PUSH_VALUE \ss
	PUSH_VALUE \esp
	lss	(%esp), %esp
	.cfi_adjust_cfa_offset -8
.endm
#endif

/* The word at the stack pointer is the caller's reg. */
.macro REG_AT_TOP reg:req
	.cfi_rel_offset \reg, 0
.endm

/* The stack pointer is the program's: before a door has changed it, or after it was restored. */
.macro ON_USER_STACK
	.cfi_def_cfa rsp, 0
	.cfi_same_value rsp
.endm

/* The whole frame (struct pt_regs) lies at the stack pointer. */
#ifdef __x86_64__
.macro WHOLE_FRAME
	HARDWARE_FRAME 16
	.cfi_rel_offset rdi, PT_di
	.cfi_rel_offset rsi, PT_si
	.cfi_rel_offset rdx, PT_dx
	.cfi_rel_offset rcx, PT_cx
	.cfi_rel_offset rax, PT_ax
	.cfi_rel_offset r8, PT_r8
	.cfi_rel_offset r9, PT_r9
	.cfi_rel_offset r10, PT_r10
	.cfi_rel_offset r11, PT_r11
	.cfi_rel_offset r12, PT_r12
	.cfi_rel_offset r13, PT_r13
	.cfi_rel_offset r14, PT_r14
	.cfi_rel_offset r15, 0
	.cfi_rel_offset rbx, PT_bx
	.cfi_rel_offset rbp, PT_bp
.endm
#else
.macro WHOLE_FRAME
	HARDWARE_FRAME 12
	.cfi_rel_offset eax, PT_ax
	.cfi_rel_offset ebp, PT_bp
	.cfi_rel_offset edi, PT_di
	.cfi_rel_offset esi, PT_si
	.cfi_rel_offset edx, PT_dx
	.cfi_rel_offset ecx, PT_cx
	.cfi_rel_offset ebx, PT_bx
.endm
#endif

/*
 * A description begins, of code that no label of its own has. clang's assembler takes no description
 * within another, not even of another section.
 */
.macro DESCRIBED_FROM_HERE
	.cfi_startproc simple
	.cfi_signal_frame
	WHOLE_FRAME
.endm

#endif /* __ASSEMBLER__ */

/* Where the sigcontext lies from ESP when the handler has returned into the vDSO; see struct
 * sigframe and rt_sigframe in <asm/sigframe.h>. */
#define SIGFRAME_LEGACY_CONTEXT	4
#define SIGFRAME_RT_CONTEXT	160

#endif
