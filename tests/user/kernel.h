/* SPDX-License-Identifier: MIT */
/* What kernel and what CPU a test runs on, where the right answer depends on it. */
#ifndef TESTS_KERNEL_H
#define TESTS_KERNEL_H

#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/utsname.h>

/* true on an x86_64 kernel: its 32-bit code segment is 0x23 */
static inline bool kernel_is_64(void)
{
	uint16_t cs;

	asm("mov %%cs, %0" : "=r"(cs));
	return cs == 0x23;
}

/* true on our kernel, false on Linux */
static inline bool vestibule(void)
{
	struct utsname u;

	return uname(&u) == 0 && !strncmp(u.version, "Vestibule", 9);
}

/*
 * true where data must not run.  Debian's i386 kernel leaves NX off for programs on some CPUs that
 * have it, so Linux i386 is not judged.
 */
static inline bool nx_enforced(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & 1 << 20))
		return false;
	return kernel_is_64() || vestibule();
}

/* true in QEMU without a real CPU behind it */
static inline bool under_tcg(void)
{
	unsigned a, b, c, d;
	char name[13] = "";

	__cpuid(0x40000000, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	return !strcmp(name, "TCGTCGTCGTCG");
}

/* true where a program's LRET and IRET fault by a bug: QEMU 7.2's TCG with SMAP in use */
static inline bool far_returns_broken(void)
{
	unsigned a, b = 0, c = 0, d = 0;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1 << 20) && under_tcg();
}

#endif
