/* SPDX-License-Identifier: MIT */
/*
 * Memory and load in one call; man 2 sysinfo.
 */
#ifndef _UAPI_ASM_SYSINFO_H
#define _UAPI_ASM_SYSINFO_H

#include "types.h"

/* loads[] are fixed-point numbers with this many fraction bits. */
#define SI_LOAD_SHIFT		16

#ifndef __ASSEMBLER__

struct sysinfo {
	__s32 uptime;
	__u32 loads[3];
	__u32 totalram;		/* in units of mem_unit, like the next six */
	__u32 freeram;
	__u32 sharedram;
	__u32 bufferram;
	__u32 totalswap;
	__u32 freeswap;
	__u16 procs;
	__u16 pad;
	__u32 totalhigh;
	__u32 freehigh;
	__u32 mem_unit;
	__u8 _f[8];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_SYSINFO_H */
