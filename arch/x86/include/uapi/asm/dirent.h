/* SPDX-License-Identifier: MIT */
/*
 * Directory records: getdents64 (220), getdents (141), readdir (89).
 */
#ifndef _UAPI_ASM_DIRENT_H
#define _UAPI_ASM_DIRENT_H

#include "types.h"

#define DT_UNKNOWN		0
#define DT_FIFO			1
#define DT_CHR			2
#define DT_DIR			4
#define DT_BLK			6
#define DT_REG			8
#define DT_LNK			10
#define DT_SOCK			12
#define DT_WHT			14

#ifndef __ASSEMBLER__

/* d_reclen is a multiple of 8; d_name begins at byte 19. */
struct linux_dirent64 {
	__abi_u64 d_ino;
	__abi_s64 d_off;
	__u16 d_reclen;
	__u8 d_type;
	char d_name[];
};

/* d_reclen is a multiple of 4, and the type is the record's last byte. */
struct linux_dirent {
	__u32 d_ino;
	__u32 d_off;
	__u16 d_reclen;
	char d_name[];
};

/* readdir fills one of these: d_reclen is the name's length. */
struct old_linux_dirent {
	__u32 d_ino;
	__u32 d_offset;
	__u16 d_namlen;
	char d_name[];
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_DIRENT_H */
