/* SPDX-License-Identifier: MIT */
#include <sys/uio.h>
#include "syscall.h"

ssize_t readv(int fd, const struct iovec *iov, int n)
{
	return SYS(readv, fd, iov, n);
}

ssize_t writev(int fd, const struct iovec *iov, int n)
{
	return SYS(writev, fd, iov, n);
}
