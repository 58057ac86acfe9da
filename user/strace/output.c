/* SPDX-License-Identifier: MIT */
/* Lines of several tasks: only one can be open, the last. */
#include "strace.h"
#include <stdarg.h>
#include <stdio.h>

static FILE *file;
static struct tracee *open_line;
static int column;

bool output_open(const char *path)
{
	file = path ? fopen(path, "we") : stderr;
	if (file)
		setlinebuf(file);
	return file;
}

void out(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vfprintf(file, fmt, ap);
	va_end(ap);
	if (n > 0)
		column += n;
}

bool output_is_at(const struct tracee *t)
{
	return open_line == t;
}

void output_line(struct tracee *t, bool show_pid)
{
	if (open_line == t)
		return;
	if (open_line) {
		open_line->unfinished = true;
		out(" <unfinished ...>\n");
	}
	open_line = t;
	column = 0;
	if (show_pid)
		out("[pid %5d] ", (int)t->pid);
}

void output_end(struct tracee *t)
{
	if (open_line == t) {
		out("\n");
		open_line = NULL;
	}
	fflush(file);
}

void output_to_column(int to)
{
	while (column < to)
		out(" ");
}

void out_quoted(const char *bytes, size_t len, bool cut)
{
	static const char from[] = "\n\t\r\v\f\"\\", to[] = "ntrvf\"\\";

	out("\"");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = bytes[i], next = i + 1 < len ? bytes[i + 1] : 0;
		unsigned int k = 0;

		while (from[k] && from[k] != c)
			k++;
		if (c && from[k])
			out("\\%c", to[k]);
		else if (c >= ' ' && c < 0x7f)
			out("%c", c);
		else
			out(next >= '0' && next <= '9' ? "\\%03o" : "\\%o", c);
	}
	out(cut ? "\"..." : "\"");
}
