/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "file.h"
#include "libc.h"

static struct __file in = { .fd = 0, .flags = F_READ | F_STATIC };
static struct __file out = { .fd = 1, .flags = F_WRITE | F_STATIC | F_CHECK_TTY, .next = &in };
static struct __file err = { .fd = 2, .flags = F_WRITE | F_STATIC, .mode = _IONBF, .next = &out };

FILE *const stdin = &in, *const stdout = &out, *const stderr = &err;
FILE *__files = &err;

static void choose_buffer(FILE *f)
{
	if (f->flags & F_CHECK_TTY) {
		f->flags &= ~F_CHECK_TTY;
		if (isatty(f->fd))
			f->mode = _IOLBF;
	}
	if (f->buf)
		return;
	if (f->mode != _IONBF)
		f->buf = malloc(BUFSIZ);
	if (f->buf) {
		f->flags |= F_OWN_BUF;
		f->size = BUFSIZ;
	} else {
		f->buf = f->small;
		f->size = 1;
	}
}

static int refuse(FILE *f)
{
	f->flags |= F_ERROR;
	errno = EBADF;
	return -1;
}

int __start_read(FILE *f)
{
	if (!(f->flags & F_READ))
		return refuse(f);
	if (f->flags & F_WRITING && __write_out(f))
		return -1;
	if (f->flags & F_READING)
		return 0;
	/* buf is small itself when the stream is unbuffered: then there is no place to unget. */
	if (!f->buf) {
		int err = errno;

		choose_buffer(f);
		errno = err;
	}
	f->flags = (f->flags & ~F_WRITING) | F_READING;
	f->pos = f->end = 0;
	return 0;
}

int __start_write(FILE *f)
{
	int err = errno;

	if (!(f->flags & F_WRITE))
		return refuse(f);
	if (f->flags & F_WRITING)
		return 0;
	if (f->flags & F_READING && (f->end != f->pos || f->ungot))
		lseek(f->fd, -(off_t)(f->end - f->pos + f->ungot), SEEK_CUR);
	choose_buffer(f);
	errno = err;
	f->flags = (f->flags & ~(F_READING | F_EOF)) | F_WRITING;
	f->pos = f->end = f->ungot = 0;
	return 0;
}

int __write_out(FILE *f)
{
	size_t done = 0;

	while (done < f->pos) {
		ssize_t n = write(f->fd, f->buf + done, f->pos - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			f->flags |= F_ERROR;
			f->pos = 0;
			return EOF;
		}
		done += n;
	}
	f->pos = 0;
	return 0;
}

int __fill(FILE *f)
{
	ssize_t n;

	/* Who is asked for input should see what was written before. */
	if (stdout->mode == _IOLBF && stdout->flags & F_WRITING && stdout->pos)
		__write_out(stdout);
	n = read(f->fd, f->buf, f->size);
	f->pos = 0;
	f->end = n > 0 ? n : 0;
	if (n <= 0)
		f->flags |= n ? F_ERROR : F_EOF;
	return n > 0 ? 0 : EOF;
}
