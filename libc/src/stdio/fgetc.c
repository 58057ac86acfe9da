/* SPDX-License-Identifier: MIT */
#include "file.h"

int fgetc(FILE *f)
{
	if (__start_read(f))
		return EOF;
	if (f->ungot)
		return f->small[sizeof(f->small) - f->ungot--];
	if (f->pos == f->end && __fill(f))
		return EOF;
	return f->buf[f->pos++];
}

int getc(FILE *f)
{
	return fgetc(f);
}

int getchar(void)
{
	return fgetc(stdin);
}
