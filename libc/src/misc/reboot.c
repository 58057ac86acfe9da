/* SPDX-License-Identifier: MIT */
#include <sys/reboot.h>
#include "syscall.h"

int reboot(int cmd)
{
	return SYS(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, cmd, 0);
}
