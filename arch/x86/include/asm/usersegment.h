/* SPDX-License-Identifier: MIT */
#ifndef ASM_USERSEGMENT_H
#define ASM_USERSEGMENT_H

/*
 * x86_64: the program's DS, ES, FS and GS live in the CPU while the kernel runs. A selector that cannot be
 * loaded becomes null. DS, ES and FS are tested (LAR, VERR) instead of letting the load fault: nothing can
 * change the descriptor in between, this CPU's tables are written by this CPU only, outside interrupts.
 */

#ifdef __x86_64__

#include <asm/irqflags.h>
#include <kernel/types.h>

/* True if a data segment register can be loaded with sel without a fault. */
static inline bool selector_loadable(u16 sel)
{
	u32 rights;
	bool known, readable;

	if (sel <= 3)
		return true;
	__asm__("larl %2, %1" : "=@ccz"(known), "=r"(rights) : "r"((u32)sel) : "memory");
	__asm__("verr %1" : "=@ccz"(readable) : "r"(sel) : "memory");
	return known && readable && (rights & 0x8000);
}

#define DEFINE_SEGMENT_ACCESS(seg)                                                                 \
	static inline u16 read_##seg(void)                                                         \
	{                                                                                          \
		u16 sel;                                                                           \
		__asm__ volatile("mov %%" #seg ", %0" : "=r"(sel));                                \
		return sel;                                                                        \
	}                                                                                          \
	static inline void load_##seg(u16 sel)                                                     \
	{                                                                                          \
		u32 val = selector_loadable(sel) ? sel : 0;                                        \
		__asm__ volatile("mov %0, %%" #seg : : "r"(val) : "memory");                       \
	}

DEFINE_SEGMENT_ACCESS(ds)
DEFINE_SEGMENT_ACCESS(es)
DEFINE_SEGMENT_ACCESS(fs)

static inline u16 read_gs(void)
{
	u16 sel;

	__asm__ volatile("mov %%gs, %0" : "=r"(sel));
	return sel;
}

/* ../entry/entry_64.S: load the program's GS while the kernel's base stays live; interrupts are off. */
void load_gs_index(u16 selector);

static inline void load_gs(u16 sel)
{
	unsigned long flags = local_irq_save();

	load_gs_index(sel);
	local_irq_restore(flags);
}

#endif
#endif
