/* SPDX-License-Identifier: MIT */
/*
 * A 16-bit stack segment: IRET to it loads SP only, so bits 16-31 of ESP would be the kernel's (its
 * stack's address) if the kernel did not see to it. They must be the program's own after every way in
 * that it has from there: int $0x80, a fault, a timer interrupt, a single step.
 */
#include "tap.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ldt.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#define LDT_STACK 0x07
#define HIGH 0xa5b60000u
#define SP_OFFSET 0x8000u

static char stack16[65536] __attribute__((aligned(4096)));
static char alternate[65536] __attribute__((aligned(16)));
static volatile int signals;

static int set_stack_segment(void)
{
	struct user_desc desc;

	memset(&desc, 0, sizeof(desc));
	desc.entry_number = LDT_STACK / 8;
	desc.base_addr = (uintptr_t)stack16;
	desc.limit = 0xffff;
	desc.contents = MODIFY_LDT_CONTENTS_DATA;
	desc.useable = 1;
	return modify_ldt(1, &desc, sizeof(desc));
}

/* Runs `code` on the 16-bit stack with ESP = HIGH | SP_OFFSET; esp is what it was after it. */
#define ON_STACK16(esp, code)                                                                      \
	__asm__ volatile("mov %%esp, %%esi\n"                                                      \
			 "mov %%ss, %%edi\n"                                                       \
			 "mov %1, %%ss\n"                                                          \
			 "mov %2, %%esp\n" code "\n"                                               \
			 "mov %%esp, %0\n"                                                         \
			 "mov %%edi, %%ss\n"                                                       \
			 "mov %%esi, %%esp"                                                        \
			 : "=&b"(esp)                                                              \
			 : "r"(LDT_STACK), "r"(HIGH | SP_OFFSET)                                   \
			 : "eax", "esi", "edi", "memory", "cc")

static void on_signal(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)info;
	signals++;
	if (sig == SIGSEGV)
		uc->uc_mcontext.gregs[REG_EIP] += 2; /* hlt; nop */
	if (sig == SIGTRAP && signals > 4)
		uc->uc_mcontext.gregs[REG_EFL] &= ~0x100;
}

static void handle(int sig)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_signal;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
	sigaction(sig, &sa, NULL);
	signals = 0;
}

int main(void)
{
	struct itimerval every = { { 0, 2000 }, { 0, 2000 } }, never = { { 0, 0 }, { 0, 0 } };
	stack_t alt = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	uint32_t esp;

	if (set_stack_segment()) {
		skip(1, "modify_ldt is not in this kernel");
		return done_testing();
	}
	sigaltstack(&alt, NULL);

	ON_STACK16(esp, "mov $20, %%eax; int $0x80");
	ok(esp == (HIGH | SP_OFFSET), "int80: esp is %08x, as it was", esp);

	ON_STACK16(esp, "mov $4000, %%eax; int $0x80; push %%eax; pop %%eax");
	ok(esp == (HIGH | SP_OFFSET), "int80, then push and pop: esp is %08x", esp);

	handle(SIGSEGV);
	ON_STACK16(esp, "hlt; nop");
	ok(signals == 1 && esp == (HIGH | SP_OFFSET), "a fault with a handler: esp is %08x", esp);

	handle(SIGTRAP);
	ON_STACK16(esp, "pushf; pop %%eax; or $0x100, %%eax; push %%eax; popf\n"
			"nop; nop; nop; nop; nop; nop");
	ok(signals == 5 && (esp & 0xffff0000) == HIGH, "single steps: esp is %08x (%d traps)", esp, signals);

	ON_STACK16(esp, "mov $30000000, %%eax; 1: dec %%eax; jnz 1b");
	ok(esp == (HIGH | SP_OFFSET), "timer interrupts: esp is %08x", esp);

	handle(SIGALRM);
	setitimer(ITIMER_REAL, &every, NULL);
	ON_STACK16(esp, "mov $30000000, %%eax; 1: dec %%eax; jnz 1b");
	setitimer(ITIMER_REAL, &never, NULL);
	ok(signals > 0 && esp == (HIGH | SP_OFFSET), "timer signals: esp is %08x", esp);
	return done_testing();
}
