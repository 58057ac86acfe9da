/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int remove(const char *path)
{
	int ret = unlink(path);

	return ret < 0 && errno == EISDIR ? rmdir(path) : ret;
}
