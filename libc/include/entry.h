/* SPDX-License-Identifier: MIT */
/*
 * The kernel's entries, one by one.
 *
 * An ordinary call goes through the vDSO, whose stub holds the instruction that
 * the kernel chose. These functions enter by any instruction that this kernel
 * has on real hardware of this CPU's vendor.
 */
#ifndef _ENTRY_H
#define _ENTRY_H

#include <asm/unistd.h>
#include <stdbool.h>
#include <stdint.h>

enum entry {
	ENTRY_VDSO,		/* call *AT_SYSINFO */
	ENTRY_INT80,		/* int $0x80 */
	ENTRY_SYSENTER,		/* the bare instruction; comes back through the vDSO's */
	ENTRY_SYSCALL,		/* landing pad */
};

#define ENTRY_COUNT		4

/* The registers of a call: what to load before the entry, what was there after it. */
struct entry_regs {
	uint32_t ax, bx, cx, dx, si, di, bp, flags;
};

/* true if e exists on this kernel with a real CPU of this vendor */
bool entry_usable(enum entry e);

/* "vdso", "int80", "sysenter", "syscall" */
const char *entry_name(enum entry e);

/* The instruction in the vDSO's stub: ENTRY_INT80 where there is no fast one. */
enum entry entry_of_vdso(void);

/* The address after the stub's int $0x80, or NULL where the kernel gives no vDSO. */
const void *entry_landing_pad(void);

/* true if the CPU's 32-bit code segment is that of an x86_64 kernel */
bool entry_kernel_is_64(void);

/*
 * Load the general registers and EFLAGS from *r, enter, and store them all in
 * *r again. EFLAGS are clean (DF, TF, NT, AC clear) when this returns. False,
 * with nothing done, if the entry needs a landing pad of known shape and there is none.
 */
bool entry_call(enum entry e, struct entry_regs *r);

/* The kernel's result, -errno in case of error; missing arguments are 0. */
long __syscall_by(enum entry e, long nr, long a1, long a2, long a3, long a4, long a5, long a6);

#define syscall_by(...)		__syscall_by_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define __syscall_by_7(e, nr, a1, a2, a3, a4, a5, a6, ...) \
	__syscall_by((e), (long)(nr), (long)(a1), (long)(a2), (long)(a3), (long)(a4), \
		     (long)(a5), (long)(a6))

#endif
