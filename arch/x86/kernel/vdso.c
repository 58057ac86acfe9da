/* SPDX-License-Identifier: MIT */
/*
 * The vDSO: which instruction its __kernel_vsyscall uses is decided once, at boot, and written over
 * two bytes of the one image (vdso/system_call.S) that every program gets. Right below it each has the page
 * of the clock, which the image's own code reads.
 */

#include <asm/cpufeature.h>
#include <asm/entry.h>
#include <asm/setup.h>
#include <asm/thread.h>
#include <asm/vclock.h>
#include <generated/vdso-offsets.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/errno.h>

#define VDSO_MAX_PAGES 4

extern const u8 vdso_image_32[], vdso_image_32_end[];

enum vsyscall_insn vsyscall_insn;

static struct page *vdso_pages[VDSO_MAX_PAGES];
static struct page *vvar_page;
static u32 nr_vdso_pages;

static const struct {
	const char *name;
	u8 bytes[2];
} insns[] = {
	[VSYSCALL_INT80] = { "int80", { 0x66, 0x90 } },	 /* a two-byte no-op: falls into int $0x80 */
	[VSYSCALL_SYSENTER] = { "sysenter", { 0x0f, 0x34 } },
	[VSYSCALL_SYSCALL] = { "syscall", { 0x0f, 0x05 } },
};

/*
 * True if a real CPU of this vendor executes insn in 32-bit code under this kernel. Emulators
 * execute more than that. SDM vol. 2, SYSCALL: Intel has it in 64-bit code only; APM vol. 3, SYSENTER:
 * AMD has it outside long mode only.
 */
static bool cpu_has(enum vsyscall_insn insn)
{
	const struct cpu_features *f = &cpu_features;

	switch (insn) {
#ifdef __x86_64__
	case VSYSCALL_SYSENTER:
		return f->sep && (f->vendor == VENDOR_INTEL || f->vendor == VENDOR_CENTAUR ||
				  f->vendor == VENDOR_ZHAOXIN);
	case VSYSCALL_SYSCALL:
		return f->syscall && (f->vendor == VENDOR_AMD || f->vendor == VENDOR_HYGON);
#else
	case VSYSCALL_SYSENTER:
		return f->sep;
	case VSYSCALL_SYSCALL:
		return false;
#endif
	default:
		return true;
	}
}

static enum vsyscall_insn best_insn(void)
{
	if (cpu_has(VSYSCALL_SYSCALL))
		return VSYSCALL_SYSCALL;
	if (cpu_has(VSYSCALL_SYSENTER))
		return VSYSCALL_SYSENTER;
	return VSYSCALL_INT80;
}

/* entry=NAME: that one, if it exists here; else one line that says why not, and int80. */
static enum vsyscall_insn forced_insn(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(insns); i++) {
		if (strcmp(name, insns[i].name))
			continue;
		if (cpu_has(i))
			return i;
		printk("entry=%s: a real %s CPU has no such entry from 32-bit code here; using int80\n", name,
		       cpu_features.vendor_id);
		return VSYSCALL_INT80;
	}
	printk("entry=%s: unknown; valid are int80, sysenter, syscall; using int80\n", name);
	return VSYSCALL_INT80;
}

void vdso_init(void)
{
	size_t size = vdso_image_32_end - vdso_image_32;
	char name[16];
	u8 *patch;

	vsyscall_insn = cmdline_option("entry", name, sizeof(name)) ? forced_insn(name) : best_insn();
	vvar_page = virt_to_page(&vvar); /* of the kernel's image: it has a reference that is never dropped */
	nr_vdso_pages = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE;
	BUG_ON(nr_vdso_pages > VDSO_MAX_PAGES);
	for (u32 i = 0; i < nr_vdso_pages; i++) {
		vdso_pages[i] = alloc_page(GFP_ZERO);
		if (!vdso_pages[i])
			fatal("no memory for the vDSO");
		memcpy(page_address(vdso_pages[i]), vdso_image_32 + i * PAGE_SIZE,
		       min((size_t)PAGE_SIZE, size - i * PAGE_SIZE));
	}
	patch = page_address(vdso_pages[vdso_sym_vsyscall_insn / PAGE_SIZE]);
	memcpy(patch + vdso_sym_vsyscall_insn % PAGE_SIZE, insns[vsyscall_insn].bytes, 2);
	printk("vDSO: __kernel_vsyscall enters by %s\n", insns[vsyscall_insn].name);
}

int vdso_map(struct mm_struct *mm)
{
	u32 vvar_addr = get_unmapped_area(mm, 0, (1 + nr_vdso_pages) << PAGE_SHIFT), addr;

	if (!vvar_addr)
		return -ENOMEM;
	/* The address space is new and nobody else's: both hints are taken. */
	addr = mmap_special(mm, vvar_addr, &vvar_page, 1, VM_READ, "[vvar]");
	if (addr == vvar_addr)
		addr = mmap_special(mm, vvar_addr + PAGE_SIZE, vdso_pages, nr_vdso_pages,
				    VM_READ | VM_EXEC | VM_MAYWRITE, "[vdso]");
	if (addr >= (u32)-4095)
		return (int)addr;
	BUG_ON(addr != vvar_addr + PAGE_SIZE);
	mm->vdso = addr;
	mm->landing_pad = addr + vdso_sym_int80_landing_pad;
	return 0;
}

/*
 * Where the clock's page is, the image's code assumes: who moves one moves the other, as on Linux.
 * The caller of mremap came through the old stub and goes back to the new one. Another thread that
 * sleeps in a call returns to the old address, as on Linux.
 */
void vdso_moved(struct mm_struct *mm, u32 from, u32 to)
{
	struct pt_regs *regs = current_pt_regs();

	if (current->mm == mm && regs->ip == mm->landing_pad)
		regs->ip += to - from;
	mm->vdso = to;
	mm->landing_pad = to + vdso_sym_int80_landing_pad;
}
