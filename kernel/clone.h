/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_CLONE_H
#define KERNEL_CLONE_H

/* Between clone.c (the calls) and fork.c (the copy). */

#include <kernel/sched.h>

struct clone_request {
	u64 flags;			/* without the signal in the low byte */
	int exit_signal;
	u32 stack;			/* new stack pointer; 0: the parent's */
	u32 parent_tid, child_tid, tls;
	void (*fn)(void *);		/* kernel thread */
	void *arg;
};

/* A new task in all tables, not yet running, or ERR_PTR. The flags have been checked. */
struct task_struct *copy_process(const struct clone_request *req);

#endif
