/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "file.h"
#include "format.h"

static int put(struct sink *s, const char *text, size_t n)
{
	return fwrite(text, 1, n, s->to) == n ? 0 : -1;
}

/* An unbuffered stream gets a buffer for the time of the call: one write, not one per piece. */
int vfprintf(FILE *f, const char *fmt, va_list ap)
{
	struct sink s = { .put = put, .to = f };
	unsigned char buf[256];
	int n;

	if (__start_write(f))
		return -1;
	if (f->mode != _IONBF || f->buf != f->small)
		return __format(&s, fmt, ap);
	f->mode = _IOFBF;
	f->buf = buf;
	f->size = sizeof(buf);
	n = __format(&s, fmt, ap);
	if (__write_out(f))
		n = -1;
	f->mode = _IONBF;
	f->buf = f->small;
	f->size = 1;
	return n;
}

int vprintf(const char *fmt, va_list ap)
{
	return vfprintf(stdout, fmt, ap);
}
