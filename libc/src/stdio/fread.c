/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "file.h"

static size_t read_bytes(unsigned char *to, size_t bytes, FILE *f)
{
	size_t done = 0;

	while (done < bytes && f->ungot)
		to[done++] = fgetc(f);
	while (done < bytes) {
		size_t n = f->end - f->pos;

		if (!n) {
			if (__fill(f))
				break;
			continue;
		}
		if (n > bytes - done)
			n = bytes - done;
		memcpy(to + done, f->buf + f->pos, n);
		f->pos += n;
		done += n;
	}
	return done;
}

size_t fread(void *buf, size_t size, size_t n, FILE *f)
{
	size_t bytes;

	if (!size || __start_read(f))
		return 0;
	if (__builtin_mul_overflow(size, n, &bytes)) {
		f->flags |= F_ERROR;
		errno = EOVERFLOW;
		return 0;
	}
	return read_bytes(buf, bytes, f) / size;
}
