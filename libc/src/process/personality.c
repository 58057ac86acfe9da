/* SPDX-License-Identifier: MIT */
#include <sys/personality.h>
#include "syscall.h"

int personality(unsigned long persona)
{
	return SYS(personality, persona);
}
