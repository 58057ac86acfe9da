/* SPDX-License-Identifier: MIT */
#ifndef ENTRY_CALLING_H
#define ENTRY_CALLING_H

/*
 * What the doors share: the frame (struct pt_regs in <asm/ptrace.h>), written by pushes from the
 * hardware's part downwards. Its description for unwinders comes from the macros of <asm/cfi.h>.
 */

#include <asm/asm-offsets.h>
#include <asm/cfi.h>
#include <asm/entry-debug.h>
#include <asm/extable.h>
#include <asm/segment.h>
#include <asm/smap.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/processor-flags.h>

/*
 * Flags that a program may bring through SYSENTER and the kernel must not run with: NT (an IRET
 * would be a task switch), AC (opens SMAP), TF (single steps), IOPL. DF too: CLD is cheaper than a test.
 */
#define HOSTILE_FLAGS (X86_EFLAGS_NT | X86_EFLAGS_AC | X86_EFLAGS_TF | X86_EFLAGS_IOPL)

#ifdef __x86_64__

/* Below orig_ax, r8-r15 included: a program can run 64-bit code. */
.macro SAVE_REGS_BELOW_DI ax:req
	PUSH_REG %rsi
	PUSH_REG %rdx
	PUSH_REG %rcx
	PUSH_AX \ax
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
	SAVE_REGS_BELOW_GS \ds, \es, \ax
.endm

.macro SAVE_REGS_BELOW_GS ds:req es:req ax:req
	PUSH_VALUE %fs
	PUSH_VALUE \es
	PUSH_VALUE \ds
	PUSH_AX \ax
	PUSH_REG %ebp
	PUSH_REG %edi
	PUSH_REG %esi
	PUSH_REG %edx
	PUSH_REG %ecx
	PUSH_REG %ebx
.endm

/* The kernel's own segments: flat ds and es, fs = struct cpu. gs stays the user's: no C uses it. */
.macro LOAD_KERNEL_SEGMENTS
	mov	$__USER_DS, %edx
	mov	%edx, %ds
	mov	%edx, %es
	mov	$__KERNEL_PERCPU, %edx
	mov	%edx, %fs
.endm

/* The base of the espfix segment (leave_iret_espfix), whose low half is 0. */
.macro ESPFIX_BASE_TO_ECX
	movzbl	%fs:(CPU_espfix_desc + 7), %ecx
	shl	$8, %ecx
	movb	%fs:(CPU_espfix_desc + 4), %cl
	shl	$16, %ecx
.endm

/*
 * A selector that no longer loads (its LDT entry went away) becomes null. words: what is left of the frame
 * below the hardware's part, this one included. The general registers are the program's already.
 */
.macro POP_SEGMENT seg:req words:req
771:	POP_VALUE \seg
	.cfi_endproc
	.pushsection .entry.text.fixup, "ax"
	DESCRIBED_FROM_HERE \words
772:	movl	$0, (%esp)
	jmp	771b
	.cfi_endproc
	.popsection
	_ASM_EXTABLE(771b, 772b)
	DESCRIBED_FROM_HERE (\words-1)
.endm

/* Everything down to and including fs; gs and orig_ax are left. */
.macro RESTORE_REGS
	POP_REG	%ebx
	POP_REG	%ecx
	POP_REG	%edx
	POP_REG	%esi
	POP_REG	%edi
	POP_REG	%ebp
	POP_REG	%eax
	POP_SEGMENT %ds, 5
	POP_SEGMENT %es, 4
	POP_SEGMENT %fs, 3
.endm

#endif
#endif
