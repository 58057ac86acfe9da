/* SPDX-License-Identifier: MIT */
/* What the first program of a machine mounts. */
#ifndef USER_MOUNTS_H
#define USER_MOUNTS_H

#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* Already there on some kernels and images: the errors say nothing of interest. */
static inline void make_mounts(void)
{
	mkdir("/proc", 0755);
	mkdir("/dev", 0755);
	mkdir("/tmp", 01777);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
}

#endif
