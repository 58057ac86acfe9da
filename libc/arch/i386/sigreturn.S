/* SPDX-License-Identifier: MIT */
/*
 * Where handlers return to on a kernel without a vDSO. The bytes are those that
 * debuggers and unwinders know a signal frame by, so there must be no CFI here.
 */
#include <asm/unistd.h>

	.text
	.globl	__restore_rt
	.type	__restore_rt, @function
	nop
__restore_rt:
	movl	$__NR_rt_sigreturn, %eax
	int	$0x80
	.size	__restore_rt, . - __restore_rt

	.globl	__restore
	.type	__restore, @function
	nop
__restore:
	popl	%eax
	movl	$__NR_sigreturn, %eax
	int	$0x80
	.size	__restore, . - __restore

	.section .note.GNU-stack, "", @progbits
