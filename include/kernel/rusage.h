/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_RUSAGE_H
#define KERNEL_RUSAGE_H

/* Resource usage (getrusage(2)): kernel/rusage.c. */

#include <uapi/asm/resource.h>

struct task_struct;

/* who: RUSAGE_SELF, _CHILDREN, _BOTH or _THREAD, of t's process (or thread). */
void rusage_of(const struct task_struct *t, int who, struct rusage32 *usage);

#endif
