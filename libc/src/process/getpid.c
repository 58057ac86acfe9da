/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

pid_t getpid(void)
{
	return RAW0(getpid);
}

pid_t getppid(void)
{
	return RAW0(getppid);
}

pid_t gettid(void)
{
	return RAW0(gettid);
}
