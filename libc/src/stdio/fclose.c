/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>
#include "file.h"

int fclose(FILE *f)
{
	int ret = fflush(f);

	for (FILE **p = &__files; *p; p = &(*p)->next) {
		if (*p == f) {
			*p = f->next;
			break;
		}
	}
	if (close(f->fd) < 0)
		ret = EOF;
	if (f->flags & F_OWN_BUF)
		free(f->buf);
	if (!(f->flags & F_STATIC))
		free(f);
	else
		*f = (struct __file){ .fd = -1, .flags = F_STATIC };
	return ret;
}
