/* SPDX-License-Identifier: MIT */
#ifndef STDIO_FORMAT_H
#define STDIO_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Where formatted text goes; put returns 0, or -1 to stop. */
struct sink {
	int (*put)(struct sink *s, const char *text, size_t n);
	void *to;
	size_t size, used;
};

/* The number of characters, or -1 with errno. */
int __format(struct sink *s, const char *fmt, va_list ap);

#endif
