/* SPDX-License-Identifier: MIT */
/* pwd - print the working directory */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char path[4096];

	if (!getcwd(path, sizeof(path))) {
		fprintf(stderr, "pwd: working directory: %s\n", strerror(errno));
		return 1;
	}
	printf("%s\n", path);
	return fflush(stdout) != 0;
}
