/* SPDX-License-Identifier: MIT */
#include <sys/time.h>
#include <unistd.h>
#include "syscall.h"

unsigned int alarm(unsigned int seconds)
{
	return SYS(alarm, seconds);
}
