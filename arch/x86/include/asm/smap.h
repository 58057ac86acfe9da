/* SPDX-License-Identifier: MIT */
#ifndef ASM_SMAP_H
#define ASM_SMAP_H

/*
 * ASM_STAC opens user memory to the kernel, ASM_CLAC closes it (SDM vol. 3, 4.6.1). In the image
 * each is a 3-byte NOP that section .smap_patch lists; on a CPU with SMAP smap_patch() writes the
 * instruction over it before the kernel's text becomes read-only. Both change only AC.
 *
 * A list entry is two words: the site relative to the word itself, and the instruction's last byte
 * (0f 01 cb STAC, 0f 01 ca CLAC). linker.ld defines __start_smap_patch and __stop_smap_patch.
 */

#define SMAP_STAC_BYTE	0xcb
#define SMAP_CLAC_BYTE	0xca

#ifdef __ASSEMBLER__

#define ASM_SMAP_SITE(insn)                                                                        \
	771:	.byte 0x0f, 0x1f, 0x00;                                                            \
	.pushsection .smap_patch, "a";                                                             \
	.balign 4;                                                                                 \
	.long 771b - .;                                                                            \
	.long insn;                                                                                \
	.popsection

#define ASM_STAC ASM_SMAP_SITE(SMAP_STAC_BYTE)
#define ASM_CLAC ASM_SMAP_SITE(SMAP_CLAC_BYTE)

#else

#define ASM_SMAP_SITE(insn)                                                                        \
	"771:	.byte 0x0f, 0x1f, 0x00\n"                                                          \
	"	.pushsection .smap_patch, \"a\"\n"                                                 \
	"	.balign 4\n"                                                                       \
	"	.long 771b - .\n"                                                                  \
	"	.long " insn "\n"                                                                  \
	"	.popsection\n"

#define ASM_STAC ASM_SMAP_SITE("0xcb")
#define ASM_CLAC ASM_SMAP_SITE("0xca")

/*
 * cpu_features must be known; the kernel's text must still be writable (CR0.WP 0, or before
 * mm_late_init).
 */
void smap_patch(void);

#endif
#endif
