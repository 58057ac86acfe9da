/* SPDX-License-Identifier: MIT */
#ifndef _FCNTL_H
#define _FCNTL_H

#include <asm/fcntl.h>
#include <sys/types.h>

/* Offsets are 64 bits wide: the F_*LK commands take the 64-bit structure. */
#undef F_GETLK
#undef F_SETLK
#undef F_SETLKW
#define F_GETLK			F_GETLK64
#define F_SETLK			F_SETLK64
#define F_SETLKW		F_SETLKW64

struct flock {
	short l_type;
	short l_whence;
	off_t l_start;
	off_t l_len;
	pid_t l_pid;
};

int creat(const char *path, mode_t mode);
int fcntl(int fd, int cmd, ...);
int open(const char *path, int flags, ...);
int openat(int dirfd, const char *path, int flags, ...);

#endif
