/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <unistd.h>
#include "dir.h"

/* The kernel's records are struct dirent but for the length of the name. */
_Static_assert(offsetof(struct dirent, d_name) == offsetof(struct linux_dirent64, d_name),
	       "a record is read where it lies");

struct dirent *readdir(DIR *dir)
{
	struct dirent *d;

	if (dir->pos == dir->end) {
		ssize_t n = getdents64(dir->fd, dir->buf, sizeof(dir->buf));

		if (n <= 0)
			return NULL;
		dir->pos = 0;
		dir->end = n;
	}
	d = (struct dirent *)(dir->buf + dir->pos);
	dir->pos += d->d_reclen;
	dir->offset = d->d_off;
	return d;
}

void seekdir(DIR *dir, long pos)
{
	dir->offset = lseek(dir->fd, pos, SEEK_SET);
	dir->pos = dir->end = 0;
}

void rewinddir(DIR *dir)
{
	seekdir(dir, 0);
}

long telldir(DIR *dir)
{
	return dir->offset;
}
