/* SPDX-License-Identifier: MIT */
#ifndef _SYS_FILE_H
#define _SYS_FILE_H

#include <asm/fcntl.h>

int flock(int fd, int operation);

#endif
