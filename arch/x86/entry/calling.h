/* SPDX-License-Identifier: MIT */
#ifndef ENTRY_CALLING_H
#define ENTRY_CALLING_H

/*
 * What the doors share: the frame (struct pt_regs in <asm/ptrace.h>), written by pushes from the
 * hardware's part downwards, and its description for unwinders.
 *
 * The CFA is the address just above the frame, in every door and at every instruction: the top of
 * the task's kernel stack. CFI comes only from these macros and those of <asm/cfi.h>.
 */

#include <asm/asm-offsets.h>
#include <asm/cfi.h>
#include <asm/extable.h>
#include <asm/segment.h>
#include <asm/smap.h>
#include <asm/thread-size.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/processor-flags.h>

/*
 * Flags that a program may bring through SYSENTER and the kernel must not run with: NT (an IRET
 * would be a task switch), AC (opens SMAP), TF (single steps), IOPL. DF too, but CLD is cheaper than a test.
 */
#define HOSTILE_FLAGS (X86_EFLAGS_NT | X86_EFLAGS_AC | X86_EFLAGS_TF | X86_EFLAGS_IOPL)

#define DW_CFA_val_expression 0x16
#define DW_OP_const2u	0x0a
#define DW_OP_minus	0x1c
#define DW_OP_plus_uconst 0x23
#define DW_OP_deref_size 0x94
#define ULEB128_2(n)	(((n) & 0x7f) | 0x80), ((n) >> 7)

#ifdef __x86_64__
#define DWARF_IP 16
#else
#define DWARF_IP 8
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

/* The hardware pushed ss sp flags cs ip, and extra more words below them. */
.macro HARDWARE_FRAME extra=0
#ifdef __x86_64__
	.cfi_def_cfa rsp, (5 + \extra) * WORD_SIZE
	.cfi_offset rip, -5 * WORD_SIZE
	.cfi_offset rsp, -2 * WORD_SIZE
#else
	.cfi_def_cfa esp, (5 + \extra) * WORD_SIZE
	.cfi_offset eip, -5 * WORD_SIZE
	.cfi_offset esp, -2 * WORD_SIZE
#endif
.endm

/* Where the program's stack pointer is, until and after it lies in the frame. */
.macro USER_SP_IN reg:req
#ifdef __x86_64__
	.cfi_register rsp, \reg
#else
	.cfi_register esp, \reg
#endif
.endm

.macro USER_SP_PUSHED
#ifdef __x86_64__
	.cfi_rel_offset rsp, 0
#else
	.cfi_rel_offset esp, 0
#endif
.endm

/* The description as it is now / as it was there, for code that is jumped to from the middle. */
.macro REMEMBER_FRAME
	.cfi_remember_state
.endm

.macro REMEMBERED_FRAME
	.cfi_restore_state
.endm

/*
 * A fast entry: the hardware pushed nothing and the program's ip is lost; it is where the vDSO of
 * this program has its landing pad. The lowest word of every kernel stack is its task
 * (copy_thread), so the unwinder reads, from the CFA down: task->mm->landing_pad.
 */
.macro FAST_FRAME
#ifdef __x86_64__
	.cfi_def_cfa rsp, 0
#else
	.cfi_def_cfa esp, 0
#endif
	.cfi_escape DW_CFA_val_expression, DWARF_IP, 14, \
		DW_OP_const2u, THREAD_SIZE & 0xff, THREAD_SIZE >> 8, DW_OP_minus, DW_OP_deref, \
		DW_OP_plus_uconst, ULEB128_2(TASK_mm), DW_OP_deref, \
		DW_OP_plus_uconst, ULEB128_2(MM_landing_pad), DW_OP_deref_size, 4
.endm

#ifdef __x86_64__

/* Below orig_ax, r8-r15 included: a program can run 64-bit code. */
.macro SAVE_REGS_BELOW_DI ax:req
	PUSH_REG %rsi
	PUSH_REG %rdx
	PUSH_REG %rcx
	PUSH_VALUE \ax
	PUSH_REG %r8
	PUSH_REG %r9
	PUSH_REG %r10
	PUSH_REG %r11
	PUSH_REG %rbx
	PUSH_REG %rbp
	PUSH_REG %r12
	PUSH_REG %r13
	PUSH_REG %r14
	PUSH_REG %r15
.endm

.macro SAVE_REGS ax:req
	PUSH_REG %rdi
	SAVE_REGS_BELOW_DI \ax
.endm

/* The whole frame lies at the stack pointer. */
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

.macro RESTORE_CALLEE_SAVED
	POP_REG	%r15
	POP_REG	%r14
	POP_REG	%r13
	POP_REG	%r12
	POP_REG	%rbp
	POP_REG	%rbx
.endm

/* Everything down to and including orig_ax. */
.macro RESTORE_REGS
	RESTORE_CALLEE_SAVED
	POP_REG	%r11
	POP_REG	%r10
	POP_REG	%r9
	POP_REG	%r8
	POP_REG	%rax
	POP_REG	%rcx
	POP_REG	%rdx
	POP_REG	%rsi
	POP_REG	%rdi
	DROP_WORDS 1
.endm

#else

/* Below orig_ax; ds and es are what the frame shall say, ax likewise. */
.macro SAVE_REGS ds:req es:req ax:req
	PUSH_VALUE %gs
	PUSH_VALUE %fs
	PUSH_VALUE \es
	PUSH_VALUE \ds
	PUSH_VALUE \ax
	PUSH_REG %ebp
	PUSH_REG %edi
	PUSH_REG %esi
	PUSH_REG %edx
	PUSH_REG %ecx
	PUSH_REG %ebx
.endm

/* The whole frame lies at the stack pointer. */
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

/* The kernel's own segments: flat ds and es, fs = struct cpu. gs stays the user's: no C uses it. */
.macro LOAD_KERNEL_SEGMENTS
	mov	$__USER_DS, %edx
	mov	%edx, %ds
	mov	%edx, %es
	mov	$__KERNEL_PERCPU, %edx
	mov	%edx, %fs
.endm

/* A selector that no longer loads (its LDT entry went away) becomes null. */
.macro POP_SEGMENT seg:req
771:	POP_VALUE \seg
	.pushsection .entry.text.fixup, "ax"
772:	movl	$0, (%esp)
	jmp	771b
	.popsection
	_ASM_EXTABLE(771b, 772b)
.endm

/* Everything down to and including orig_ax. */
.macro RESTORE_REGS
	POP_REG	%ebx
	POP_REG	%ecx
	POP_REG	%edx
	POP_REG	%esi
	POP_REG	%edi
	POP_REG	%ebp
	POP_REG	%eax
	POP_SEGMENT %ds
	POP_SEGMENT %es
	POP_SEGMENT %fs
	POP_SEGMENT %gs
	DROP_WORDS 1
.endm

#endif
#endif
