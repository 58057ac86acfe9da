/* SPDX-License-Identifier: MIT */
#include <sys/utsname.h>
#include "syscall.h"

int uname(struct utsname *name)
{
	return SYS(uname, name);
}
