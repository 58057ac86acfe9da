/* SPDX-License-Identifier: MIT */
#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H

#include <asm/statfs.h>

/* The kernel's own structure: fields are 64 bits wide where it matters. */
#define statfs			statfs64

int statfs64(const char *path, struct statfs64 *st);
int fstatfs(int fd, struct statfs64 *st);

#endif
