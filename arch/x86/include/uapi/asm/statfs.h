/* SPDX-License-Identifier: MIT */
/*
 * File system status: statfs64 (268), fstatfs64 (269), statfs (99); man 2 statfs.
 */
#ifndef _UAPI_ASM_STATFS_H
#define _UAPI_ASM_STATFS_H

#include "types.h"

#define PROC_SUPER_MAGIC	0x9fa0
#define RAMFS_MAGIC		0x858458f6
#define TMPFS_MAGIC		0x01021994
#define DEVPTS_SUPER_MAGIC	0x1cd1
#define PIPEFS_MAGIC		0x50495045

#ifndef __ASSEMBLER__

typedef struct {
	__s32 val[2];
} __kernel_fsid_t;

/* statfs, fstatfs (99, 100). */
struct statfs32 {
	__u32 f_type;
	__u32 f_bsize;
	__u32 f_blocks;
	__u32 f_bfree;
	__u32 f_bavail;
	__u32 f_files;
	__u32 f_ffree;
	__kernel_fsid_t f_fsid;
	__u32 f_namelen;
	__u32 f_frsize;
	__u32 f_flags;
	__u32 f_spare[4];
};

struct statfs64 {
	__u32 f_type;
	__u32 f_bsize;
	__abi_u64 f_blocks;
	__abi_u64 f_bfree;
	__abi_u64 f_bavail;
	__abi_u64 f_files;
	__abi_u64 f_ffree;
	__kernel_fsid_t f_fsid;
	__u32 f_namelen;
	__u32 f_frsize;
	__u32 f_flags;
	__u32 f_spare[4];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_STATFS_H */
