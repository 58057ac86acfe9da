/* SPDX-License-Identifier: MIT */
#include "file.h"

/* The first byte of small may be the stream's buffer. */
int ungetc(int c, FILE *f)
{
	if (c == EOF || __start_read(f) || f->ungot == sizeof(f->small) - 1)
		return EOF;
	f->ungot++;
	f->small[sizeof(f->small) - f->ungot] = c;
	f->flags &= ~F_EOF;
	return (unsigned char)c;
}
