/* SPDX-License-Identifier: MIT */
/*
 * int clone(int (*fn)(void *), void *stack, int flags, void *arg,
 *	     pid_t *ptid, struct user_desc *tls, pid_t *ctid)
 *
 * i386's order of the kernel's arguments: flags, stack, ptid, tls, ctid. The
 * child has a new stack without the words of the vDSO's stub, hence the bare
 * int $0x80. fn and arg travel on the new stack.
 */
#include <asm/errno.h>
#include <asm/unistd.h>

	.text
	.globl	clone
	.type	clone, @function
clone:
	.cfi_startproc
	pushl	%ebx
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset ebx, 0
	pushl	%esi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset esi, 0
	pushl	%edi
	.cfi_adjust_cfa_offset 4
	.cfi_rel_offset edi, 0
	movl	$-EINVAL, %eax
	movl	20(%esp), %ecx		/* stack */
	testl	%ecx, %ecx
	jz	2f
	movl	16(%esp), %edx		/* fn */
	testl	%edx, %edx
	jz	2f
	andl	$-16, %ecx
	subl	$16, %ecx
	movl	28(%esp), %eax
	movl	%eax, (%ecx)		/* arg, where a function finds its first */
	movl	%edx, 4(%ecx)
	movl	24(%esp), %ebx
	movl	32(%esp), %edx
	movl	36(%esp), %esi
	movl	40(%esp), %edi
	movl	$__NR_clone, %eax
	int	$0x80
	testl	%eax, %eax
	jz	1f
2:	pushl	%eax
	.cfi_adjust_cfa_offset 4
	call	__syscall_ret
	addl	$4, %esp
	.cfi_adjust_cfa_offset -4
	popl	%edi
	.cfi_adjust_cfa_offset -4
	.cfi_restore edi
	popl	%esi
	.cfi_adjust_cfa_offset -4
	.cfi_restore esi
	popl	%ebx
	.cfi_adjust_cfa_offset -4
	.cfi_restore ebx
	ret
	.cfi_endproc

	/* The child: its outermost frame. */
	.cfi_startproc
	.cfi_undefined eip
1:	xorl	%ebp, %ebp
	call	*4(%esp)
	movl	%eax, %ebx
	movl	$__NR_exit, %eax
	int	$0x80
	hlt
	.cfi_endproc
	.size	clone, . - clone

	.section .note.GNU-stack, "", @progbits
