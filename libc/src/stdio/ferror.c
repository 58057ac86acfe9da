/* SPDX-License-Identifier: MIT */
#include "file.h"

int feof(FILE *f)
{
	return !!(f->flags & F_EOF);
}

int ferror(FILE *f)
{
	return !!(f->flags & F_ERROR);
}

void clearerr(FILE *f)
{
	f->flags &= ~(F_EOF | F_ERROR);
}

int fileno(FILE *f)
{
	return f->fd;
}
