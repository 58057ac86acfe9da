/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>
#include "file.h"

FILE *freopen(const char *path, const char *mode, FILE *f)
{
	int open_flags, flags = __parse_mode(mode, &open_flags), fd;

	fflush(f);
	if (flags < 0)
		return NULL;
	fd = open(path, open_flags, 0666);
	if (fd < 0)
		return NULL;
	if (fd != f->fd) {
		if (dup3(fd, f->fd, open_flags & O_CLOEXEC) < 0) {
			close(fd);
			return NULL;
		}
		close(fd);
	}
	f->flags = flags | (f->flags & (F_STATIC | F_OWN_BUF)) | F_CHECK_TTY;
	f->pos = f->end = f->ungot = 0;
	return f;
}
