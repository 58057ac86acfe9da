/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "syscall.h"

/* A null buf gets memory from malloc, as much as needed. */
char *getcwd(char *buf, size_t size)
{
	char own[PATH_MAX];
	char *to = buf ? buf : own;
	long n = SYS(getcwd, to, buf ? size : sizeof(own));

	if (n < 0)
		return NULL;
	if (to[0] != '/') {
		errno = ENOENT;		/* outside our root */
		return NULL;
	}
	return buf ? buf : strdup(own);
}
