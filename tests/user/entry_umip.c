/* SPDX-License-Identifier: MIT */
/*
 * SGDT SIDT SLDT STR SMSW, which tell any program where the kernel keeps its tables unless CR4.UMIP forbids
 * it (SDM vol. 3, 2.5): where the CPU has UMIP none of them gives the kernel's value.
 * Linux answers some with made-up values (0xfffe0000, 0xffff0000); here each is SIGSEGV.
 */
#include "tap.h"
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#define MADE_UP 0xfffe0000u /* and above: nothing is mapped there on any kernel */

static sigjmp_buf back;

static void on_fault(int sig)
{
	siglongjmp(back, sig);
}

static bool have_umip(void)
{
	uint32_t max, b, c, d;

	__asm__("cpuid" : "=a"(max), "=b"(b), "=c"(c), "=d"(d) : "0"(0), "2"(0));
	if (max < 7)
		return false;
	__asm__("cpuid" : "=a"(max), "=b"(b), "=c"(c), "=d"(d) : "0"(7), "2"(0));
	return c & 4;
}

/* The signal that the instruction ends in, or 0; the two words at out are what it stored. */
#define STORE(insn, out)                                                                           \
	({                                                                                         \
		int _sig = sigsetjmp(back, 1);                                                     \
		memset(out, 0, sizeof(out));                                                       \
		if (!_sig)                                                                         \
			__asm__ volatile(insn " %0" : "=m"(out));                                  \
		_sig;                                                                              \
	})

static void table(const char *name, int sig, const uint16_t *out)
{
	uint32_t base = out[1] | (uint32_t)out[2] << 16;

	ok(sig == SIGSEGV || (!sig && base >= MADE_UP), "%s: signal %d, base %08x", name, sig, base);
}

int main(void)
{
	static uint16_t out[8];
	int sig;

	if (!have_umip()) {
		skip(5, "this CPU has no UMIP");
		return done_testing();
	}
	signal(SIGSEGV, on_fault);
	sig = STORE("sgdt", out);
	table("SGDT", sig, out);
	sig = STORE("sidt", out);
	table("SIDT", sig, out);
	sig = STORE("smsw", out);
	ok(sig == SIGSEGV || !sig, "SMSW: signal %d, %04x", sig, out[0]);
	sig = STORE("sldt", out);
	ok(sig == SIGSEGV || (!sig && !out[0]), "SLDT: signal %d, %04x", sig, out[0]);
	sig = STORE("str", out);
	ok(sig == SIGSEGV || (!sig && out[0] == 0x40), "STR: signal %d, %04x", sig, out[0]);
	return done_testing();
}
