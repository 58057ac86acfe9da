/* SPDX-License-Identifier: MIT */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <asm/ioctl.h>
#include <asm/termios.h>

int ioctl(int fd, unsigned long cmd, ...);

#endif
