/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "file.h"

int __parse_mode(const char *mode, int *open_flags)
{
	int plus = strchr(mode, '+') != NULL, flags;

	switch (mode[0]) {
	case 'r':
		flags = F_READ;
		*open_flags = 0;
		break;
	case 'w':
		flags = F_WRITE;
		*open_flags = O_CREAT | O_TRUNC;
		break;
	case 'a':
		flags = F_WRITE | F_APPEND;
		*open_flags = O_CREAT | O_APPEND;
		break;
	default:
		errno = EINVAL;
		return -1;
	}
	if (plus)
		flags |= F_READ | F_WRITE;
	*open_flags |= plus ? O_RDWR : flags & F_READ ? O_RDONLY : O_WRONLY;
	if (strchr(mode, 'e'))
		*open_flags |= O_CLOEXEC;
	if (strchr(mode, 'x'))
		*open_flags |= O_EXCL;
	return flags;
}

FILE *__new_file(int fd, int flags)
{
	FILE *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->fd = fd;
	f->flags = flags | F_CHECK_TTY;
	f->next = __files;
	__files = f;
	return f;
}

FILE *fopen(const char *path, const char *mode)
{
	int open_flags, flags = __parse_mode(mode, &open_flags), fd;
	FILE *f;

	if (flags < 0)
		return NULL;
	fd = open(path, open_flags, 0666);
	if (fd < 0)
		return NULL;
	f = __new_file(fd, flags);
	if (!f)
		close(fd);
	return f;
}

FILE *fdopen(int fd, const char *mode)
{
	int open_flags, flags = __parse_mode(mode, &open_flags);
	int have = fcntl(fd, F_GETFL);

	if (flags < 0 || have < 0)
		return NULL;
	if ((have & O_ACCMODE) != O_RDWR && (have & O_ACCMODE) != (open_flags & O_ACCMODE)) {
		errno = EINVAL;
		return NULL;
	}
	if (flags & F_APPEND && !(have & O_APPEND))
		fcntl(fd, F_SETFL, have | O_APPEND);
	return __new_file(fd, flags);
}
