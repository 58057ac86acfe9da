/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int pause(void)
{
	return SYS0(pause);
}
