/* SPDX-License-Identifier: MIT */
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "syscall.h"

pid_t getpgrp(void)
{
	return RAW0(getpgrp);
}

pid_t getpgid(pid_t pid)
{
	return SYS(getpgid, pid);
}

int setpgid(pid_t pid, pid_t pgid)
{
	return SYS(setpgid, pid, pgid);
}

int setpgrp(void)
{
	return setpgid(0, 0);
}

pid_t getsid(pid_t pid)
{
	return SYS(getsid, pid);
}

pid_t setsid(void)
{
	return SYS0(setsid);
}

pid_t tcgetpgrp(int fd)
{
	pid_t pgid;

	return ioctl(fd, TIOCGPGRP, &pgid) < 0 ? -1 : pgid;
}

int tcsetpgrp(int fd, pid_t pgid)
{
	return ioctl(fd, TIOCSPGRP, &pgid);
}

pid_t tcgetsid(int fd)
{
	pid_t sid;

	return ioctl(fd, TIOCGSID, &sid) < 0 ? -1 : sid;
}
