/* SPDX-License-Identifier: MIT */
/*
 * futex(2), FUTEX_WAKE_OP: each operation on the second word, with the operand as it is and as a shift.
 * Catches: an operand of 1 << 31 computed as a signed number, an operand that is not sign-extended.
 */
#include "tap.h"
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FUTEX_WAKE_OP 5
#define OPARG_SHIFT   8
#define CMP_EQ	      0

/* What the word is after op with oparg, from first; -1 where the call failed. */
static uint32_t after(uint32_t first, uint32_t op, uint32_t oparg)
{
	static uint32_t word, other;

	word = first;
	if (syscall(SYS_futex, &other, FUTEX_WAKE_OP, 1, 1, &word,
		    op << 28 | CMP_EQ << 24 | (oparg & 0xfff) << 12) < 0)
		return -1;
	return word;
}

int main(void)
{
	ok(after(7, 0, 5) == 5, "set");
	ok(after(7, 1, 5) == 12, "add");
	ok(after(8, 2, 5) == 13, "or");
	ok(after(13, 3, 5) == 8, "and not");
	ok(after(13, 4, 5) == 8, "exclusive or");
	ok(after(7, 1, -1) == 6, "the operand has a sign");
	ok(after(0xffffffff, 1, 1) == 0, "an addition that wraps around");
	for (uint32_t n = 0; n < 32; n++)
		ok(after(1, 0 | OPARG_SHIFT, n) == 1u << n, "set 1 << %u", n);
	return done_testing();
}
