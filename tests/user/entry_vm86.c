/* SPDX-License-Identifier: MIT */
/*
 * IRET with VM in the flags, by a program. Real CPUs ignore VM there; QEMU 7.2 obeys it and runs the
 * program in virtual-8086 mode, where its CS is any number, one with RPL 0 too, and where traps push a
 * larger frame.
 * Catches: a kernel that takes such a trap for its own, or returns to ring 0 with the program's CS.
 */
#include "kernel.h"
#include "tap.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CODE 0x10000
#define VM 0x20000

/* What runs there, in 16-bit code: a trap, a fault, an entry, or a wait for interrupts to come. */
static const struct {
	const char *name;
	uint8_t bytes[4];
} cases[] = {
	{ "int3", { 0xcc } },		{ "ud2", { 0x0f, 0x0b } },	 { "hlt", { 0xf4 } },
	{ "int80", { 0xcd, 0x80 } },	{ "sysenter", { 0x0f, 0x34 } },	 { "syscall", { 0x0f, 0x05 } },
	{ "load", { 0xa1, 0, 0 } },	{ "loop", { 0xeb, 0xfe } },
};

static const uint16_t selectors[] = { 0x10, 0x60, 0x78, 0x23, 0x73, 0x2b, 0x8, 0x1b };

static void enter(uint32_t ip, uint32_t cs, uint32_t flags)
{
	asm volatile("push %3; push %2; push %1; mov $20, %%eax; iret"
		     :
		     : "i"(0), "r"(ip), "r"(cs), "r"(flags | VM)
		     : "memory", "eax");
}

static void run(uint16_t cs, uint32_t flags)
{
	struct itimerval soon = { { 0, 0 }, { 0, 50000 } };

	setitimer(ITIMER_REAL, &soon, NULL);
	enter(CODE - cs * 16, cs, flags);
	_exit(0);
}

int main(void)
{
	static const uint32_t flags[] = { 0x202, 0x302, 0x4202, 0x40602 };
	struct rlimit no_core = { 0, 0 };

	if (!vestibule()) {
		skip(1, "Linux has a virtual-8086 mode of its own, or dies of QEMU's");
		return done_testing();
	}
	setrlimit(RLIMIT_CORE, &no_core);
	mmap((void *)CODE, 0x1000, PROT_READ | PROT_WRITE | PROT_EXEC,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned ended = 0, n = 0;

		memset((void *)CODE, 0xf4, 0x1000);
		memcpy((void *)CODE, cases[i].bytes, sizeof(cases[i].bytes));
		for (unsigned s = 0; s < sizeof(selectors) / sizeof(*selectors); s++)
			for (unsigned f = 0; f < 4; f++, n++) {
				int status, pid = fork();

				if (!pid)
					run(selectors[s], flags[f]);
				ended += waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
			}
		ok(ended == n, "%s: %u of %u programs die of it alone", cases[i].name, ended, n);
	}
	return done_testing();
}
