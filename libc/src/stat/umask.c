/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include "syscall.h"

mode_t umask(mode_t mask)
{
	return SYS(umask, mask);
}
