/* SPDX-License-Identifier: MIT */
/*
 * By which entry a call came in. Whatever comes by a fast instruction is seen behind the int $0x80 of
 * the vDSO's stub, its landing pad; so the stub's bytes around the saved ip tell, and the instruction in
 * them which. The kernel gives all programs the same stub: ours is what to compare with.
 */
#include "strace.h"
#include <entry.h>
#include <string.h>
#include <sys/auxv.h>

#define STUB_MAX 64
#define PAD_LEN	 3 /* what is compared of the landing pad */

const char *entry_of(pid_t pid, uint32_t ip)
{
	const char *stub = (const char *)getauxval(AT_SYSINFO), *pad = entry_landing_pad();
	size_t before = pad - stub;
	char bytes[STUB_MAX];

	if (!stub || !pad || before > STUB_MAX - PAD_LEN ||
	    read_memory(pid, ip - before, bytes, before + PAD_LEN) != before + PAD_LEN ||
	    memcmp(bytes, stub, before + PAD_LEN))
		return "int80";
	if (memmem(bytes, before, "\x0f\x34", 2))
		return "vdso:sysenter";
	if (memmem(bytes, before, "\x0f\x05", 2))
		return "vdso:syscall";
	return "vdso:int80";
}
