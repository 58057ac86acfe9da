/* SPDX-License-Identifier: MIT */
/* Write STAC and CLAC over the NOPs that stand for them in the image; see asm/smap.h. */

#include <asm/cpufeature.h>
#include <asm/smap.h>
#include <kernel/printk.h>

struct smap_site {
	s32 site;	/* relative to itself */
	u32 last_byte;
};

extern const struct smap_site __start_smap_patch[], __stop_smap_patch[];

void smap_patch(void)
{
	const struct smap_site *s;

	if (!cpu_features.smap)
		return;
	for (s = __start_smap_patch; s < __stop_smap_patch; s++) {
		u8 *insn = (u8 *)((unsigned long)&s->site + s->site);

		BUG_ON(insn[0] != 0x0f || (insn[1] != 0x1f && insn[1] != 0x01));
		insn[1] = 0x01;
		insn[2] = (u8)s->last_byte;
	}
	/* CPUID serializes: no stale bytes are executed (SDM vol. 3, 8.1.3). */
	{
		u32 a = 0, c = 0;

		__asm__ volatile("cpuid" : "+a"(a), "+c"(c) : : "ebx", "edx", "memory");
	}
}
