/* SPDX-License-Identifier: MIT */
#ifndef _STDLIB_H
#define _STDLIB_H

#include <alloca.h>
#include <stddef.h>

#define EXIT_SUCCESS		0
#define EXIT_FAILURE		1
#define RAND_MAX		0x7fffffff

typedef struct {
	int quot, rem;
} div_t;

typedef struct {
	long quot, rem;
} ldiv_t;

extern char **environ;

_Noreturn void abort(void);
int abs(int x);
int atexit(void (*fn)(void));
int atoi(const char *s);
long atol(const char *s);
long long atoll(const char *s);
void *bsearch(const void *key, const void *base, size_t n, size_t size,
	      int (*cmp)(const void *, const void *));
div_t div(int a, int b);
_Noreturn void exit(int status);
_Noreturn void _Exit(int status);
char *getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
int putenv(char *string);
int clearenv(void);
long labs(long x);
ldiv_t ldiv(long a, long b);
long long llabs(long long x);
char *mkdtemp(char *template);
int mkstemp(char *template);
void qsort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *));
void qsort_r(void *base, size_t n, size_t size,
	     int (*cmp)(const void *, const void *, void *), void *arg);
int rand(void);
int rand_r(unsigned int *seed);
void srand(unsigned int seed);
long random(void);
void srandom(unsigned int seed);
char *realpath(const char *path, char *resolved);
long strtol(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
long long strtoll(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);
int system(const char *command);

void *aligned_alloc(size_t align, size_t size);
void *calloc(size_t n, size_t size);
void free(void *p);
void *malloc(size_t size);
int posix_memalign(void **p, size_t align, size_t size);
void *realloc(void *p, size_t size);
void *reallocarray(void *p, size_t n, size_t size);

#endif
