/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <sys/ptrace.h>
#include "syscall.h"

/* The kernel stores what a PEEK reads; only the C function returns it. */
long ptrace(int request, ...)
{
	unsigned long pid, addr, data, word;
	va_list ap;
	long r;

	va_start(ap, request);
	pid = va_arg(ap, unsigned long);
	addr = va_arg(ap, unsigned long);
	data = va_arg(ap, unsigned long);
	va_end(ap);
	if (request < PTRACE_PEEKTEXT || request > PTRACE_PEEKUSER)
		return SYS(ptrace, request, pid, addr, data);
	r = SYS(ptrace, request, pid, addr, &word);
	return r < 0 ? r : (long)word;
}
