/* SPDX-License-Identifier: MIT */
#include <sys/mount.h>
#include "syscall.h"

int mount(const char *source, const char *target, const char *type, unsigned long flags,
	  const void *data)
{
	return SYS(mount, source, target, type, flags, data);
}
