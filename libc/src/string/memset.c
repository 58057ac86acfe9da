/* SPDX-License-Identifier: MIT */
#include <string.h>

void *memset(void *dst, int c, size_t n)
{
	void *d = dst;
	size_t words = n / 4, bytes = n % 4;
	unsigned long word = (unsigned char)c * 0x01010101UL;

	__asm__ volatile("rep stosl" : "+D"(d), "+c"(words) : "a"(word) : "memory");
	__asm__ volatile("rep stosb" : "+D"(d), "+c"(bytes) : "a"(word) : "memory");
	return dst;
}

void bzero(void *dst, size_t n)
{
	memset(dst, 0, n);
}
