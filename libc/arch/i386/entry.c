/* SPDX-License-Identifier: MIT */
/* Which entries this kernel and CPU have, and calls through each: <entry.h>. */
#include <cpuid.h>
#include <entry.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "entry_kind.h"
#include "libc.h"

/* No stub is longer. */
#define STUB_MAX		64

#define USER_CS_64BIT_KERNEL	0x23

enum pad_shape { PAD_NONE, PAD_OURS, PAD_LINUX };

void __entry_call(struct entry_regs *r, unsigned int kind);

static const unsigned char *stub_int80(void)
{
	static const unsigned char int80[] = { 0xcd, 0x80 };

	return __vdso_sysinfo ? memmem(__vdso_sysinfo, STUB_MAX, int80, 2) : NULL;
}

const void *entry_landing_pad(void)
{
	const unsigned char *p = stub_int80();

	return p ? p + 2 : NULL;
}

/* What the pad pops tells what must be on the stack; see entry_call.S. */
static enum pad_shape pad_shape(void)
{
	static const unsigned char ours[] = { 0x59, 0x5a, 0xc3 };
	static const unsigned char theirs[] = { 0x5d, 0x5a, 0x59, 0xc3 };
	const void *pad = entry_landing_pad();

	if (pad && !memcmp(pad, ours, sizeof(ours)))
		return PAD_OURS;
	if (pad && !memcmp(pad, theirs, sizeof(theirs)))
		return PAD_LINUX;
	return PAD_NONE;
}

bool entry_kernel_is_64(void)
{
	unsigned short cs;

	__asm__("movw %%cs, %0" : "=r"(cs));
	return cs == USER_CS_64BIT_KERNEL;
}

static bool vendor_is(const char *names)
{
	unsigned int max, name[3];

	__cpuid(0, max, name[0], name[2], name[1]);
	for (; *names; names += 12)
		if (!memcmp(name, names, 12))
			return true;
	return false;
}

static bool cpu_has_sep(void)
{
	unsigned int eax, ebx, ecx, edx;

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(edx & bit_CMPXCHG8B))
		return false;
	/* The Pentium Pro shows the bit, but has no such instruction. */
	if (((eax >> 8) & 0xf) == 6 && (eax & 0xff) < 0x33 && vendor_is("GenuineIntel"))
		return false;
	return edx & (1 << 11);
}

bool entry_usable(enum entry e)
{
	switch (e) {
	case ENTRY_VDSO:
		return __vdso_sysinfo;
	case ENTRY_INT80:
		return true;
	case ENTRY_SYSENTER:
		if (pad_shape() == PAD_NONE || !cpu_has_sep())
			return false;
		return !entry_kernel_is_64() || vendor_is("GenuineIntelCentaurHauls  Shanghai  ");
	case ENTRY_SYSCALL:
		if (pad_shape() == PAD_NONE || !entry_kernel_is_64())
			return false;
		return vendor_is("AuthenticAMDHygonGenuine");
	}
	return false;
}

const char *entry_name(enum entry e)
{
	static const char *const names[] = { "vdso", "int80", "sysenter", "syscall" };

	return (unsigned int)e < ENTRY_COUNT ? names[e] : "?";
}

enum entry entry_of_vdso(void)
{
	const unsigned char *end = stub_int80();

	for (const unsigned char *p = __vdso_sysinfo; end && p + 1 < end; p++) {
		if (p[0] == 0x0f && p[1] == 0x34)
			return ENTRY_SYSENTER;
		if (p[0] == 0x0f && p[1] == 0x05)
			return ENTRY_SYSCALL;
	}
	return ENTRY_INT80;
}

bool entry_call(enum entry e, struct entry_regs *r)
{
	enum pad_shape shape = pad_shape();
	unsigned int kind;

	if (e == ENTRY_VDSO && __vdso_sysinfo)
		kind = KIND_VDSO;
	else if (e == ENTRY_INT80)
		kind = KIND_INT80;
	else if (e == ENTRY_SYSENTER && shape != PAD_NONE)
		kind = shape == PAD_OURS ? KIND_SYSENTER : KIND_SYSENTER_LINUX;
	else if (e == ENTRY_SYSCALL && shape != PAD_NONE)
		kind = shape == PAD_OURS ? KIND_SYSCALL : KIND_SYSCALL_LINUX;
	else
		return false;
	__entry_call(r, kind);
	return true;
}

long __syscall_by(enum entry e, long nr, long a1, long a2, long a3, long a4, long a5, long a6)
{
	struct entry_regs r = {
		.ax = nr, .bx = a1, .cx = a2, .dx = a3, .si = a4, .di = a5, .bp = a6,
		.flags = 0x202,
	};

	return entry_call(e, &r) ? (long)r.ax : -ENOSYS;
}
