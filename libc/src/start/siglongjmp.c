/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>

_Noreturn void siglongjmp(sigjmp_buf env, int val)
{
	if (env->mask_saved)
		sigprocmask(SIG_SETMASK, &env->mask, NULL);
	longjmp(env, val);
}
