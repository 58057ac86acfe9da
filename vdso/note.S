/* SPDX-License-Identifier: MIT */
/* ELF notes of the vDSO: the ABI it serves (Linux 2.6.0 and later, for glibc's loader). */

	.section .note.ABI-tag, "a", @note
	.balign	4
	.long	2f - 1f			/* name size */
	.long	4f - 3f			/* descriptor size */
	.long	1			/* NT_GNU_ABI_TAG */
1:	.asciz	"GNU"
2:	.balign	4
3:	.long	0, 2, 6, 0		/* ELF_NOTE_OS_LINUX 2.6.0 */
4:	.balign	4

	.section .note.GNU-stack, "", @progbits
