/* SPDX-License-Identifier: MIT */
#ifndef _SYS_AUXV_H
#define _SYS_AUXV_H

#include <asm/auxvec.h>

/* The value of an AT_ number, or 0 with errno ENOENT. */
unsigned long getauxval(unsigned long type);
/* The address of the code or data that the vDSO exports as name, or NULL. */
void *vdso_sym(const char *name);

#endif
