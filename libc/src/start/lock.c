/* SPDX-License-Identifier: MIT */
#include <asm/futex.h>
#include <stddef.h>
#include "libc.h"
#include "syscall.h"

/* 0: free, 1: held, 2: held and perhaps waited for. */
void __lock(volatile int *lock)
{
	int was = __sync_val_compare_and_swap(lock, 0, 1);

	while (was) {
		if (was == 2 || __sync_val_compare_and_swap(lock, 1, 2))
			RAW(futex, lock, FUTEX_WAIT, 2, NULL);
		was = __sync_val_compare_and_swap(lock, 0, 2);
	}
}

void __unlock(volatile int *lock)
{
	if (__sync_fetch_and_sub(lock, 1) != 1) {
		*lock = 0;
		RAW(futex, lock, FUTEX_WAKE, 1);
	}
}
