/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

pid_t fork(void)
{
	return SYS0(fork);
}
