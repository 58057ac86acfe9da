/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

static unsigned int digit_value(int c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return 99;
}

/* 0x and 0 prefixes choose and drop; 0x without a digit after it is just a 0. */
static const char *skip_prefix(const char *s, int *base)
{
	bool hex = s[0] == '0' && (s[1] | 32) == 'x' && isxdigit((unsigned char)s[2]);

	if ((*base == 0 || *base == 16) && hex) {
		*base = 16;
		return s + 2;
	}
	if (*base == 0)
		*base = s[0] == '0' ? 8 : 10;
	return s;
}

/*
 * The magnitude of the number at s, at most max (max + 1 if negative and
 * min_too); beyond it that limit and ERANGE.
 */
static unsigned long long parse(const char *s, char **end, int base, unsigned long long max,
				bool min_too, bool *negative)
{
	const char *start = s, *digits;
	unsigned long long value = 0;
	bool overflow = false;

	*negative = false;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return 0;
	}
	while (isspace((unsigned char)*s))
		s++;
	if (*s == '+' || *s == '-')
		*negative = *s++ == '-';
	if (*negative && min_too)
		max++;
	digits = s = skip_prefix(s, &base);
	for (;; s++) {
		unsigned int d = digit_value((unsigned char)*s);

		if (d >= (unsigned int)base)
			break;
		if (overflow || value > (max - d) / base || (d > max))
			overflow = true;
		else
			value = value * base + d;
	}
	if (end)
		*end = (char *)(s == digits ? start : s);
	if (overflow) {
		errno = ERANGE;
		return max;
	}
	return value;
}

static long long parse_signed(const char *s, char **end, int base, unsigned long long max)
{
	bool negative;
	unsigned long long v = parse(s, end, base, max, true, &negative);

	return negative ? -v : v;
}

/* A minus sign negates in the unsigned type, but the limit stays the limit. */
static unsigned long long parse_unsigned(const char *s, char **end, int base,
					 unsigned long long max)
{
	bool negative;
	int saved = errno;
	unsigned long long v;

	errno = 0;
	v = parse(s, end, base, max, false, &negative);
	if (errno)
		return errno == ERANGE ? max : v;
	errno = saved;
	return negative ? -v : v;
}

long strtol(const char *s, char **end, int base)
{
	return parse_signed(s, end, base, LONG_MAX);
}

unsigned long strtoul(const char *s, char **end, int base)
{
	return parse_unsigned(s, end, base, ULONG_MAX);
}

long long strtoll(const char *s, char **end, int base)
{
	return parse_signed(s, end, base, LLONG_MAX);
}

unsigned long long strtoull(const char *s, char **end, int base)
{
	return parse_unsigned(s, end, base, ULLONG_MAX);
}

intmax_t strtoimax(const char *s, char **end, int base)
{
	return strtoll(s, end, base);
}

uintmax_t strtoumax(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}
