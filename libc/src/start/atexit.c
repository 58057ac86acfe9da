/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include "libc.h"

static void (**functions)(void);
static int count, room;

int atexit(void (*fn)(void))
{
	if (count == room) {
		int more = room ? 2 * room : 32;
		void *p = reallocarray(functions, more, sizeof(*functions));

		if (!p)
			return -1;
		functions = p;
		room = more;
	}
	functions[count++] = fn;
	return 0;
}

/* Last registered first; one may register another. */
void __run_atexit(void)
{
	while (count)
		functions[--count]();
}
