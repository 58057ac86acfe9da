/* SPDX-License-Identifier: MIT */
#ifndef _SYS_RANDOM_H
#define _SYS_RANDOM_H

#include <asm/fcntl.h>
#include <sys/types.h>

ssize_t getrandom(void *buf, size_t n, unsigned int flags);

#endif
