/* SPDX-License-Identifier: MIT */
/*
 * modify_ldt and set_thread_area; man 2 modify_ldt.
 */
#ifndef _UAPI_ASM_LDT_H
#define _UAPI_ASM_LDT_H

#include "types.h"

#define LDT_ENTRIES		8192
#define LDT_ENTRY_SIZE		8

#define MODIFY_LDT_CONTENTS_DATA	0
#define MODIFY_LDT_CONTENTS_STACK	1
#define MODIFY_LDT_CONTENTS_CODE	2

/* modify_ldt's first argument */
#define MODIFY_LDT_READ		0
#define MODIFY_LDT_WRITE_OLD	1
#define MODIFY_LDT_READ_DEFAULT	2
#define MODIFY_LDT_WRITE	0x11

#ifndef __ASSEMBLER__

struct user_desc {
	__u32 entry_number;
	__u32 base_addr;
	__u32 limit;
	__u32 seg_32bit : 1;
	__u32 contents : 2;
	__u32 read_exec_only : 1;
	__u32 limit_in_pages : 1;
	__u32 seg_not_present : 1;
	__u32 useable : 1;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_LDT_H */
