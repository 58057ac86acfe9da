/* SPDX-License-Identifier: MIT */
#ifndef _ERRNO_H
#define _ERRNO_H

#include <asm/errno.h>

extern int *__errno_location(void) __attribute__((const));
extern char *program_invocation_name, *program_invocation_short_name;
#define errno			(*__errno_location())

#endif
