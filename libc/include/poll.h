/* SPDX-License-Identifier: MIT */
#ifndef _POLL_H
#define _POLL_H

#include <asm/poll.h>
#include <asm/signal.h>
#include <bits/timespec.h>

typedef unsigned int nfds_t;

int poll(struct pollfd *fds, nfds_t n, int timeout);
int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask);

#endif
