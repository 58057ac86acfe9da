/* SPDX-License-Identifier: MIT */
#include "file.h"

char *fgets(char *buf, int size, FILE *f)
{
	int n = 0, c = 0;

	if (size <= 0)
		return NULL;
	while (n < size - 1 && c != '\n') {
		c = fgetc(f);
		if (c == EOF)
			break;
		buf[n++] = c;
	}
	buf[n] = '\0';
	return c == EOF && (!n || f->flags & F_ERROR) ? NULL : buf;
}
