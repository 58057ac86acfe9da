/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include "file.h"

static int make_room(char **line, size_t *size, size_t need)
{
	size_t more = need < 120 ? 120 : need + need / 2;
	char *p;

	if (*line && *size >= need)
		return 0;
	p = realloc(*line, more);
	if (!p)
		return -1;
	*line = p;
	*size = more;
	return 0;
}

ssize_t getdelim(char **line, size_t *size, int delim, FILE *f)
{
	size_t n = 0;
	int c;

	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line)
		*size = 0;
	do {
		if (n >= SSIZE_MAX / 2 || make_room(line, size, n + 2)) {
			f->flags |= F_ERROR;
			return -1;
		}
		c = fgetc(f);
		if (c == EOF)
			break;
		(*line)[n++] = c;
	} while (c != delim);
	(*line)[n] = '\0';
	return n && !(f->flags & F_ERROR) ? (ssize_t)n : -1;
}

ssize_t getline(char **line, size_t *size, FILE *f)
{
	return getdelim(line, size, '\n', f);
}
