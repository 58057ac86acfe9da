/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "format.h"

static int put(struct sink *s, const char *text, size_t n)
{
	char *to = s->to;

	if (s->used + 1 < s->size) {
		size_t room = s->size - 1 - s->used;

		memcpy(to + s->used, text, n < room ? n : room);
	}
	s->used += n;
	return 0;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct sink s = { .put = put, .to = buf, .size = size };
	int n = __format(&s, fmt, ap);

	if (size)
		buf[s.used < size ? s.used : size - 1] = '\0';
	return n;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

int vsprintf(char *buf, const char *fmt, va_list ap)
{
	return vsnprintf(buf, INT_MAX, fmt, ap);
}

int sprintf(char *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsprintf(buf, fmt, ap);
	va_end(ap);
	return n;
}
