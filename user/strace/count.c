/* SPDX-License-Identifier: MIT */
/* -c: how often each call was made, and by which entry. */
#include "strace.h"
#include <stdlib.h>

struct count {
	uint32_t nr;
	bool foreign;
	const char *entry;
	unsigned int calls, errors;
};

static struct count *counts;
static size_t n_counts;

void count_call(const struct tracee *t, bool failed)
{
	struct count *c = counts;

	while (c < counts + n_counts && (c->nr != t->nr || c->entry != t->entry || c->foreign != t->foreign))
		c++;
	if (c == counts + n_counts) {
		struct count *more = realloc(counts, (n_counts + 1) * sizeof(*counts));

		if (!more)
			return;
		counts = more;
		c = &counts[n_counts++];
		*c = (struct count){ t->nr, t->foreign, t->entry, 0, 0 };
	}
	c->calls++;
	c->errors += failed;
}

static int by_calls(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	return x->calls != y->calls ? (x->calls < y->calls ? 1 : -1) : (x->nr < y->nr ? -1 : 1);
}

void count_print(void)
{
	unsigned int calls = 0, errors = 0;

	qsort(counts, n_counts, sizeof(*counts), by_calls);
	out("%9s %9s  %-13s %s\n", "calls", "errors", "entry", "syscall");
	out("--------- ---------  ------------- ----------------\n");
	for (size_t i = 0; i < n_counts; i++) {
		const char *name = counts[i].foreign ? NULL : call_name(counts[i].nr);

		out("%9u ", counts[i].calls);
		if (counts[i].errors)
			out("%9u  ", counts[i].errors);
		else
			out("%9s  ", "");
		if (name)
			out("%-13s %s\n", counts[i].entry, name);
		else
			out("%-13s syscall_%#x\n", counts[i].entry, counts[i].nr);
		calls += counts[i].calls;
		errors += counts[i].errors;
	}
	out("--------- ---------  ------------- ----------------\n");
	out("%9u %9u  %-13s total\n", calls, errors, "");
}
