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
 * would be a task switch), AC (opens SMAP), TF (single steps), DF (string instructions run backwards), IOPL.
 * One test of the saved flags sees them all, so SYSENTER needs neither CLD nor CLAC; the gates need both.
 */
#define HOSTILE_FLAGS                                                                              \
	(X86_EFLAGS_NT | X86_EFLAGS_AC | X86_EFLAGS_TF | X86_EFLAGS_DF | X86_EFLAGS_IOPL)

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

/* The program's registers; rcx and r11, which SYSRETL takes, and the frame are left. */
.macro LOAD_REGS_BUT_CX_R11
	LOAD_REG 0, %r15
	LOAD_REG PT_r14, %r14
	LOAD_REG PT_r13, %r13
	LOAD_REG PT_r12, %r12
	LOAD_REG PT_bp, %rbp
	LOAD_REG PT_bx, %rbx
	LOAD_REG PT_r10, %r10
	LOAD_REG PT_r9, %r9
	LOAD_REG PT_r8, %r8
	LOAD_REG PT_ax, %rax
	LOAD_REG PT_dx, %rdx
	LOAD_REG PT_si, %rsi
	LOAD_REG PT_di, %rdi
.endm

/* Everything but the hardware's part, which is then at the stack pointer. */
.macro RESTORE_REGS
	LOAD_REGS_BUT_CX_R11
	LOAD_REG PT_r11, %r11
	LOAD_REG PT_cx, %rcx
	DROP_WORDS (PT_ip / WORD_SIZE)
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
 * A selector of the frame, before any register is restored. One that no longer loads (its LDT entry went
 * away) becomes null.
 */
.macro LOAD_SEGMENT offset:req seg:req
771:	mov	\offset(%esp), \seg
	.cfi_endproc
	.pushsection .entry.text.fixup, "ax"
	DESCRIBED_FROM_HERE
772:	movl	$0, \offset(%esp)
	jmp	771b
	.cfi_endproc
	.popsection
	_ASM_EXTABLE(771b, 772b)
	DESCRIBED_FROM_HERE
.endm

/* Everything but gs and the hardware's part, which is then at the stack pointer. */
.macro RESTORE_REGS
	LOAD_SEGMENT PT_ds, %ds
	LOAD_SEGMENT PT_es, %es
	LOAD_SEGMENT PT_fs, %fs
	LOAD_REG 0, %ebx
	LOAD_REG PT_cx, %ecx
	LOAD_REG PT_dx, %edx
	LOAD_REG PT_si, %esi
	LOAD_REG PT_di, %edi
	LOAD_REG PT_bp, %ebp
	LOAD_REG PT_ax, %eax
	DROP_WORDS (PT_ip / WORD_SIZE)
.endm

#endif
#endif
