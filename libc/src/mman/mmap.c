/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>
#include "syscall.h"

/* mmap2 counts the offset in pages of 4096. */
void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	if (offset & 4095 || (unsigned long long)offset >> 44)
		return (void *)__syscall_ret(offset & 4095 ? -EINVAL : -EOVERFLOW);
	return (void *)SYS(mmap2, addr, len, prot, flags, fd, offset >> 12);
}

int munmap(void *addr, size_t len)
{
	return SYS(munmap, addr, len);
}

int mprotect(void *addr, size_t len, int prot)
{
	return SYS(mprotect, addr, len, prot);
}

void *mremap(void *old, size_t oldlen, size_t newlen, int flags, ...)
{
	void *new = NULL;
	va_list ap;

	va_start(ap, flags);
	if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP))
		new = va_arg(ap, void *);
	va_end(ap);
	return (void *)SYS(mremap, old, oldlen, newlen, flags, new);
}
