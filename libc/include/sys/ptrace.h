/* SPDX-License-Identifier: MIT */
#ifndef _SYS_PTRACE_H
#define _SYS_PTRACE_H

#include <asm/ptrace.h>
#include <sys/types.h>

/*
 * The PEEK requests return the word read; -1 is an error only if errno was
 * set to 0 before and is not 0 after.
 */
long ptrace(int request, ...);

#endif
