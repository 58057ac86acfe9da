/* SPDX-License-Identifier: MIT */
#include <string.h>

char *strsep(char **s, const char *delim)
{
	char *field = *s;

	if (!field)
		return NULL;
	*s = field + strcspn(field, delim);
	if (**s)
		*(*s)++ = '\0';
	else
		*s = NULL;
	return field;
}
