/* SPDX-License-Identifier: MIT */
/* The linked vDSO (vdso/), as the bytes that vdso.c copies. The build passes -DVDSO_SO. */

	.section .rodata
	.globl	vdso_image_32, vdso_image_32_end
	.balign	16
vdso_image_32:
	.incbin	VDSO_SO
vdso_image_32_end:

	.section .note.GNU-stack, "", @progbits
