/* SPDX-License-Identifier: MIT */
/*
 * void __entry_call(struct entry_regs *r, unsigned int kind)
 *
 * kind is enum __entry_kind of entry_kind.h. A fast instruction keeps no return
 * address: the kernel comes back to the landing pad in the vDSO, which pops
 * what the stub pushed and returns. So we push the same words, with our own
 * address below them, as if we had called the stub.
 *
 *		our kernel			Linux
 * stack	arg2 arg3 return		arg6 arg3 arg2 return
 * pad pops	ecx edx				ebp edx ecx
 * SYSENTER	ecx = esp, ebp = arg6		ebp = esp, ecx = arg2
 * SYSCALL	the same			ebp = arg2
 */
#include "entry_kind.h"

#define R_AX	0
#define R_BX	4
#define R_CX	8
#define R_DX	12
#define R_SI	16
#define R_DI	20
#define R_BP	24
#define R_FLAGS	28

	.macro	push_word what:vararg
	pushl	\what
	.cfi_adjust_cfa_offset 4
	.endm

	.macro	save reg
	pushl	%\reg
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset \reg, 0
	.endm

	.macro	restore reg
	popl	%\reg
	.cfi_adjust_cfa_offset -4
	.cfi_restore \reg
	.endm

	/* All registers and the flags from the structure at edi; the stack stays. */
	.macro	load
	push_word R_FLAGS(%edi)
	movl	R_AX(%edi), %eax
	movl	R_BX(%edi), %ebx
	movl	R_CX(%edi), %ecx
	movl	R_DX(%edi), %edx
	movl	R_SI(%edi), %esi
	movl	R_BP(%edi), %ebp
	movl	R_DI(%edi), %edi
	popfl
	.cfi_adjust_cfa_offset -4
	.endm

	/* The stub's words; the landing pad pops them. */
	.macro	our_words
	.cfi_remember_state
	push_word $.Lback
	push_word R_DX(%edi)
	push_word R_CX(%edi)
	load
	movl	%esp, %ecx
	.endm

	.macro	linux_words
	.cfi_remember_state
	push_word $.Lback
	push_word R_CX(%edi)
	push_word R_DX(%edi)
	push_word R_BP(%edi)
	load
	.endm

	.section .rodata
	.balign	4
.Lkinds:
	.long	.Lvdso, .Lint80, .Lsysenter, .Lsyscall, .Lsysenter_linux, .Lsyscall_linux

	.text
	.globl	__entry_call
	.type	__entry_call, @function
__entry_call:
	.cfi_startproc
	save	ebp
	save	ebx
	save	esi
	save	edi
	movl	20(%esp), %edi
	movl	24(%esp), %eax
	push_word %edi
	jmp	*.Lkinds(,%eax,4)

.Lvdso:
	load
	call	*__vdso_sysinfo
	jmp	.Lback

.Lint80:
	load
	int	$0x80
	jmp	.Lback

.Lsysenter:
	our_words
	sysenter
	ud2
	.cfi_restore_state

.Lsyscall:
	our_words
	syscall
	ud2
	.cfi_restore_state

.Lsysenter_linux:
	linux_words
	movl	%esp, %ebp
	sysenter
	ud2
	.cfi_restore_state

.Lsyscall_linux:
	linux_words
	movl	%ecx, %ebp
	syscall
	ud2
	.cfi_restore_state

.Lback:
	pushfl
	.cfi_adjust_cfa_offset 4
	push_word %edi
	movl	8(%esp), %edi
	popl	R_DI(%edi)
	.cfi_adjust_cfa_offset -4
	popl	R_FLAGS(%edi)
	.cfi_adjust_cfa_offset -4
	push_word $0x202
	popfl
	.cfi_adjust_cfa_offset -4
	movl	%eax, R_AX(%edi)
	movl	%ebx, R_BX(%edi)
	movl	%ecx, R_CX(%edi)
	movl	%edx, R_DX(%edi)
	movl	%esi, R_SI(%edi)
	movl	%ebp, R_BP(%edi)
	addl	$4, %esp
	.cfi_adjust_cfa_offset -4
	restore	edi
	restore	esi
	restore	ebx
	restore	ebp
	ret
	.cfi_endproc
	.size	__entry_call, . - __entry_call

	.section .note.GNU-stack, "", @progbits
