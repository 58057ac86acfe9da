/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>
#include "syscall.h"

_Noreturn void _exit(int status)
{
	for (;;) {
		RAW(exit_group, status);
		RAW(exit, status);
	}
}

_Noreturn void _Exit(int status)
{
	_exit(status);
}
