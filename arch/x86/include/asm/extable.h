/* SPDX-License-Identifier: MIT */
#ifndef ASM_EXTABLE_H
#define ASM_EXTABLE_H

/*
 * The exception table: if the instruction at `from` faults, execution goes on at `to` (labels or
 * symbols, e.g. _ASM_EXTABLE(1b, 2f)). Each entry is two words relative to themselves, so that the
 * table has no width. linker.ld defines __start___ex_table and __stop___ex_table.
 */

#ifdef __ASSEMBLER__

#define _ASM_EXTABLE(from, to)                                                                     \
	.pushsection __ex_table, "a";                                                              \
	.balign 4;                                                                                 \
	.long (from) - .;                                                                          \
	.long (to) - .;                                                                            \
	.popsection

#else

#include <kernel/types.h>

#define _ASM_EXTABLE(from, to)                                                                     \
	"	.pushsection __ex_table, \"a\"\n"                                                  \
	"	.balign 4\n"                                                                       \
	"	.long (" #from ") - .\n"                                                           \
	"	.long (" #to ") - .\n"                                                             \
	"	.popsection\n"

struct pt_regs;

struct exception_table_entry {
	s32 insn, fixup;	/* each relative to its own address */
};

/* Sort by insn, before the first fault that may need it; mm_early_init does it. */
void extable_sort(void);
/* True if the table knows the instruction at ip. */
bool search_extable(unsigned long ip);
/* If the table knows regs->ip, regs go on at the fixup: true. */
bool fixup_exception(struct pt_regs *regs);

#endif
#endif
