/* SPDX-License-Identifier: MIT */
#ifndef _SYS_TIMES_H
#define _SYS_TIMES_H

#include <asm/time.h>
#include <sys/types.h>

clock_t times(struct tms *buf);

#endif
