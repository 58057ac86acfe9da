/* SPDX-License-Identifier: MIT */
#include <unistd.h>
#include "syscall.h"

int setuid(uid_t uid)
{
	return SYS(setuid32, uid);
}

int setgid(gid_t gid)
{
	return SYS(setgid32, gid);
}

int setreuid(uid_t ruid, uid_t euid)
{
	return SYS(setreuid32, ruid, euid);
}

int setregid(gid_t rgid, gid_t egid)
{
	return SYS(setregid32, rgid, egid);
}

int setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	return SYS(setresuid32, ruid, euid, suid);
}

int setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	return SYS(setresgid32, rgid, egid, sgid);
}

int seteuid(uid_t uid)
{
	return setresuid(-1, uid, -1);
}

int setegid(gid_t gid)
{
	return setresgid(-1, gid, -1);
}

int setgroups(size_t n, const gid_t *groups)
{
	return SYS(setgroups32, n, groups);
}
