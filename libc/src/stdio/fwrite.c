/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "file.h"

/* Too long for the buffer: straight through. */
static size_t write_through(const unsigned char *from, size_t bytes, FILE *f)
{
	size_t done = 0;

	if (__write_out(f))
		return 0;
	while (done < bytes) {
		ssize_t n = write(f->fd, from + done, bytes - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			f->flags |= F_ERROR;
			break;
		}
		done += n;
	}
	return done;
}

static size_t write_bytes(const unsigned char *from, size_t bytes, FILE *f)
{
	if (bytes > f->size - f->pos && bytes >= f->size)
		return write_through(from, bytes, f);
	if (bytes > f->size - f->pos && __write_out(f))
		return 0;
	memcpy(f->buf + f->pos, from, bytes);
	f->pos += bytes;
	if (f->mode == _IOFBF)
		return bytes;
	if (f->mode == _IONBF || memrchr(from, '\n', bytes))
		return __write_out(f) ? 0 : bytes;
	return bytes;
}

size_t fwrite(const void *buf, size_t size, size_t n, FILE *f)
{
	size_t bytes;

	if (!size || !n || __start_write(f))
		return 0;
	if (__builtin_mul_overflow(size, n, &bytes)) {
		f->flags |= F_ERROR;
		errno = EOVERFLOW;
		return 0;
	}
	return write_bytes(buf, bytes, f) / size;
}
