/* SPDX-License-Identifier: MIT */
/*
 * __kernel_vsyscall: how a program enters the kernel (AT_SYSINFO points here).
 *
 * In:  eax = number; ebx ecx edx esi edi ebp = arguments 1 to 6.
 * Out: eax = result; every other register and all flags are kept.
 *
 * The kernel overwrites the two bytes at vsyscall_insn, in its copy of this image, once at boot
 * (arch/x86/kernel/vdso.c):
 *   SYSENTER  loses EIP and ESP: the kernel goes back to int80_landing_pad, and to ESP = ECX.
 *   SYSCALL   loses ECX: the kernel goes back to int80_landing_pad.
 *   a no-op   falls through to the int $0x80 below.
 * Both fast instructions find argument 2 at (%esp), because ECX is taken.
 *
 * The saved EIP is thus always the landing pad, whichever instruction was used, and the two bytes
 * before it are always an int $0x80 that finds its registers right: a system call that must be
 * restarted is, by EIP -= 2, and neither ptrace nor signals know how the program came in.
 * ECX and EDX are saved because SYSEXIT takes them.
 */

#include <asm/cfi.h>

	.text
	.globl	__kernel_vsyscall, vsyscall_insn, int80_landing_pad
	.type	__kernel_vsyscall, @function
	.balign	16
__kernel_vsyscall:
	.cfi_startproc
	PUSH_REG %edx
	PUSH_REG %ecx
	mov	%esp, %ecx
vsyscall_insn:
	xchg	%ax, %ax		/* two bytes, patched: sysenter, syscall, or left a no-op */
	mov	(%esp), %ecx
	int	$0x80
int80_landing_pad:
	POP_REG	%ecx
	POP_REG	%edx
	ret
	.cfi_endproc
	.size	__kernel_vsyscall, . - __kernel_vsyscall

	.section .note.GNU-stack, "", @progbits
