/* SPDX-License-Identifier: MIT */
/* Word offsets of the registers in the USER area, for PTRACE_PEEKUSER: 4 * EIP and so on. */
#ifndef _SYS_REG_H
#define _SYS_REG_H

#include <asm/ptrace.h>

#endif
