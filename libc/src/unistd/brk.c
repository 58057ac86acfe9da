/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdint.h>
#include <unistd.h>
#include "syscall.h"

/* brk gives the break as it is afterwards, and no error. */
static uintptr_t now;

int brk(void *end)
{
	now = RAW(brk, end);
	if (now < (uintptr_t)end) {
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void *sbrk(intptr_t increment)
{
	uintptr_t old, want;

	if (!now)
		now = RAW(brk, 0);
	old = now;
	if (!increment)
		return (void *)old;
	want = old + increment;
	if (increment > 0 ? want < old : want > old) {
		errno = ENOMEM;
		return (void *)-1;
	}
	return brk((void *)want) < 0 ? (void *)-1 : (void *)old;
}
