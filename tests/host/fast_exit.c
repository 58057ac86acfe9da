/* SPDX-License-Identifier: MIT */
/* The truth table of fast_exit_ok(): every single deviation from the one good frame must decline. */

#include "../../arch/x86/entry/fast_exit.h"

#include <stdio.h>

#define PAD 0xf7fd040bul

static int tests, failed;

static void check(bool good, const char *what)
{
	tests++;
	if (!good)
		failed++;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, what);
}

static struct pt_regs good_frame(void)
{
	struct pt_regs regs = { 0 };

	regs.ip = PAD;
	regs.cs = __USER_CS;
	regs.ss = __USER_DS;
	regs.flags = X86_EFLAGS_IF | X86_EFLAGS_FIXED;
	return regs;
}

/* Every value that a selector can have, but for the one good one, must decline. */
static bool selectors_decline(unsigned long *field, const struct pt_regs *regs, unsigned long good)
{
	for (unsigned long sel = 0; sel < 0x10000; sel++) {
		*field = sel;
		if (fast_exit_ok(regs, PAD) != (sel == good))
			return false;
	}
	return true;
}

int main(void)
{
	const unsigned long forbidden = X86_EFLAGS_RF | X86_EFLAGS_TF | X86_EFLAGS_VM;
	struct pt_regs regs = good_frame();
	bool all = true;

	check(fast_exit_ok(&regs, PAD), "the frame of an undisturbed call goes fast");

	for (int bit = 0; bit < 64; bit++) {
		regs = good_frame();
		regs.ip ^= 1ul << bit;
		all = all && !fast_exit_ok(&regs, PAD);
	}
	check(all, "ip with any bit changed declines");
	regs = good_frame();
	check(!fast_exit_ok(&regs, 0), "a program without a landing pad declines");

	regs = good_frame();
	check(selectors_decline(&regs.cs, &regs, __USER_CS), "any other cs declines");
	regs = good_frame();
	check(selectors_decline(&regs.ss, &regs, __USER_DS), "any other ss declines");

	for (int bit = 0, all_flags = 1; bit < 32; bit++) {
		regs = good_frame();
		regs.flags |= 1ul << bit;
		all_flags = all_flags && fast_exit_ok(&regs, PAD) == !((1ul << bit) & forbidden);
		if (bit == 31)
			check(all_flags, "RF, TF and VM decline, every other flag goes fast");
	}
	regs = good_frame();
	regs.ax = regs.cx = regs.dx = regs.sp = regs.orig_ax = ~0ul;
	check(fast_exit_ok(&regs, PAD), "ax cx dx sp orig_ax do not matter");
	printf("1..%d\n", tests);
	return failed != 0;
}
