/* SPDX-License-Identifier: MIT */
/*
 * Call numbers that do not exist: -ENOSYS through each entry, all registers and flags kept.
 * Catches: a signed or off-by-one table bound, a number truncated to a shorter one, a null slot.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <unistd.h>

#define NR_GETPID 20

static const uint32_t edges[] = {
	0xffffffff, 0xfffffffe, 0xfffffffd, 0xffffff00, 0xfffff000, 0x80000000, 0x80000001,
	0x7fffffff, 0x7ffffffe, 0x40000000, 0x40000014, 0x40000200, 0xc0000000, 0xbfffffff,
	0x3fffffff, 0x20000000, 0x10000000, 0x0000ffff, 0x00010000, 0x000fffff, 0x00100000,
	0x00008000, 0x00007fff, 512, 513, 547, 548, 1023, 1024, 2047, 2048, 4095, 4096, 65535,
};

/* Numbers that Linux i386 has reserved and never implements. */
static const uint32_t holes[] = { 17, 31, 32, 35, 44, 53, 56, 58, 98, 127, 130, 137, 167, 188, 189,
				  222, 223, 251, 273, 285 };

static void fill(uint32_t nr)
{
	regs_in = (struct regs){ .ax = nr, .bx = 0xb0b0b0b0, .cx = 0xc0c0c0c0, .dx = 0xd0d0d0d0,
				 .si = 0x51515151, .di = 0xd1d1d1d1, .bp = 0xb9b9b9b9,
				 .flags = FL_FIXED | FL_IF | FL_CF | FL_PF | FL_SF };
}

static bool refused(enum entry e, uint32_t nr)
{
	fill(nr);
	regs_enter(e);
	regs_in.sp = regs_saved_sp;
	regs_in.ax = -ENOSYS;
	if (!memcmp(&regs_in, &regs_out, sizeof(regs_in)))
		return true;
	diag("number %08x: ax %08x bx %08x cx %08x dx %08x si %08x di %08x bp %08x flags %08x", nr,
	     regs_out.ax, regs_out.bx, regs_out.cx, regs_out.dx, regs_out.si, regs_out.di,
	     regs_out.bp, regs_out.flags);
	return false;
}

static bool all_refused(enum entry e, const uint32_t *list, unsigned n)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < n; i++)
		bad += !refused(e, list[i]);
	return !bad;
}

/* Past the last number of every Linux so far, up to the x32 block and beyond it. */
static bool range_refused(enum entry e)
{
	unsigned bad = 0;

	for (uint32_t nr = 500; nr < 1200; nr++)
		bad += !refused(e, nr);
	return !bad;
}

/* A valid number with one bit too many is not that number. */
static bool high_bits_refused(enum entry e)
{
	unsigned bad = 0;

	for (unsigned bit = 10; bit < 32; bit++)
		bad += !refused(e, NR_GETPID | 1u << bit);
	return !bad;
}

int main(void)
{
	for_each_entry(e) {
		const char *name = entry_names[e];

		ok(all_refused(e, edges, sizeof(edges) / sizeof(*edges)),
		   "%s: edge and huge numbers are ENOSYS, registers and flags kept", name);
		ok(range_refused(e), "%s: 500..1199 are ENOSYS", name);
		ok(high_bits_refused(e), "%s: 20 with any bit of 10..31 is ENOSYS", name);
		ok(all_refused(e, holes, sizeof(holes) / sizeof(*holes)),
		   "%s: reserved numbers are ENOSYS", name);
		fill(NR_GETPID);
		ok(regs_enter(e) == (uint32_t)getpid(), "%s: number 20 itself is getpid", name);
		fill(0);
		ok(regs_enter(e) == (uint32_t)-EINTR,
		   "%s: number 0, restart_syscall with nothing to restart, is EINTR", name);
	}
	return done_testing();
}
