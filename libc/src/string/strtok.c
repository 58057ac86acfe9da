/* SPDX-License-Identifier: MIT */
#include <string.h>

char *strtok_r(char *restrict s, const char *restrict delim, char **restrict save)
{
	if (!s)
		s = *save;
	s += strspn(s, delim);
	*save = s + strcspn(s, delim);
	if (*save == s)
		return NULL;
	if (**save)
		*(*save)++ = '\0';
	return s;
}

char *strtok(char *restrict s, const char *restrict delim)
{
	static char *save;

	return strtok_r(s, delim, &save);
}
