/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

/* ISO C string functions (C11 7.24) and the bounded copy; see kernel/string.c. */

#include <kernel/types.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *sub);
/* A small copy of constant size becomes a few moves. */
#define memcpy(dst, src, n) __builtin_memcpy(dst, src, n)
#define memset(dst, c, n) __builtin_memset(dst, c, n)

/* Copies at most size - 1 bytes and always terminates; returns the length of src. */
size_t strlcpy(char *dst, const char *src, size_t size);

#endif
