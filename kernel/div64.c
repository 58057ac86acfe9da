/* SPDX-License-Identifier: MIT */
/*
 * 64-bit division by a 32-bit divisor. i386 has no instruction for it and libgcc's routine takes
 * its arguments on the stack, which -mregparm=3 code does not: so the kernel has its own.
 */

#include <kernel/time.h>

u64 div_u64_rem(u64 n, u32 d, u32 *rem)
{
#ifdef __SIZEOF_INT128__
	*rem = n % d;
	return n / d;
#else
	u32 high = n >> 32, low = n, qhigh = high / d, qlow;

	/* The high remainder is below d: the quotient of this DIV fits in 32 bits. */
	__asm__("divl %4" : "=a"(qlow), "=d"(*rem) : "0"(low), "1"(high % d), "rm"(d));
	return (u64)qhigh << 32 | qlow;
#endif
}

u64 div_u64(u64 n, u32 d)
{
	u32 rem;

	return div_u64_rem(n, d, &rem);
}
