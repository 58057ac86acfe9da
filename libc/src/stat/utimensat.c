/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include "syscall.h"

int utimensat(int dirfd, const char *path, const struct timespec times[2], int flags)
{
	struct timespec32 t[2];
	long r = RAW(utimensat_time64, dirfd, path, times, flags);

	if (r != -ENOSYS)
		return __syscall_ret(r);
	for (int i = 0; times && i < 2; i++)
		t[i] = (struct timespec32){ times[i].tv_sec, times[i].tv_nsec };
	return SYS(utimensat, dirfd, path, times ? t : NULL, flags);
}

int futimens(int fd, const struct timespec times[2])
{
	return utimensat(fd, NULL, times, 0);
}

int utimes(const char *path, const struct timeval times[2])
{
	struct timespec t[2];

	for (int i = 0; times && i < 2; i++)
		t[i] = (struct timespec){ times[i].tv_sec, times[i].tv_usec * 1000 };
	return utimensat(AT_FDCWD, path, times ? t : NULL, 0);
}
