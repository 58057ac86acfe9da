/* SPDX-License-Identifier: MIT */
/*
 * The compiler's stack protector (-fstack-protector-strong): a function with an array on its stack
 * keeps a copy of the running task's canary above it, and compares before it returns. Each task has
 * its own canary, so that what leaks of one stack says nothing of another.
 */

#include <asm/cpu.h>
#include <asm/thread.h>
#include <kernel/printk.h>
#include <kernel/random.h>

void __stack_chk_fail(void) __noreturn;

_Static_assert(offsetof(struct cpu, stack_canary) == STACK_CANARY_OFFSET,
	       "the Makefile's -mstack-protector-guard-offset is not where struct cpu has its canary");

/* The lowest byte is 0, which ends a string: no string function reads or writes a canary whole. */
unsigned long stack_canary_new(void)
{
	unsigned long canary;

	get_random_bytes(&canary, sizeof(canary));
	return canary & ~0xfful;
}

void __stack_chk_fail(void)
{
	panic("kernel stack smashed in the function that returns to %p", __builtin_return_address(0));
}
