/* SPDX-License-Identifier: MIT */
/*
 * System call numbers.
 *
 * unistd_32.h is made by the build, from arch/x86/entry/syscall_32.tbl.
 */
#ifndef _UAPI_ASM_UNISTD_H
#define _UAPI_ASM_UNISTD_H

#include <asm/unistd_32.h>

#endif /* _UAPI_ASM_UNISTD_H */
