/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

static int count(const char *arg, va_list ap)
{
	int n = 0;
	va_list args;

	va_copy(args, ap);
	for (; arg; n++)
		arg = va_arg(args, const char *);
	va_end(args);
	return n;
}

static void collect(char **argv, const char *arg, int n, va_list *ap)
{
	for (int i = 0; i < n; i++) {
		argv[i] = (char *)arg;
		arg = va_arg(*ap, const char *);
	}
	argv[n] = NULL;
}

int execl(const char *path, const char *arg, ...)
{
	va_list ap;

	va_start(ap, arg);
	int n = count(arg, ap);
	char *argv[n + 1];

	collect(argv, arg, n, &ap);
	va_end(ap);
	return execv(path, argv);
}

int execlp(const char *file, const char *arg, ...)
{
	va_list ap;

	va_start(ap, arg);
	int n = count(arg, ap);
	char *argv[n + 1];

	collect(argv, arg, n, &ap);
	va_end(ap);
	return execvp(file, argv);
}

int execle(const char *path, const char *arg, ...)
{
	char *const *envp;
	va_list ap;

	va_start(ap, arg);
	int n = count(arg, ap);
	char *argv[n + 1];

	collect(argv, arg, n, &ap);
	envp = va_arg(ap, char *const *);
	va_end(ap);
	return execve(path, argv, envp);
}
