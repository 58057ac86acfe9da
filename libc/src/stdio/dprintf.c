/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "format.h"

struct chunk {
	int fd;
	char buf[256];
};

static int write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		p += done;
		n -= done;
	}
	return 0;
}

static int put(struct sink *s, const char *text, size_t n)
{
	struct chunk *c = s->to;

	if (n > sizeof(c->buf) - s->used) {
		if (write_all(c->fd, c->buf, s->used) < 0)
			return -1;
		s->used = 0;
	}
	if (n > sizeof(c->buf))
		return write_all(c->fd, text, n);
	memcpy(c->buf + s->used, text, n);
	s->used += n;
	return 0;
}

int vdprintf(int fd, const char *fmt, va_list ap)
{
	struct chunk c = { .fd = fd };
	struct sink s = { .put = put, .to = &c };
	int n = __format(&s, fmt, ap);

	if (n >= 0 && write_all(fd, c.buf, s.used) < 0)
		return -1;
	return n;
}

int dprintf(int fd, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vdprintf(fd, fmt, ap);
	va_end(ap);
	return n;
}
