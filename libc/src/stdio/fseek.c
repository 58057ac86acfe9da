/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <unistd.h>
#include "file.h"

int fseeko(FILE *f, off_t offset, int whence)
{
	if (f->flags & F_WRITING && __write_out(f))
		return -1;
	if (f->flags & F_READING && whence == SEEK_CUR)
		offset -= (off_t)(f->end - f->pos) + f->ungot;
	if (lseek(f->fd, offset, whence) < 0)
		return -1;
	f->pos = f->end = f->ungot = 0;
	f->flags &= ~(F_EOF | F_READING | F_WRITING);
	return 0;
}

off_t ftello(FILE *f)
{
	off_t at = lseek(f->fd, 0, f->flags & F_APPEND && f->flags & F_WRITING && f->pos ?
			 SEEK_END : SEEK_CUR);

	if (at < 0)
		return -1;
	if (f->flags & F_WRITING)
		return at + f->pos;
	if (f->flags & F_READING)
		return at - (off_t)(f->end - f->pos) - f->ungot;
	return at;
}

int fseek(FILE *f, long offset, int whence)
{
	return fseeko(f, offset, whence);
}

long ftell(FILE *f)
{
	off_t at = ftello(f);

	if (at > LONG_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return at;
}

void rewind(FILE *f)
{
	fseeko(f, 0, SEEK_SET);
	f->flags &= ~F_ERROR;
}
