/* SPDX-License-Identifier: MIT */
/*
 * Where signal handlers return to. The kernel pushed the address of one of these as the handler's
 * return address (arch/x86/kernel/signal.c), so an unwinder in a handler sees this code as its
 * caller: the frame description says where in the signal frame on the stack the interrupted
 * registers lie. gdb also knows these trampolines by their bytes.
 *
 * The one-byte nop before each: an unwinder looks a caller up at its return address - 1, which must
 * still be inside this description. DWARF 4, 6.4.4; the augmentation S marks the signal frame.
 *
 * These cannot enter through __kernel_vsyscall: the stack is the frame, and ESP must be exactly it.
 */

#include <asm/cfi.h>
#include <asm/unistd_32.h>

	.text
	.globl	__kernel_sigreturn, __kernel_rt_sigreturn

	.balign	16
	SIGFRAME_START SIGFRAME_LEGACY_CONTEXT
	nop
	.type	__kernel_sigreturn, @function
__kernel_sigreturn:
	SIGFRAME_POP_SIGNAL SIGFRAME_LEGACY_CONTEXT
	mov	$__NR_sigreturn, %eax
	int	$0x80
	SIGFRAME_END
	.size	__kernel_sigreturn, . - __kernel_sigreturn

	.balign	16
	SIGFRAME_START SIGFRAME_RT_CONTEXT
	nop
	.type	__kernel_rt_sigreturn, @function
__kernel_rt_sigreturn:
	mov	$__NR_rt_sigreturn, %eax
	int	$0x80
	SIGFRAME_END
	.size	__kernel_rt_sigreturn, . - __kernel_rt_sigreturn

	.section .note.GNU-stack, "", @progbits
