/* SPDX-License-Identifier: MIT */
#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <asm/poll.h>
#include <asm/signal.h>
#include <bits/timespec.h>

typedef struct {
	unsigned long fds_bits[FD_SETSIZE / 32];
} fd_set;

#define FD_ZERO(set)		__builtin_memset((set), 0, sizeof(fd_set))
#define FD_SET(fd, set)		((set)->fds_bits[(fd) / 32] |= 1UL << ((fd) % 32))
#define FD_CLR(fd, set)		((set)->fds_bits[(fd) / 32] &= ~(1UL << ((fd) % 32)))
#define FD_ISSET(fd, set)	(((set)->fds_bits[(fd) / 32] >> ((fd) % 32)) & 1)

int select(int n, fd_set *rd, fd_set *wr, fd_set *ex, struct timeval *timeout);
int pselect(int n, fd_set *rd, fd_set *wr, fd_set *ex, const struct timespec *timeout,
	    const sigset_t *mask);

#endif
