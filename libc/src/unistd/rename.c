/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "syscall.h"

int rename(const char *old, const char *new)
{
	return SYS(rename, old, new);
}
