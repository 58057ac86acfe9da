/* SPDX-License-Identifier: MIT */
/* chmod mode file... - change permissions; mode is octal, or [ugoa][+-=][rwxst] joined by commas */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool apply_octal(const char *text, mode_t *mode)
{
	char *end;
	unsigned long n = strtoul(text, &end, 8);

	*mode = n;
	return *text >= '0' && *text <= '7' && !*end && n <= 07777;
}

static mode_t bits(char letter, mode_t who)
{
	switch (letter) {
	case 'r': return 0444 & who;
	case 'w': return 0222 & who;
	case 'x': return 0111 & who;
	case 's': return 06000 & who;
	case 't': return 01000 & who;
	default: return 0;
	}
}

/* One clause, u+x for example; what is behind it is returned, NULL if it is wrong. */
static const char *apply_clause(const char *s, mode_t *mode)
{
	mode_t who = 0, set = 0;
	char how;

	for (; *s && strchr("ugoa", *s); s++)
		who |= *s == 'u' ? 04700 : *s == 'g' ? 02070 : *s == 'o' ? 01007 : 07777;
	if (!who)
		who = 07777;
	how = *s;
	if (!how || !strchr("+-=", how))
		return NULL;
	for (s++; *s && strchr("rwxst", *s); s++)
		set |= bits(*s, who);
	if (how == '+')
		*mode |= set;
	else if (how == '-')
		*mode &= ~set;
	else
		*mode = (*mode & ~(who & 0777)) | set;
	return *s == ',' ? s + 1 : *s ? NULL : s;
}

static bool apply(const char *text, mode_t *mode)
{
	if (*text >= '0' && *text <= '9')
		return apply_octal(text, mode);
	do
		text = apply_clause(text, mode);
	while (text && *text);
	return text != NULL;
}

int main(int argc, char **argv)
{
	mode_t mode = 0;
	struct stat st;
	int status = 0;

	if (argc < 3 || !apply(argv[1], &mode)) {
		fprintf(stderr, "usage: chmod mode file...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		bool seen = stat(argv[i], &st) == 0;

		mode = seen ? st.st_mode & 07777 : 0;
		if (!seen || !apply(argv[1], &mode) || chmod(argv[i], mode) < 0) {
			fprintf(stderr, "chmod: %s: %s\n", argv[i], strerror(errno));
			status = 1;
		}
	}
	return status;
}
