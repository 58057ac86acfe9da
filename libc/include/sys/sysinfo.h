/* SPDX-License-Identifier: MIT */
#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <asm/sysinfo.h>

int sysinfo(struct sysinfo *info);
int get_nprocs(void);

#endif
