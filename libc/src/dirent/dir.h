/* SPDX-License-Identifier: MIT */
#ifndef DIRENT_DIR_H
#define DIRENT_DIR_H

#include <dirent.h>

struct __dir {
	int fd;
	int pos, end;		/* of what is in buf */
	off_t offset;		/* of the next record, for telldir */
	_Alignas(8) char buf[2048];
};

#endif
