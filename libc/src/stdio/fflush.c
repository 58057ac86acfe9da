/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "file.h"
#include "libc.h"

static int flush(FILE *f)
{
	if (f->flags & F_WRITING)
		return __write_out(f);
	/* What was read ahead goes back, where the file can seek. */
	if (f->flags & F_READING && f->pos != f->end &&
	    lseek(f->fd, -(off_t)(f->end - f->pos), SEEK_CUR) >= 0)
		f->pos = f->end = 0;
	return 0;
}

int fflush(FILE *f)
{
	int ret = 0;

	if (f)
		return flush(f);
	for (f = __files; f; f = f->next)
		if (f->flags & F_WRITING)
			ret |= __write_out(f);
	return ret;
}

/* At exit. */
void __flush_all(void)
{
	for (FILE *f = __files; f; f = f->next)
		flush(f);
}
