/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "syscall.h"

int execve(const char *path, char *const argv[], char *const envp[])
{
	return SYS(execve, path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

/* A file that is no program is a shell script. */
static void run_script(const char *path, char *const argv[], char *const envp[])
{
	int n = 0;

	while (argv[n])
		n++;
	char *args[n + 2];

	args[0] = "sh";
	args[1] = (char *)path;
	for (int i = 1; i <= n; i++)
		args[i + 1] = argv[i];
	if (n == 0)
		args[2] = NULL;
	execve("/bin/sh", args, envp);
}

static void try(const char *path, char *const argv[], char *const envp[])
{
	execve(path, argv, envp);
	if (errno == ENOEXEC)
		run_script(path, argv, envp);
}

int execvpe(const char *file, char *const argv[], char *const envp[])
{
	const char *dir = getenv("PATH");
	int denied = 0;

	if (!*file) {
		errno = ENOENT;
		return -1;
	}
	if (strchr(file, '/')) {
		try(file, argv, envp);
		return -1;
	}
	if (!dir)
		dir = "/bin:/usr/bin";
	for (;; dir++) {
		size_t len = strcspn(dir, ":");
		char path[PATH_MAX];

		if (snprintf(path, sizeof(path), "%.*s%s%s", (int)len, dir, len ? "/" : "",
			     file) < (int)sizeof(path))
			try(path, argv, envp);
		else
			errno = ENAMETOOLONG;
		if (errno == EACCES)
			denied = 1;
		else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
			return -1;
		dir += len;
		if (!*dir)
			break;
	}
	if (denied)
		errno = EACCES;
	return -1;
}

int execvp(const char *file, char *const argv[])
{
	return execvpe(file, argv, environ);
}
