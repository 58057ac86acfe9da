/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int chown(const char *path, uid_t uid, gid_t gid)
{
	return SYS(chown32, path, uid, gid);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	return SYS(fchown32, fd, uid, gid);
}

int lchown(const char *path, uid_t uid, gid_t gid)
{
	return SYS(lchown32, path, uid, gid);
}

int fchownat(int dirfd, const char *path, uid_t uid, gid_t gid, int flags)
{
	return SYS(fchownat, dirfd, path, uid, gid, flags);
}
