/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

uid_t getuid(void)
{
	return RAW0(getuid32);
}

uid_t geteuid(void)
{
	return RAW0(geteuid32);
}

gid_t getgid(void)
{
	return RAW0(getgid32);
}

gid_t getegid(void)
{
	return RAW0(getegid32);
}

int getresuid(uid_t *ruid, uid_t *euid, uid_t *suid)
{
	return SYS(getresuid32, ruid, euid, suid);
}

int getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid)
{
	return SYS(getresgid32, rgid, egid, sgid);
}

int getgroups(int n, gid_t *groups)
{
	return SYS(getgroups32, n, groups);
}
