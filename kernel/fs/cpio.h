/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_CPIO_H
#define KERNEL_FS_CPIO_H

/*
 * Reading a cpio archive in the "newc" format (cpio(5), New ASCII Format). Nothing but pointers
 * into the archive; the archive may be anything at all. Also built on the host: tests/host/cpio.c.
 */

#include <kernel/types.h>

#define CPIO_NAME_MAX 4095

struct cpio {
	const u8 *base;
	size_t size, offset;
	const char *error;	/* after -1: what is wrong, at offset */
};

struct cpio_entry {
	const char *name;	/* ends with a NUL; no leading slash or dot, no ".." in it */
	size_t name_len;
	const u8 *data;
	u32 size;
	u32 ino, mode, uid, gid, nlink, mtime, dev_major, dev_minor, rdev_major, rdev_minor;
};

/* The next file: 1, 0 at the end, -1 if the archive is corrupt. */
int cpio_next(struct cpio *c, struct cpio_entry *e);

#endif
