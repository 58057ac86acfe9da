/* SPDX-License-Identifier: MIT */
/*
 * The program's first instruction. The kernel leaves argc at (%esp), above it
 * argv, the environment and the auxiliary vector.
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined eip
	xorl	%ebp, %ebp
	movl	%esp, %eax
	andl	$-16, %esp
	subl	$12, %esp
	pushl	%eax
	call	__libc_start
	hlt
	.cfi_endproc
	.size	_start, . - _start

	.section .note.GNU-stack, "", @progbits
