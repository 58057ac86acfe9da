/* SPDX-License-Identifier: MIT */
/* The string functions that the compiler and the kernel call (C11 7.24). */

#include <kernel/string.h>

#undef memcpy
#undef memset

/* By words, then the rest by bytes: a repeated string instruction takes a step for each element. */
#define WORD sizeof(long)
#ifdef __SIZEOF_INT128__
#define MOVS_WORD "rep movsq"
#define STOS_WORD "rep stosq"
#else
#define MOVS_WORD "rep movsl"
#define STOS_WORD "rep stosl"
#endif

void *memcpy(void *dst, const void *src, size_t n)
{
	void *d = dst;
	size_t words = n / WORD, bytes = n % WORD;

	__asm__ volatile(MOVS_WORD : "+D"(d), "+S"(src), "+c"(words)::"memory");
	__asm__ volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(bytes)::"memory");
	return dst;
}

void *memmove(void *dst, const void *src, size_t n)
{
	char *d = (char *)dst + n - 1;
	const char *s = (const char *)src + n - 1;

	if ((uintptr_t)dst - (uintptr_t)src >= n)
		return memcpy(dst, src, n);
	__asm__ volatile("std; rep movsb; cld" : "+D"(d), "+S"(s), "+c"(n)::"memory");
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	void *d = dst;
	size_t words = n / WORD, bytes = n % WORD;
	unsigned long pattern = (u8)c * (~0ul / 255);

	__asm__ volatile(STOS_WORD : "+D"(d), "+c"(words) : "a"(pattern) : "memory");
	__asm__ volatile("rep stosb" : "+D"(d), "+c"(bytes) : "a"(pattern) : "memory");
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	while (n && *a && *a == *b)
		a++, b++, n--;
	return n ? (u8)*a - (u8)*b : 0;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strstr(const char *s, const char *sub)
{
	size_t n = strlen(sub);

	for (; strncmp(s, sub, n); s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t n = min(len, size - 1);

		memcpy(dst, src, n);
		dst[n] = '\0';
	}
	return len;
}
