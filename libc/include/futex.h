/* SPDX-License-Identifier: MIT */
/* man 2 futex: -1 with errno, or what the operation says. */
#ifndef _FUTEX_H
#define _FUTEX_H

#include <asm/futex.h>
#include <bits/timespec.h>

int futex_wait(volatile int *word, int expected, const struct timespec *timeout);
int futex_wake(volatile int *word, int n);

#endif
