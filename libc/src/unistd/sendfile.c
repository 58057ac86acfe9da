/* SPDX-License-Identifier: MIT */
#include <sys/sendfile.h>
#include "syscall.h"

ssize_t sendfile(int out, int in, off_t *offset, size_t n)
{
	return SYS(sendfile64, out, in, offset, n);
}
