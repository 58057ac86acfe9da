/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_POLL_H
#define KERNEL_FS_POLL_H

/* What poll.c offers to select.c. */

#include "vfs.h"

#define POLL_FOREVER	(~0ull)
#define POLL_NO_WAIT	0ull

u32 poll_fd(int fd, struct poll_table *table);
/*
 * Call scan until it returns nonzero, the time (ns, monotonic) has come or a signal arrives:
 * scan's result, 0, -ERESTARTNOHAND or -ENOMEM.
 */
int poll_loop(int (*scan)(void *arg, struct poll_table *table), void *arg, u64 expires);
int get_poll_timeout(const void __user *ts, bool time64, u64 *expires);
u64 poll_time_left(u64 expires);
int take_sigmask(const void __user *mask, size_t size);
/* Put the signal mask back and tell the program how much time was left. */
int finish_poll(int n, void __user *ts, bool time64, u64 expires);

#endif
