/* SPDX-License-Identifier: MIT */
/* int sigsetjmp(sigjmp_buf env, int savemask) */
	.text
	.globl	sigsetjmp
	.type	sigsetjmp, @function
sigsetjmp:
	.cfi_startproc
	movl	4(%esp), %eax
	movl	%ebx, (%eax)
	movl	%esi, 4(%eax)
	movl	%edi, 8(%eax)
	movl	%ebp, 12(%eax)
	leal	4(%esp), %ecx
	movl	%ecx, 16(%eax)
	movl	(%esp), %ecx
	movl	%ecx, 20(%eax)
	jmp	__sigjmp_save		/* has our arguments, and returns for us */
	.cfi_endproc
	.size	sigsetjmp, . - sigsetjmp

	.section .note.GNU-stack, "", @progbits
