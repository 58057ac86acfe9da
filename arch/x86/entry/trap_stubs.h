/* SPDX-License-Identifier: MIT */
/*
 * Where traps and interrupts arrive: 256 stubs of TRAP_STUB_SIZE bytes, one per vector
 * (../kernel/idt.c). Each leaves its vector on the stack below the error code and goes to trap_common of
 * entry_32.S or entry_64.S. The CPU pushes an error code for the vectors with a bit in HAS_ERROR_CODE (SDM
 * vol. 3, table 6-1); the others get 0.
 */
#define TRAP_STUB_SIZE	16
#define HAS_ERROR_CODE	0x60227d00

	.balign	TRAP_STUB_SIZE
	.globl	trap_stubs
trap_stubs:
	vector = 0
	.rept	256
	.balign	TRAP_STUB_SIZE
	.cfi_startproc simple
	.cfi_signal_frame
	.if	(HAS_ERROR_CODE >> (vector & 31)) & 1 & (vector < 32)
	HARDWARE_FRAME 1
	.else
	HARDWARE_FRAME
	PUSH_VALUE $0				/* orig_ax: the error code */
	.endif
	PUSH_VALUE $vector
	jmp	trap_common
	.cfi_endproc
	vector = vector + 1
	.endr
