/* SPDX-License-Identifier: MIT */
/*
 * <string.h>, <ctype.h> and the number parsers of <stdlib.h>.
 * Catches: overruns at a page's end, signs of bytes, overlaps, limits and errno.
 */
#include "tap.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>

/* A string whose null byte is the last byte before an unmapped page. */
static char *at_edge(const char *s)
{
	static char *page;
	size_t n = strlen(s) + 1;

	if (!page) {
		page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (page == MAP_FAILED)
			bail_out("mmap");
		munmap(page + 4096, 4096);
	}
	return memcpy(page + 4096 - n, s, n);
}

static void moves(void)
{
	bool good = true;

	for (int from = 0; from < 20; from++)
		for (int to = 0; to < 20; to++)
			for (int n = 0; n < 40; n++) {
				unsigned char a[64], b[64];

				for (int i = 0; i < 64; i++)
					a[i] = b[i] = i;
				memmove(a + to, a + from, n);
				for (int i = 0; i < n; i++)
					good &= a[to + i] == b[from + i];
				for (int i = 0; i < 64; i++)
					if (i < to || i >= to + n)
						good &= a[i] == b[i];
			}
	ok(good, "memmove with every overlap");
	good = true;
	for (int at = 0; at < 8; at++)
		for (int n = 0; n < 40; n++) {
			char a[64], b[64];

			memset(a, 'x', 64);
			memset(a + at, 0x1a5, n);
			for (int i = 0; i < 64; i++)
				good &= a[i] == (i >= at && i < at + n ? (char)0xa5 : 'x');
			memset(b, 'y', 64);
			memcpy(b + at, a + at, n);
			good &= !memcmp(a + at, b + at, n) && b[at + n] == 'y';
		}
	ok(good, "memset and memcpy at every alignment");
}

static void at_page_end(void)
{
	char *s = at_edge("hello");

	ok(strlen(s) == 5 && strnlen(s, 100) == 5 && strnlen(s, 3) == 3, "strlen, strnlen");
	ok(strchr(s, 'o') == s + 4 && !strchr(s, 'x') && strchr(s, 0) == s + 5, "strchr");
	ok(strrchr(s, 'l') == s + 3 && !strrchr(s, 'x'), "strrchr");
	ok(!strcmp(s, "hello") && strcmp(s, "help") < 0 && strcmp(s, "hell") > 0, "strcmp");
	ok(!strncmp(s, "helium", 3) && strncmp(s, "helium", 4) > 0, "strncmp");
	ok(strstr(s, "llo") == s + 2 && !strstr(s, "lloo") && strstr(s, "") == s, "strstr");
	ok(!memchr(s, 'x', 6) && memrchr(s, 'l', 6) == s + 3, "memchr, memrchr");
	ok(memmem(s, 6, "lo", 3) == s + 3 && !memmem(s, 2, "hello", 5), "memmem");
	ok(strspn(s, "hel") == 4 && strcspn(s, "lo") == 2, "strspn, strcspn");
	ok(strcmp("\xff", "a") > 0 && memcmp("\xff", "a", 1) > 0, "bytes compare unsigned");
	ok(!strcasecmp(s, "HELLO") && strncasecmp(s, "HELP", 4) < 0, "strcasecmp");
}

static void builders(void)
{
	char a[16] = "ab", b[16], *p, *save, line[] = ",one,,two;three";

	strcat(a, "cd");
	strncat(a, "efgh", 2);
	ok(!strcmp(a, "abcdef"), "strcat, strncat");
	memset(b, 'x', sizeof(b));
	strncpy(b, "ab", 4);
	ok(!memcmp(b, "ab\0\0x", 5), "strncpy fills with null bytes");
	ok(stpcpy(b, "xyz") == b + 3, "stpcpy");
	ok(strlcpy(b, "abcdef", 4) == 6 && !strcmp(b, "abc"), "strlcpy cuts");
	ok(strlcat(b, "def", 5) == 6 && !strcmp(b, "abcd"), "strlcat cuts");
	ok(!strcmp(strtok_r(line, ",;", &save), "one") &&
	   !strcmp(strtok_r(NULL, ",;", &save), "two") &&
	   !strcmp(strtok_r(NULL, ",;", &save), "three") && !strtok_r(NULL, ",;", &save), "strtok_r");
	p = strcpy(a, "x::y");
	ok(!strcmp(strsep(&p, ":"), "x") && !strcmp(strsep(&p, ":"), "") &&
	   !strcmp(strsep(&p, ":"), "y") && !strsep(&p, ":"), "strsep");
	p = strndup("hello", 2);
	ok(p && !strcmp(p, "he"), "strndup");
	free(p);
	ok(!strcmp(strerror(EPIPE), "Broken pipe") && !strcmp(strerror(0), "Success") &&
	   !strcmp(strerror(4000), "Unknown error 4000"), "strerror");
}

static void classes(void)
{
	int alpha = 0, punct = 0, space = 0, print = 0, xdigit = 0;

	for (int c = -1; c < 256; c++) {
		alpha += !!isalpha(c);
		punct += !!ispunct(c);
		space += !!isspace(c);
		print += !!isprint(c);
		xdigit += !!isxdigit(c);
	}
	ok(alpha == 52 && punct == 32 && space == 6 && print == 95 && xdigit == 22,
	   "ctype's classes have their sizes");
	ok(tolower('A') == 'a' && toupper('z') == 'Z' && tolower('[') == '[', "tolower, toupper");
}

static bool parses(const char *s, int base, long want, int len, int err)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(s, &end, base);
	if (v == want && end == s + len && errno == err)
		return true;
	diag("strtol(\"%s\", %d) = %ld, end %d, errno %d", s, base, v, (int)(end - s), errno);
	return false;
}

static void numbers(void)
{
	char *end;

	ok(parses("123", 10, 123, 3, 0) && parses("  -42x", 10, -42, 5, 0), "strtol decimal");
	ok(parses("0x1F", 0, 31, 4, 0) && parses("0x1F", 16, 31, 4, 0) && parses("0xg", 0, 0, 1, 0),
	   "strtol hexadecimal");
	ok(parses("0777", 0, 511, 4, 0) && parses("z", 36, 35, 1, 0), "strtol octal and base 36");
	ok(parses("", 10, 0, 0, 0) && parses(" -", 10, 0, 0, 0) && parses("x", 10, 0, 0, 0),
	   "strtol without digits");
	ok(parses("2147483647", 10, LONG_MAX, 10, 0) && parses("-2147483648", 10, LONG_MIN, 11, 0),
	   "strtol's limits");
	ok(parses("2147483648", 10, LONG_MAX, 10, ERANGE) &&
	   parses("-2147483649", 10, LONG_MIN, 11, ERANGE), "strtol past its limits");
	errno = 0;
	ok(strtoul("4294967295", &end, 10) == ULONG_MAX && !errno && !*end, "strtoul's limit");
	ok(strtoul("-1", NULL, 10) == ULONG_MAX && !errno, "strtoul negates");
	ok(strtoul("4294967296", NULL, 10) == ULONG_MAX && errno == ERANGE, "strtoul past it");
	errno = 0;
	ok(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN && !errno, "strtoll's limit");
	ok(strtoull("18446744073709551615", NULL, 0) == ULLONG_MAX && !errno, "strtoull's limit");
	ok(strtoull("18446744073709551616", NULL, 0) == ULLONG_MAX && errno == ERANGE,
	   "strtoull past it");
	errno = 0;
	ok(strtol("1", NULL, 1) == 0 && errno == EINVAL, "base 1 is EINVAL");
}

static int descending(const void *a, const void *b)
{
	return *(const int *)b - *(const int *)a;
}

static void sorting(void)
{
	unsigned int seed = 1;
	bool sorted = true;
	int a[500], key, sum = 0, after = 0;

	for (int i = 0; i < 500; i++)
		sum += a[i] = rand_r(&seed) % 1000;
	qsort(a, 500, sizeof(a[0]), descending);
	for (int i = 0; i < 500; i++) {
		after += a[i];
		sorted &= i == 0 || a[i - 1] >= a[i];
	}
	key = a[123];
	ok(sorted && sum == after, "qsort");
	ok(*(int *)bsearch(&key, a, 500, sizeof(a[0]), descending) == key, "bsearch finds");
	key = 1001;
	ok(!bsearch(&key, a, 500, sizeof(a[0]), descending), "bsearch finds nothing");
}

static void environment(void)
{
	ok(setenv("VESTIBULE", "one", 1) == 0 && !strcmp(getenv("VESTIBULE"), "one"), "setenv");
	ok(setenv("VESTIBULE", "two", 0) == 0 && !strcmp(getenv("VESTIBULE"), "one"),
	   "setenv without overwriting");
	ok(unsetenv("VESTIBULE") == 0 && !getenv("VESTIBULE"), "unsetenv");
	ok(setenv("a=b", "", 1) < 0 && errno == EINVAL, "setenv of a bad name");
}

int main(void)
{
	moves();
	at_page_end();
	builders();
	classes();
	numbers();
	sorting();
	environment();
	return done_testing();
}
