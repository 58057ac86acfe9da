/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_UTSNAME_H
#define KERNEL_UTSNAME_H

/* What uname(2) tells; also for /proc/version. */

#include <uapi/asm/utsname.h>

extern struct new_utsname system_name;

#endif
