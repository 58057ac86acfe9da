/* SPDX-License-Identifier: MIT */
#include <string.h>

char *strstr(const char *hay, const char *needle)
{
	size_t len = strlen(needle);

	for (;; hay++) {
		if (!strncmp(hay, needle, len))
			return (char *)hay;
		if (!*hay)
			return NULL;
	}
}

char *strcasestr(const char *hay, const char *needle)
{
	size_t len = strlen(needle);

	for (;; hay++) {
		if (!strncasecmp(hay, needle, len))
			return (char *)hay;
		if (!*hay)
			return NULL;
	}
}
