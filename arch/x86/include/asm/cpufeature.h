/* SPDX-License-Identifier: MIT */
#ifndef ASM_CPUFEATURE_H
#define ASM_CPUFEATURE_H

/* What this CPU has (SDM vol. 2, CPUID; APM vol. 3, appendix E). Filled once by cpu_identify(). */

#include <kernel/types.h>

enum cpu_vendor {
	VENDOR_INTEL, VENDOR_AMD, VENDOR_HYGON, VENDOR_CENTAUR, VENDOR_ZHAOXIN, VENDOR_OTHER
};

struct cpu_features {
	char vendor_id[13];
	char model_name[49];
	enum cpu_vendor vendor;
	u32 family, model, stepping;
	u32 leaf1_ecx, leaf1_edx, leaf7_ebx, leaf7_ecx, ext1_ecx, ext1_edx;
	bool pae, fxsr, sse, sse2, sep, tsc, nx, syscall, long_mode, smep, smap, umip, pge, apic;
};

extern struct cpu_features cpu_features;

void cpu_identify(void);	/* read CPUID; stops with one line if something needed is missing */
void cpu_init(void);		/* CR0, CR4, EFER, the entry MSRs of this CPU */

#endif
