/* SPDX-License-Identifier: MIT */
/*
 * printf's conversions and sscanf's.
 * Catches: wrong padding, signs, prefixes, lengths, a wrong count, a buffer overrun.
 */
#include "tap.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

__attribute__((format(printf, 2, 3)))
static void is(const char *want, const char *fmt, ...)
{
	char buf[256];
	va_list ap;
	int n;

	memset(buf, '#', sizeof(buf));
	va_start(ap, fmt);
	n = vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	if (!ok(!strcmp(buf, want) && n == (int)strlen(want), "\"%s\" gives \"%s\"", fmt, want))
		diag("got \"%s\", %d", buf, n);
}

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-overflow"

static void integers(void)
{
	is("0 -1 2147483647 -2147483648", "%d %d %d %i", 0, -1, INT_MAX, INT_MIN);
	is("4294967295", "%u", UINT_MAX);
	is("   42|42   |00042|+42| 42", "%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42);
	is("-0042|  -42|-42  ", "%05d|%5d|%-5d", -42, -42, -42);
	is("  007|007  |", "%5.3d|%-5.3d|%.0d", 7, 7, 0);
	is("    7", "%05.1d", 7);
	is("ff FF 0xff 0XFF 0", "%x %X %#x %#X %#x", 255, 255, 255, 255, 0);
	is("0x00ff|  0xff", "%#06x|%#6x", 255, 255);
	is("17 017 0 0", "%o %#o %#o %#.0o", 15, 15, 0, 0);
	is("-1 255 -1 65535", "%hhd %hhu %hd %hu", -1, -1, -1, -1);
	is("9223372036854775807 -9223372036854775808", "%lld %lld", LLONG_MAX, LLONG_MIN);
	is("18446744073709551615 ffffffffffffffff", "%llu %llx", ULLONG_MAX, ULLONG_MAX);
	is("1777777777777777777777", "%llo", ULLONG_MAX);
	is("1 2 3 4 5", "%ld %zu %td %jd %" PRIu64, 1L, (size_t)2, 3, (intmax_t)4, (uint64_t)5);
	is("   42|42   |", "%*d|%*d|", 5, 42, -5, 42);
	is("0042|42", "%.*d|%.*d", 4, 42, -1, 42);
}

static void others(void)
{
	int n = -1;

	is("abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc", "abc", "abc");
	is("(null)||", "%s|%.3s|", (char *)NULL, (char *)NULL);
	is("x|  x|x  |%", "%c|%3c|%-3c|%%", 'x', 'x', 'x');
	is("0xdeadbeef (nil)", "%p %p", (void *)0xdeadbeef, NULL);
	is("abc", "abc%n", &n);
	ok(n == 3, "%%n stored %d", n);
	errno = ENOENT;
	is("No such file or directory", "%m");
	is("", "%s", "");
	is("a", "%.1s", "abc");
}

static void edges(void)
{
	char buf[8] = "#######", *out = NULL;

	ok(snprintf(buf, 4, "%d", 123456) == 6 && !strcmp(buf, "123") && buf[4] == '#',
	   "snprintf cuts and says the whole length");
	ok(snprintf(NULL, 0, "%s", "hello") == 5, "snprintf to nothing");
	ok(snprintf(buf, 1, "x") == 1 && !buf[0], "snprintf with room for the null byte");
	ok(snprintf(NULL, 0, "%2147483647d ", 1) < 0 && errno == EOVERFLOW,
	   "more than INT_MAX characters is EOVERFLOW");
	ok(asprintf(&out, "%0100d", 1) == 100 && strlen(out) == 100, "asprintf");
	free(out);
}

static void scanning(void)
{
	int a = 0, b = 0, n = 0;
	unsigned int x = 0, o = 0;
	long long big = 0;
	char word[16], set[16], c = 0;

	ok(sscanf(" 12 -7", "%d%d", &a, &b) == 2 && a == 12 && b == -7, "sscanf %%d");
	ok(sscanf("0x1f 17", "%x %o", &x, &o) == 2 && x == 31 && o == 15, "sscanf %%x %%o");
	ok(sscanf("1234567890123", "%lld", &big) == 1 && big == 1234567890123LL, "sscanf %%lld");
	ok(sscanf("key=value;", "%[a-z]=%15[^;]%c", word, set, &c) == 3 && !strcmp(word, "key") &&
	   !strcmp(set, "value") && c == ';', "sscanf %%[] %%c");
	ok(sscanf("08048000-08049000 r-xp", "%x-%x %4s%n", &x, &o, word, &n) == 3 &&
	   x == 0x8048000 && o == 0x8049000 && !strcmp(word, "r-xp") && n == 22,
	   "sscanf a line of /proc/self/maps");
	ok(sscanf("12345", "%2d%*2d%d", &a, &b) == 2 && a == 12 && b == 5, "sscanf width and *");
	ok(sscanf("", "%d", &a) == EOF && sscanf("x", "%d", &a) == 0, "sscanf without a match");
}

int main(void)
{
	integers();
	others();
	edges();
	scanning();
	return done_testing();
}
