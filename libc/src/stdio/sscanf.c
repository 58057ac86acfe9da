/* SPDX-License-Identifier: MIT */
/* Conversions d i u o x X p c s n [] %, with * , width and length. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	bool skip;
	int width;		/* 0: none */
	int length;
};

static void store(void *to, const struct scan *sc, unsigned long long v)
{
	switch (sc->length) {
	case 'H':
		*(char *)to = v;
		break;
	case 'h':
		*(short *)to = v;
		break;
	case 'L':
	case 'j':
		*(long long *)to = v;
		break;
	default:
		*(int *)to = v;
	}
}

/* The number at s within the width; NULL if there is none. */
static const char *scan_integer(const char *s, const struct scan *sc, int base, bool is_signed,
				unsigned long long *value)
{
	char buf[72];
	size_t room = sizeof(buf) - 1, n;
	char *end;

	if (sc->width && (size_t)sc->width < room)
		room = sc->width;
	n = strnlen(s, room);
	memcpy(buf, s, n);
	buf[n] = '\0';
	*value = is_signed ? (unsigned long long)strtoll(buf, &end, base) :
			     strtoull(buf, &end, base);
	return end == buf ? NULL : s + (end - buf);
}

static bool in_set(const char *set, size_t len, bool inverted, char c)
{
	for (size_t i = 0; i < len; i++) {
		if (i + 2 < len && set[i + 1] == '-') {
			if ((unsigned char)c >= (unsigned char)set[i] &&
			    (unsigned char)c <= (unsigned char)set[i + 2])
				return !inverted;
			i += 2;
		} else if (set[i] == c) {
			return !inverted;
		}
	}
	return inverted;
}

/* [set]: fmt stands after the [ and is left after the ]. */
static const char *scan_set(const char *s, const struct scan *sc, const char **fmt, char *to)
{
	bool inverted = **fmt == '^';
	const char *set = *fmt + inverted, *end = strchr(*set ? set + 1 : set, ']');
	size_t n = 0;

	if (!end)
		return NULL;
	while (s[n] && (!sc->width || n < (size_t)sc->width) &&
	       in_set(set, end - set, inverted, s[n]))
		n++;
	*fmt = end + 1;
	if (!n)
		return NULL;
	if (to) {
		memcpy(to, s, n);
		to[n] = '\0';
	}
	return s + n;
}

static const char *scan_word(const char *s, const struct scan *sc, char *to)
{
	size_t n = 0;

	while (s[n] && !isspace((unsigned char)s[n]) && (!sc->width || n < (size_t)sc->width))
		n++;
	if (to) {
		memcpy(to, s, n);
		to[n] = '\0';
	}
	return n ? s + n : NULL;
}

static const char *scan_chars(const char *s, const struct scan *sc, char *to)
{
	size_t n = sc->width ? sc->width : 1;

	if (strnlen(s, n) < n)
		return NULL;
	if (to)
		memcpy(to, s, n);
	return s + n;
}

static const char *parse_scan(const char *f, struct scan *sc)
{
	*sc = (struct scan){ 0 };
	if (*f == '*') {
		sc->skip = true;
		f++;
	}
	while (isdigit((unsigned char)*f) && sc->width < INT_MAX / 10 - 1)
		sc->width = sc->width * 10 + *f++ - '0';
	if (*f && strchr("hljzt", *f)) {
		sc->length = *f++;
		if (*f == sc->length && (*f == 'h' || *f == 'l')) {
			sc->length = *f == 'h' ? 'H' : 'L';
			f++;
		}
	}
	return f;
}

static int base_of(char conv)
{
	return conv == 'i' ? 0 : conv == 'o' ? 8 : strchr("xXp", conv) ? 16 : 10;
}

int vsscanf(const char *str, const char *fmt, va_list ap)
{
	const char *s = str;
	int done = 0;

	while (*fmt) {
		unsigned long long value = 0;
		struct scan sc;
		void *to;
		char conv;

		if (isspace((unsigned char)*fmt)) {
			while (isspace((unsigned char)*s))
				s++;
			fmt++;
			continue;
		}
		if (*fmt != '%') {
			if (*s != *fmt)
				break;
			s++, fmt++;
			continue;
		}
		fmt = parse_scan(fmt + 1, &sc);
		conv = *fmt ? *fmt++ : '\0';
		if (!strchr("c[n", conv))
			while (isspace((unsigned char)*s))
				s++;
		if (conv == '%') {
			if (*s++ != '%')
				return done;
			continue;
		}
		if (!conv || !strchr("diouxXpcs[n", conv))
			return done;
		to = sc.skip ? NULL : va_arg(ap, void *);
		if (conv == 'n') {
			if (to)
				store(to, &sc, s - str);
			continue;
		}
		if (!*s)
			return done ? done : EOF;
		if (conv == 'c')
			s = scan_chars(s, &sc, to);
		else if (conv == 's')
			s = scan_word(s, &sc, to);
		else if (conv == '[')
			s = scan_set(s, &sc, &fmt, to);
		else
			s = scan_integer(s, &sc, base_of(conv), conv == 'd' || conv == 'i', &value);
		if (!s)
			return done;
		if (strchr("diouxXp", conv) && to)
			store(to, &sc, value);
		done += to != NULL;
	}
	return done;
}

int sscanf(const char *s, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsscanf(s, fmt, ap);
	va_end(ap);
	return n;
}
