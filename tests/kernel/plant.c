/* SPDX-License-Identifier: MIT */
/*
 * /proc/plant of the debug build: each read gives the reader's kernel stack the next filling of 0xa5,
 * 0x5a and none. As long as it has one, what is free of the stack is filled with it before each of its
 * system calls, so that whatever a call hands out uninitialized shows it (tests/user/leaks.c).
 */

#include <asm/entry-debug.h>
#include <asm/thread.h>
#include <kernel/fs.h>
#include <kernel/sched.h>

void plant_next(struct seq_buf *seq);
void plant_next(struct seq_buf *seq)
{
	u8 *plant = &current->thread.plant;

	*plant = *plant == 0xa5 ? 0x5a : *plant ? 0 : 0xa5;
	seq_printf(seq, "%02x\n", *plant);
}

/* The stack's lowest word is the task. What an interrupt writes meanwhile is over before the fill goes on. */
__no_stack_protector void plant_stack(u8 byte)
{
	u8 *from = (u8 *)current->stack + sizeof(long);
	size_t n = (u8 *)__builtin_frame_address(0) - 128 - from;

	__asm__ volatile("rep stosb" : "+D"(from), "+c"(n) : "a"(byte) : "memory");
}
