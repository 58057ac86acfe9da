/* SPDX-License-Identifier: MIT */
#ifndef ASM_ESPFIX_H
#define ASM_ESPFIX_H

/* Returning to 16-bit stacks without showing the kernel's stack pointer. i386 needs no memory for it. */

#ifdef __x86_64__
void espfix_init(void);
#else
static inline void espfix_init(void)
{
}
#endif

#endif
