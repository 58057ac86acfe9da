/* SPDX-License-Identifier: MIT */
#ifndef ASM_DESC_H
#define ASM_DESC_H

/* Descriptor formats (SDM vol. 3, 3.4.5, 6.11, 7.2, 7.7) and the calls that load them. */

#include <asm/segment.h>
#include <kernel/types.h>

struct desc_struct {
	u32 lo, hi;
};

#define DESC_PRESENT	(1u << 15)
#define DESC_S		(1u << 12) /* code or data */
#define DESC_DPL3	(3u << 13)
#define DESC_L		(1u << 21)
#define DESC_DB		(1u << 22)
#define DESC_G		(1u << 23)

/* A gate, written for the width that it is built for. */
struct gate_struct {
	u16 offset_low, selector, ist_type, offset_middle;
#ifdef __x86_64__
	u32 offset_high, zero;
#endif
} __packed;

struct desc_ptr {
	u16 limit;
	unsigned long base;
} __packed;

#define IO_BITMAP_BYTES	8192
#define IO_BITMAP_NONE	0xffff /* an offset past the TSS limit: every port faults */

#ifdef __x86_64__
struct tss_struct {
	u32 reserved0;
	u64 sp0, sp1, sp2;
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3, io_bitmap_base;
	u8 io_bitmap[IO_BITMAP_BYTES + 1];
} __packed;
#else
struct tss_struct {
	u32 link, sp0, ss0, sp1, ss1, sp2, ss2, cr3, ip, flags, ax, cx, dx, bx, sp, bp, si, di;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trace, io_bitmap_base;
	u8 io_bitmap[IO_BITMAP_BYTES + 1];
} __packed;
#endif

struct task_struct;
struct mm_struct;

/* Load the GDT, the TSS and the null LDT of this CPU. */
void desc_init(void);
/* The LDT of mm (or the null LDT) becomes this CPU's. */
void load_mm_ldt(struct mm_struct *mm);
/* The three TLS descriptors of the task become this CPU's. */
void load_tls(const struct task_struct *t);

#endif
