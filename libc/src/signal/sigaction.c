/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stddef.h>
#include "libc.h"
#include "syscall.h"

void __restore(void);
void __restore_rt(void);

/* A kernel with a vDSO lets handlers return through that, unless it is told another place. */
int sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	struct sigaction mine;

	if (act && !__vdso_sysinfo && !(act->sa_flags & SA_RESTORER)) {
		mine = *act;
		mine.sa_flags |= SA_RESTORER;
		mine.sa_restorer = act->sa_flags & SA_SIGINFO ? __restore_rt : __restore;
		act = &mine;
	}
	return SYS(rt_sigaction, sig, act, old, sizeof(sigset_t));
}
