/* SPDX-License-Identifier: MIT */
#ifndef _SYS_PRCTL_H
#define _SYS_PRCTL_H

#include <asm/prctl.h>

int prctl(int option, ...);

#endif
