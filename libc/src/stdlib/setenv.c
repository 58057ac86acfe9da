/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The array when it is ours, not the one on the initial stack. */
static char **own;

static int bad_name(const char *name)
{
	return !name || !*name || strchr(name, '=');
}

static char **find(const char *string, size_t len)
{
	char **e = environ;

	while (e && *e && (strncmp(*e, string, len) || (*e)[len] != '='))
		e++;
	return e;
}

/* Strings once in the environment are never freed: getenv may have given them out. */
int putenv(char *string)
{
	size_t len = strcspn(string, "="), n = 0;
	char **e, **grown;

	if (!string[len])
		return unsetenv(string);
	e = find(string, len);
	if (e && *e) {
		*e = string;
		return 0;
	}
	while (environ && environ[n])
		n++;
	grown = realloc(environ == own ? own : NULL, (n + 2) * sizeof(*grown));
	if (!grown)
		return -1;
	if (environ != own)
		memcpy(grown, environ, n * sizeof(*grown));
	grown[n] = string;
	grown[n + 1] = NULL;
	environ = own = grown;
	return 0;
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t len, room;
	char *string;

	if (bad_name(name)) {
		errno = EINVAL;
		return -1;
	}
	if (!overwrite && getenv(name))
		return 0;
	len = strlen(name);
	room = strlen(value) + 1;
	string = malloc(len + 1 + room);
	if (!string)
		return -1;
	memcpy(string, name, len);
	string[len] = '=';
	memcpy(string + len + 1, value, room);
	if (putenv(string) == 0)
		return 0;
	free(string);
	return -1;
}

int unsetenv(const char *name)
{
	if (bad_name(name)) {
		errno = EINVAL;
		return -1;
	}
	for (char **e; (e = find(name, strlen(name))) && *e;)
		do
			e[0] = e[1];
		while (*e++);
	return 0;
}

int clearenv(void)
{
	environ = NULL;
	return 0;
}
