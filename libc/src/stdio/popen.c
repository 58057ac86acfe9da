/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "file.h"

FILE *popen(const char *command, const char *mode)
{
	int reads = mode[0] == 'r', open_flags, flags = __parse_mode(mode, &open_flags);
	int fds[2];
	FILE *f;

	if (flags < 0 || pipe2(fds, O_CLOEXEC) < 0)
		return NULL;
	f = __new_file(fds[!reads], flags);
	if (f) {
		fflush(stdout);
		f->pid = fork();
		if (f->pid == 0) {
			dup2(fds[reads], reads);
			execl("/bin/sh", "sh", "-c", command, (char *)NULL);
			_exit(127);
		}
		if (f->pid < 0) {
			fclose(f);
			f = NULL;
		}
	} else {
		close(fds[!reads]);
	}
	close(fds[reads]);
	return f;
}

int pclose(FILE *f)
{
	pid_t pid = f->pid;
	int status;

	fclose(f);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}
