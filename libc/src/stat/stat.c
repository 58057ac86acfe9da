/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include "syscall.h"

/* The kernel's structure has fields of these names. */
#undef st_atime
#undef st_mtime
#undef st_ctime

static int convert(int ret, const struct stat64 *k, struct stat *st)
{
	if (ret < 0)
		return ret;
	*st = (struct stat){
		.st_dev = k->st_dev, .st_ino = k->st_ino, .st_mode = k->st_mode,
		.st_nlink = k->st_nlink, .st_uid = k->st_uid, .st_gid = k->st_gid,
		.st_rdev = k->st_rdev, .st_size = k->st_size, .st_blksize = k->st_blksize,
		.st_blocks = k->st_blocks,
		.st_atim = { k->st_atime, k->st_atime_nsec },
		.st_mtim = { k->st_mtime, k->st_mtime_nsec },
		.st_ctim = { k->st_ctime, k->st_ctime_nsec },
	};
	return 0;
}

int stat(const char *path, struct stat *st)
{
	struct stat64 k;

	return convert(SYS(stat64, path, &k), &k, st);
}

int lstat(const char *path, struct stat *st)
{
	struct stat64 k;

	return convert(SYS(lstat64, path, &k), &k, st);
}

int fstat(int fd, struct stat *st)
{
	struct stat64 k;

	return convert(SYS(fstat64, fd, &k), &k, st);
}

int fstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	struct stat64 k;

	return convert(SYS(fstatat64, dirfd, path, &k, flags), &k, st);
}
