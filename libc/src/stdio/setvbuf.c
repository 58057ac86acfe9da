/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include "file.h"

/* A buffer of the caller's is used if nothing was read or written yet. */
int setvbuf(FILE *f, char *buf, int mode, size_t size)
{
	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF)
		return -1;
	if (fflush(f))
		return -1;
	f->mode = mode;
	f->flags &= ~F_CHECK_TTY;
	if (mode == _IONBF && f->flags & F_READING && f->pos != f->end)
		return 0;
	if (f->flags & F_OWN_BUF && (mode == _IONBF || buf)) {
		free(f->buf);
		f->buf = NULL;
		f->flags &= ~(F_OWN_BUF | F_READING | F_WRITING);
	}
	if (f->buf == f->small && mode != _IONBF) {
		f->buf = NULL;
		f->flags &= ~(F_READING | F_WRITING);
	}
	if (buf && size && mode != _IONBF && !f->buf) {
		f->buf = (unsigned char *)buf;
		f->size = size;
	}
	return 0;
}

void setbuf(FILE *f, char *buf)
{
	setvbuf(f, buf, buf ? _IOFBF : _IONBF, BUFSIZ);
}

void setlinebuf(FILE *f)
{
	setvbuf(f, NULL, _IOLBF, 0);
}
