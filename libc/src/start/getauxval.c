/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/auxv.h>
#include "libc.h"

unsigned long getauxval(unsigned long type)
{
	for (const Elf32_auxv_t *a = __auxv; a && a->a_type != AT_NULL; a++)
		if (a->a_type == type)
			return a->a_un.a_val;
	errno = ENOENT;
	return 0;
}

/* Before errno works, too. */
unsigned long __aux(unsigned int type)
{
	for (const Elf32_auxv_t *a = __auxv; a && a->a_type != AT_NULL; a++)
		if (a->a_type == type)
			return a->a_un.a_val;
	return 0;
}
