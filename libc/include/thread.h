/* SPDX-License-Identifier: MIT */
/*
 * Threads without pthreads: one thread is one clone with the flags that
 * pthread_create uses. Each has its own errno and __thread variables.
 */
#ifndef _THREAD_H
#define _THREAD_H

#include <sys/types.h>

struct thread {
	pid_t tid;		/* the kernel zeroes it when the thread is gone */
	int result;		/* what fn returned */
	void *map;		/* stack and thread-local storage */
	size_t map_size;
	int (*fn)(void *arg);
	void *arg;
};

/* 0 or -1 with errno. *t must stay until thread_join. */
int thread_create(struct thread *t, int (*fn)(void *arg), void *arg);
/* Waits for t's end, frees its stack and returns fn's result. */
int thread_join(struct thread *t);

#endif
