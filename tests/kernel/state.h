/* SPDX-License-Identifier: MIT */
#ifndef TESTS_KERNEL_STATE_H
#define TESTS_KERNEL_STATE_H

#include <kernel/types.h>

struct seq_buf;

/* A TAP report about the kernel's own state, under way. */
struct state {
	struct seq_buf *seq;
	unsigned int points;
};

/* /proc/kernel_state */
void kernel_state(struct seq_buf *seq);

/* One point; found and expected are shown if it is bad. */
void state_point(struct state *s, bool good, const char *what, u64 found, u64 expected);

/* state_pages.c: the page tables */
void state_pages(struct state *s);
/* The page of addr is mapped, and not writable. */
void state_read_only(struct state *s, const char *what, unsigned long addr);

#endif
