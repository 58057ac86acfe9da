/* SPDX-License-Identifier: MIT */
/* What this CPU can do, and its control registers and MSRs as the kernel wants them. */

#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/msr-index.h>
#include <asm/segment.h>
#include <kernel/printk.h>
#include <kernel/string.h>
#include <uapi/asm/processor-flags.h>

struct cpu_features cpu_features __ro_after_boot;

extern char entry_SYSENTER_32[], entry_SYSENTER_compat[], entry_SYSCALL_compat[], entry_SYSCALL_64[];

struct cpuid {
	u32 ax, bx, cx, dx;
};

static struct cpuid cpuid(u32 leaf)
{
	struct cpuid r;

	__asm__ volatile("cpuid" : "=a"(r.ax), "=b"(r.bx), "=c"(r.cx), "=d"(r.dx) : "0"(leaf), "2"(0));
	return r;
}

static void read_vendor(struct cpu_features *f, const struct cpuid *leaf0)
{
	static const struct {
		const char *id;
		enum cpu_vendor vendor;
	} known[] = {
		{ "GenuineIntel", VENDOR_INTEL },   { "AuthenticAMD", VENDOR_AMD },
		{ "HygonGenuine", VENDOR_HYGON },   { "CentaurHauls", VENDOR_CENTAUR },
		{ "  Shanghai  ", VENDOR_ZHAOXIN },
	};

	memcpy(f->vendor_id, &leaf0->bx, 4);
	memcpy(f->vendor_id + 4, &leaf0->dx, 4);
	memcpy(f->vendor_id + 8, &leaf0->cx, 4);
	f->vendor = VENDOR_OTHER;
	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(f->vendor_id, known[i].id))
			f->vendor = known[i].vendor;
}

/* SDM vol. 2, CPUID, figure 3-6. */
static void read_signature(struct cpu_features *f, u32 sig)
{
	f->stepping = sig & 15;
	f->model = (sig >> 4) & 15;
	f->family = (sig >> 8) & 15;
	if (f->family == 15 || f->family == 6)
		f->model |= ((sig >> 16) & 15) << 4;
	if (f->family == 15)
		f->family += (sig >> 20) & 255;
}

static void read_model_name(struct cpu_features *f)
{
	for (u32 i = 0; i < 3; i++) {
		struct cpuid r = cpuid(0x80000002 + i);

		memcpy(f->model_name + i * 16, &r, 16);
	}
}

void cpu_identify(void)
{
	struct cpu_features *f = &cpu_features;
	struct cpuid r = cpuid(0);
	u32 max_leaf = r.ax, max_ext = cpuid(0x80000000).ax;

	read_vendor(f, &r);
	r = cpuid(1);
	read_signature(f, r.ax);
	f->leaf1_ecx = r.cx;
	f->leaf1_edx = r.dx;
	f->tsc = r.dx & BIT(4);
	f->pae = r.dx & BIT(6);
	f->apic = r.dx & BIT(9);
	f->sep = r.dx & BIT(11);
	f->pge = r.dx & BIT(13);
	f->fxsr = r.dx & BIT(24);
	f->sse = r.dx & BIT(25);
	f->sse2 = r.dx & BIT(26);
	/* The Pentium Pro says SEP and has none (SDM vol. 2, SYSENTER). */
	if (f->vendor == VENDOR_INTEL && f->family == 6 && f->model < 3 && f->stepping < 3)
		f->sep = false;
	if (max_leaf >= 7) {
		r = cpuid(7);
		f->leaf7_ebx = r.bx;
		f->leaf7_ecx = r.cx;
		f->smep = r.bx & BIT(7);
		f->smap = r.bx & BIT(20);
		f->umip = r.cx & BIT(2);
	}
	if (max_ext >= 0x80000001 && max_ext < 0x80010000) {
		r = cpuid(0x80000001);
		f->ext1_ecx = r.cx;
		f->ext1_edx = r.dx;
		f->syscall = r.dx & BIT(11);
		f->nx = r.dx & BIT(20);
		f->long_mode = r.dx & BIT(29);
	}
	if (max_ext >= 0x80000004 && max_ext < 0x80010000)
		read_model_name(f);
	if (!f->fxsr || !f->tsc)
		fatal("this CPU lacks %s, which this kernel needs", f->fxsr ? "a time stamp counter (TSC)"
									   : "FXSAVE (FXSR)");
}

static void init_control_registers(void)
{
	const struct cpu_features *f = &cpu_features;
	unsigned long cr0, cr4;

	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
	cr0 &= ~(CR0_EM | CR0_TS | CR0_NW | CR0_CD);
	cr0 |= CR0_MP | CR0_NE | CR0_WP | CR0_AM;
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr0) : "memory");

	/* Only bits whose feature CPUID names: others are a #GP. Whatever a loader left on goes off. */
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	cr4 &= 1ul << 5; /* PAE */
	cr4 |= CR4_OSFXSR;
	cr4 |= f->sse ? CR4_OSXMMEXCPT : 0;
	cr4 |= f->pge ? CR4_PGE : 0;
	cr4 |= f->smep ? CR4_SMEP : 0;
	cr4 |= f->smap ? CR4_SMAP : 0;
	cr4 |= f->umip ? CR4_UMIP : 0;
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4) : "memory");
}

#ifdef __x86_64__
/*
 * Every vendor's CPU gets every entry, also those that the vDSO would not choose: one that a
 * program may execute must never run with an address that nobody wrote.
 */
static void init_entry_msrs(void)
{
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE | (cpu_features.nx ? EFER_NXE : 0));

	/* SYSCALL: cs = 0x10, ss = 0x18; SYSRETL: cs = 0x20 + 3, ss = 0x28 + 3. APM vol. 3, SYSCALL. */
	wrmsr(MSR_STAR, (u64)(__USER32_CS & ~3) << 48 | (u64)__KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (unsigned long)entry_SYSCALL_64);
	wrmsr(MSR_CSTAR, (unsigned long)entry_SYSCALL_compat);
	wrmsr(MSR_FMASK, X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF |
			 X86_EFLAGS_TF | X86_EFLAGS_IF | X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_VM |
			 X86_EFLAGS_IOPL | X86_EFLAGS_NT | X86_EFLAGS_RF | X86_EFLAGS_AC | X86_EFLAGS_ID);

	wrmsr(MSR_SYSENTER_CS, __KERNEL_CS);
	wrmsr(MSR_SYSENTER_ESP, 0); /* the door loads RSP itself; #DB, NMI, #MC have an IST */
	wrmsr(MSR_SYSENTER_EIP, (unsigned long)entry_SYSENTER_compat);
}
#else
static void init_entry_msrs(void)
{
	/* Legacy SYSCALL would run on the user's stack: SCE stays 0, and the instruction is #UD. */
	if (cpu_features.nx)
		wrmsr(MSR_EFER, (rdmsr(MSR_EFER) & ~(u64)EFER_SCE) | EFER_NXE);
	if (!cpu_features.sep)
		return;
	wrmsr(MSR_SYSENTER_CS, __KERNEL_CS);
	wrmsr(MSR_SYSENTER_EIP, (unsigned long)entry_SYSENTER_32);
	/* SYSENTER_ESP is the running task's: __switch_to. */
	wrmsr(MSR_SYSENTER_ESP, this_cpu->sp0);
}
#endif

void cpu_init(void)
{
	init_control_registers();
	init_entry_msrs();
}
