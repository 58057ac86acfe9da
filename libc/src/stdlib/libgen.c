/* SPDX-License-Identifier: MIT */
#include <libgen.h>
#include <string.h>

char *basename(char *path)
{
	size_t n = path ? strlen(path) : 0;

	if (!n)
		return ".";
	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	while (n > 1 && path[n - 2] != '/')
		n--;
	return path + n - 1;
}

char *dirname(char *path)
{
	size_t n = path ? strlen(path) : 0;

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n && path[n - 1] != '/')
		n--;
	if (!n)
		return ".";
	while (n > 1 && path[n - 1] == '/')
		n--;
	path[n] = '\0';
	return path;
}
