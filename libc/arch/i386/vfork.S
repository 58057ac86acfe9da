/* SPDX-License-Identifier: MIT */
/*
 * pid_t vfork(void)
 *
 * The child runs on our stack first, so nothing that we need may lie there:
 * the return address waits in ecx, which int $0x80 keeps. The vDSO's stub
 * would have its own words on the stack, hence the bare instruction.
 */
#include <asm/unistd.h>

	.text
	.globl	vfork
	.type	vfork, @function
vfork:
	.cfi_startproc
	popl	%ecx
	.cfi_adjust_cfa_offset -4
	.cfi_register eip, ecx
	movl	$__NR_vfork, %eax
	int	$0x80
	pushl	%ecx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset eip, 0
	cmpl	$-4095, %eax
	jae	1f
	ret
1:	pushl	%eax
	.cfi_adjust_cfa_offset 4
	call	__syscall_ret
	addl	$4, %esp
	.cfi_adjust_cfa_offset -4
	ret
	.cfi_endproc
	.size	vfork, . - vfork

	.section .note.GNU-stack, "", @progbits
