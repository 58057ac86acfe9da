/* SPDX-License-Identifier: MIT */
/*
 * How system calls leave the program: call *__sysinfo. At start the address is
 * that of AT_SYSINFO, if the kernel gives one.
 */
	.data
	.balign	4
	.globl	__sysinfo
	.type	__sysinfo, @object
__sysinfo:
	.long	__int80_call
	.size	__sysinfo, 4

	.text
	.globl	__int80_call
	.type	__int80_call, @function
__int80_call:
	.cfi_startproc
	int	$0x80
	ret
	.cfi_endproc
	.size	__int80_call, . - __int80_call

	.section .note.GNU-stack, "", @progbits
