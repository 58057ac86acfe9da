/* SPDX-License-Identifier: MIT */
/* What the library's files share with each other. */
#ifndef LIBC_H
#define LIBC_H

#include <elf.h>
#include <stddef.h>

/* AT_SYSINFO, or NULL; unlike __sysinfo it is never ours. */
extern void *__vdso_sysinfo;
extern const Elf32_auxv_t *__auxv;
/* The value of an auxiliary vector entry, 0 if there is none. */
unsigned long __aux(unsigned int type);

/* A lock for what threads share; not to be taken twice. */
void __lock(volatile int *lock);
void __unlock(volatile int *lock);

/* Run what atexit registered; flush the streams. */
void __run_atexit(void);
void __flush_all(void);

#endif
