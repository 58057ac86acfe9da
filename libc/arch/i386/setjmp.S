/* SPDX-License-Identifier: MIT */
/* int setjmp(jmp_buf env); the buffer's words are in <setjmp.h>'s order. */
	.text
	.globl	setjmp
	.globl	_setjmp
	.type	setjmp, @function
	.type	_setjmp, @function
setjmp:
_setjmp:
	.cfi_startproc
	movl	4(%esp), %eax
	movl	%ebx, (%eax)
	movl	%esi, 4(%eax)
	movl	%edi, 8(%eax)
	movl	%ebp, 12(%eax)
	leal	4(%esp), %ecx		/* as it will be after our return */
	movl	%ecx, 16(%eax)
	movl	(%esp), %ecx
	movl	%ecx, 20(%eax)
	movl	$0, 24(%eax)
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	setjmp, . - setjmp

	.section .note.GNU-stack, "", @progbits
