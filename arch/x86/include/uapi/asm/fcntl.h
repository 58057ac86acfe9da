/* SPDX-License-Identifier: MIT */
/*
 * Open flags, fcntl commands and the *at() constants; man 2 open, fcntl.
 */
#ifndef _UAPI_ASM_FCNTL_H
#define _UAPI_ASM_FCNTL_H

#include "types.h"

#define O_ACCMODE		00000003
#define O_RDONLY		00000000
#define O_WRONLY		00000001
#define O_RDWR			00000002
#define O_CREAT			00000100
#define O_EXCL			00000200
#define O_NOCTTY		00000400
#define O_TRUNC			00001000
#define O_APPEND		00002000
#define O_NONBLOCK		00004000
#define O_NDELAY		O_NONBLOCK
#define O_DSYNC			00010000
#define O_ASYNC			00020000
#define FASYNC			O_ASYNC
#define O_DIRECT		00040000
#define O_LARGEFILE		00100000
#define O_DIRECTORY		00200000
#define O_NOFOLLOW		00400000
#define O_NOATIME		01000000
#define O_CLOEXEC		02000000
#define __O_SYNC		04000000
#define O_SYNC			(__O_SYNC | O_DSYNC)
#define O_PATH			010000000
#define __O_TMPFILE		020000000
#define O_TMPFILE		(__O_TMPFILE | O_DIRECTORY)

#define F_DUPFD			0
#define F_GETFD			1
#define F_SETFD			2
#define F_GETFL			3
#define F_SETFL			4
#define F_GETLK			5
#define F_SETLK			6
#define F_SETLKW		7
#define F_SETOWN		8
#define F_GETOWN		9
#define F_SETSIG		10
#define F_GETSIG		11
#define F_GETLK64		12
#define F_SETLK64		13
#define F_SETLKW64		14
#define F_SETOWN_EX		15
#define F_GETOWN_EX		16
#define F_OFD_GETLK		36
#define F_OFD_SETLK		37
#define F_OFD_SETLKW		38
#define F_SETLEASE		1024
#define F_GETLEASE		1025
#define F_NOTIFY		1026
#define F_DUPFD_CLOEXEC		1030
#define F_SETPIPE_SZ		1031
#define F_GETPIPE_SZ		1032
#define F_ADD_SEALS		1033
#define F_GET_SEALS		1034

#define FD_CLOEXEC		1

#define F_RDLCK			0
#define F_WRLCK			1
#define F_UNLCK			2

#define LOCK_SH			1
#define LOCK_EX			2
#define LOCK_NB			4
#define LOCK_UN			8

#define AT_FDCWD		(-100)
#define AT_SYMLINK_NOFOLLOW	0x100
#define AT_EACCESS		0x200
#define AT_REMOVEDIR		0x200
#define AT_SYMLINK_FOLLOW	0x400
#define AT_NO_AUTOMOUNT		0x800
#define AT_EMPTY_PATH		0x1000
#define AT_STATX_SYNC_TYPE	0x6000
#define AT_STATX_SYNC_AS_STAT	0x0000
#define AT_STATX_FORCE_SYNC	0x2000
#define AT_STATX_DONT_SYNC	0x4000

/* renameat2 */
#define RENAME_NOREPLACE	1
#define RENAME_EXCHANGE		2
#define RENAME_WHITEOUT		4

/* access */
#define R_OK			4
#define W_OK			2
#define X_OK			1
#define F_OK			0

/* lseek */
#define SEEK_SET		0
#define SEEK_CUR		1
#define SEEK_END		2
#define SEEK_DATA		3
#define SEEK_HOLE		4

/* The longest path and file name, with and without the null byte. */
#define PATH_MAX		4096
#define NAME_MAX		255
#define PIPE_BUF		4096

#define GRND_NONBLOCK		1
#define GRND_RANDOM		2
#define GRND_INSECURE		4

#define CLOSE_RANGE_UNSHARE	2
#define CLOSE_RANGE_CLOEXEC	4

#ifndef __ASSEMBLER__

/* F_GETLK and friends. */
struct flock32 {
	__s16 l_type;
	__s16 l_whence;
	__s32 l_start;
	__s32 l_len;
	__s32 l_pid;
};

/* F_GETLK64 and friends. */
struct flock64 {
	__s16 l_type;
	__s16 l_whence;
	__abi_s64 l_start;
	__abi_s64 l_len;
	__s32 l_pid;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_FCNTL_H */
