/* SPDX-License-Identifier: MIT */
#ifndef TESTS_KERNEL_PROVOKE_H
#define TESTS_KERNEL_PROVOKE_H

/* What provoke=NAME on the debug build's command line can be. A table ends with an empty entry. */
struct provocation {
	const char *name;
	void (*fn)(void);
};

extern const struct provocation attacks[];	/* attacks.c */

#endif
