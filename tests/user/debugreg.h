/* SPDX-License-Identifier: MIT */
/* The debug registers in PTRACE_POKEUSER's words (struct user of <sys/user.h>, SDM vol. 3, 18.2). */
#ifndef TESTS_DEBUGREG_H
#define TESTS_DEBUGREG_H

#include <stddef.h>
#include <sys/user.h>

#define DR(n) (offsetof(struct user, u_debugreg) + (n) * 4)
#define DR7_READ_WRITE_4 0xf0001 /* DR0, local, four bytes */

#endif
