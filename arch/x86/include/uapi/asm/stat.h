/* SPDX-License-Identifier: MIT */
/*
 * File status: stat (106), stat64 (195), statx (383); man 2 stat, statx.
 *
 * The libc's own struct stat is another; these are what the kernel writes.
 */
#ifndef _UAPI_ASM_STAT_H
#define _UAPI_ASM_STAT_H

#include "types.h"

#define S_IFMT			00170000
#define S_IFSOCK		0140000
#define S_IFLNK			0120000
#define S_IFREG			0100000
#define S_IFBLK			0060000
#define S_IFDIR			0040000
#define S_IFCHR			0020000
#define S_IFIFO			0010000
#define S_ISUID			0004000
#define S_ISGID			0002000
#define S_ISVTX			0001000

#define S_ISLNK(m)		(((m) & S_IFMT) == S_IFLNK)
#define S_ISREG(m)		(((m) & S_IFMT) == S_IFREG)
#define S_ISDIR(m)		(((m) & S_IFMT) == S_IFDIR)
#define S_ISCHR(m)		(((m) & S_IFMT) == S_IFCHR)
#define S_ISBLK(m)		(((m) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(m)		(((m) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(m)		(((m) & S_IFMT) == S_IFSOCK)

#define S_IRWXU			00700
#define S_IRUSR			00400
#define S_IWUSR			00200
#define S_IXUSR			00100
#define S_IRWXG			00070
#define S_IRGRP			00040
#define S_IWGRP			00020
#define S_IXGRP			00010
#define S_IRWXO			00007
#define S_IROTH			00004
#define S_IWOTH			00002
#define S_IXOTH			00001

/* utimensat */
#define UTIME_NOW		((1 << 30) - 1)
#define UTIME_OMIT		((1 << 30) - 2)

/* statx mask */
#define STATX_TYPE		0x001U
#define STATX_MODE		0x002U
#define STATX_NLINK		0x004U
#define STATX_UID		0x008U
#define STATX_GID		0x010U
#define STATX_ATIME		0x020U
#define STATX_MTIME		0x040U
#define STATX_CTIME		0x080U
#define STATX_INO		0x100U
#define STATX_SIZE		0x200U
#define STATX_BLOCKS		0x400U
#define STATX_BASIC_STATS	0x7ffU
#define STATX_BTIME		0x800U
#define STATX_ALL		0xfffU
#define STATX_MNT_ID		0x1000U
#define STATX__RESERVED		0x80000000U
#define STATX_ATTR_MOUNT_ROOT	0x2000

#ifndef __ASSEMBLER__

/* stat, lstat, fstat (106-108); every field is a 32-bit word or half of one. */
struct stat32 {
	__u32 st_dev;
	__u32 st_ino;
	__u16 st_mode;
	__u16 st_nlink;
	__u16 st_uid;
	__u16 st_gid;
	__u32 st_rdev;
	__u32 st_size;
	__u32 st_blksize;
	__u32 st_blocks;
	__u32 st_atime;
	__u32 st_atime_nsec;
	__u32 st_mtime;
	__u32 st_mtime_nsec;
	__u32 st_ctime;
	__u32 st_ctime_nsec;
	__u32 __unused4;
	__u32 __unused5;
};

/* oldstat, oldlstat, oldfstat (18, 84, 28). */
struct __old_kernel_stat {
	__u16 st_dev;
	__u16 st_ino;
	__u16 st_mode;
	__u16 st_nlink;
	__u16 st_uid;
	__u16 st_gid;
	__u16 st_rdev;
	__u32 st_size;
	__u32 st_atime;
	__u32 st_mtime;
	__u32 st_ctime;
};

struct stat64 {
	__abi_u64 st_dev;
	__u8 __pad0[4];
	__u32 __st_ino;		/* low half of st_ino */
	__u32 st_mode;
	__u32 st_nlink;
	__u32 st_uid;
	__u32 st_gid;
	__abi_u64 st_rdev;
	__u8 __pad3[4];
	__abi_s64 st_size;
	__u32 st_blksize;
	__abi_u64 st_blocks;	/* in units of 512 bytes */
	__u32 st_atime;
	__u32 st_atime_nsec;
	__u32 st_mtime;
	__u32 st_mtime_nsec;
	__u32 st_ctime;
	__u32 st_ctime_nsec;
	__abi_u64 st_ino;
};

struct statx_timestamp {
	__s64 tv_sec;
	__u32 tv_nsec;
	__s32 __reserved;
};

struct statx {
	__u32 stx_mask;
	__u32 stx_blksize;
	__u64 stx_attributes;
	__u32 stx_nlink;
	__u32 stx_uid;
	__u32 stx_gid;
	__u16 stx_mode;
	__u16 __spare0[1];
	__u64 stx_ino;
	__u64 stx_size;
	__u64 stx_blocks;
	__u64 stx_attributes_mask;
	struct statx_timestamp stx_atime;
	struct statx_timestamp stx_btime;
	struct statx_timestamp stx_ctime;
	struct statx_timestamp stx_mtime;
	__u32 stx_rdev_major;
	__u32 stx_rdev_minor;
	__u32 stx_dev_major;
	__u32 stx_dev_minor;
	__u64 stx_mnt_id;
	__u32 stx_dio_mem_align;
	__u32 stx_dio_offset_align;
	__u64 __spare3[12];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_STAT_H */
