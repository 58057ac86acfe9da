/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include "syscall.h"

int sigaltstack(const stack_t *ss, stack_t *old)
{
	return SYS(sigaltstack, ss, old);
}
