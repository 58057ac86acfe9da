/* SPDX-License-Identifier: MIT */
/* The x87 and SSE state of a task, saved and loaded whole at every switch (SDM vol. 1, 10.5). */

#include <asm/cpufeature.h>
#include <asm/thread.h>

#define MXCSR_DEFAULT_MASK 0xffbf /* where FXSAVE writes 0 for it (SDM vol. 1, 11.6.6) */

u32 fpu_mxcsr_mask;

const struct fxregs fpu_initial = { .cwd = 0x37f, .mxcsr = 0x1f80 };

void fpu_save(struct fxregs *fx)
{
	__asm__ volatile("fxsave %0" : "=m"(*fx));
}

void fpu_restore(const struct fxregs *fx)
{
	__asm__ volatile("fxrstor %0" : : "m"(*fx));
}

void fpu_init(void)
{
	static struct fxregs fx;

	__asm__ volatile("fninit");
	fpu_save(&fx);
	fpu_mxcsr_mask = fx.mxcsr_mask ? fx.mxcsr_mask : MXCSR_DEFAULT_MASK;
	if (!cpu_features.sse)
		fpu_mxcsr_mask = 0;
	fpu_restore(&fpu_initial);
}
