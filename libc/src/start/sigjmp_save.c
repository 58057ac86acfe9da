/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>

/* sigsetjmp ends here: its result is 0. */
int __sigjmp_save(sigjmp_buf env, int savemask)
{
	env->mask_saved = savemask;
	if (savemask)
		sigprocmask(SIG_SETMASK, NULL, &env->mask);
	return 0;
}
