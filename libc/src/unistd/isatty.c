/* SPDX-License-Identifier: MIT */
#include <sys/ioctl.h>
#include <unistd.h>

int isatty(int fd)
{
	struct termios t;

	return ioctl(fd, TCGETS, &t) == 0;
}
