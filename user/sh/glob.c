/* SPDX-License-Identifier: MIT */
/* Patterns. A backslash makes the next character an ordinary one. */
#include "sh.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int pattern_char(const char **p)
{
	if (**p == '\\' && (*p)[1])
		(*p)++;
	return (unsigned char)*(*p)++;
}

/* p is behind a `[`: return what is behind its `]`, or NULL if there is none. */
static const char *match_class(const char *p, int c, bool *hit)
{
	bool not = *p == '!' || *p == '^';
	bool found = false, first = true;

	for (p += not; *p && (*p != ']' || first); first = false) {
		int low = pattern_char(&p), high = low;

		if (*p == '-' && p[1] && p[1] != ']') {
			p++;
			high = pattern_char(&p);
		}
		found = found || (low <= c && c <= high);
	}
	*hit = found != not;
	return *p ? p + 1 : NULL;
}

/* Match one character of s with the pattern's first element; return the rest of the pattern. */
static const char *match_one(const char *p, const char *s)
{
	int c = (unsigned char)*s;
	bool hit;

	if (*p == '?')
		return p + 1;
	if (*p == '[') {
		const char *rest = match_class(p + 1, c, &hit);

		if (rest)
			return hit ? rest : NULL;
	}
	return *p && pattern_char(&p) == c ? p : NULL;
}

bool match(const char *p, const char *s)
{
	const char *star = NULL, *retry = NULL;

	/* Only the last * need ever be tried again, with one more character. */
	while (*s || *p == '*') {
		const char *rest;

		if (*p == '*') {
			star = ++p;
			retry = s;
		} else if ((rest = match_one(p, s))) {
			p = rest;
			s++;
		} else if (star && *retry) {
			p = star;
			s = ++retry;
		} else {
			return false;
		}
	}
	return *p == '\0';
}

void unescape(char *s)
{
	char *to = s;

	while (*s) {
		if (*s == '\\' && s[1])
			s++;
		*to++ = *s++;
	}
	*to = '\0';
}

static bool is_magic(const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		else if (strchr("*?[", *s))
			return true;
	}
	return false;
}

static char *join(const char *a, const char *b)
{
	char *s = alloc(strlen(a) + strlen(b) + 1);

	strcpy(s, a);
	return strcat(s, b);
}

static void glob_below(const char *path, const char *rest, struct list *out)
{
	size_t slashes = strspn(rest, "/");
	char *part;
	struct dirent *entry;
	struct stat st;
	DIR *dir;

	path = join(path, slice(rest, slashes));
	rest += slashes;
	part = slice(rest, strcspn(rest, "/"));
	rest += strlen(part);
	if (!is_magic(part)) {
		unescape(part);
		path = join(path, part);
		if (*rest)
			glob_below(path, rest, out);
		else if (lstat(path, &st) == 0)
			append(out, (char *)path);
		return;
	}
	dir = opendir(*path ? path : ".");
	while (dir && (entry = readdir(dir))) {
		if ((*entry->d_name == '.' && *part != '.') || !match(part, entry->d_name))
			continue;
		if (*rest)
			glob_below(join(path, entry->d_name), rest, out);
		else
			append(out, join(path, entry->d_name));
	}
	if (dir)
		closedir(dir);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void glob_fields(const char *pattern, struct list *out)
{
	int before = out->n;

	glob_below("", pattern, out);
	if (out->n > before)
		qsort(out->v + before, out->n - before, sizeof(char *), compare);
}
