/* SPDX-License-Identifier: MIT */
/*
 * Before there is C: one line on COM1 and on the VGA screen, and stop. Used by start_32.S and
 * start_64.S in flat 32-bit protected mode.
 */

	.section .boot.text, "ax"
	.code32
/* esi: the message, NUL-terminated. Never returns. */
early_fail:
	mov	$0xb8000, %edi
	mov	$0x3f8, %edx
1:	lodsb
	test	%al, %al
	jz	2f
	outb	%al, %dx
	mov	$0x07, %ah
	stosw
	jmp	1b
2:	cli
	hlt
	jmp	2b
