/* SPDX-License-Identifier: MIT */
/* The instructions and system calls that states choose from. */
#include "fuzz.h"
#include <errno.h>
#include <signal.h>

#define TRAP(name, ...) { name, KIND_TRAP, sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ } }
#define MEMORY(name, ...) \
	{ name, KIND_MEMORY, sizeof((uint8_t[]){ __VA_ARGS__ }) + 4, { __VA_ARGS__ } }

/*
 * Not here, since what they tell a program differs between kernels: SGDT SIDT SLDT STR SMSW LAR LSL RDTSC
 * RDPMC XGETBV; and none that writes to an address in a register, which could be this program.
 */
const struct insn insns[] = {
	{ "int80", KIND_INT80, 2, { 0xcd, 0x80 } },
	{ "sysenter", KIND_SYSENTER, 2, { 0x0f, 0x34 } },
	{ "syscall", KIND_SYSCALL, 2, { 0x0f, 0x05 } },
	{ "vdso", KIND_VDSO, 0, { 0 } },
	{ "vdso-int80", KIND_VDSO_INT80, 0, { 0 } },
	{ "nothing", KIND_NOTHING, 0, { 0 } },
	{ "vdso-middle", KIND_VDSO_MIDDLE, 0, { 0 } },
	{ "int-n", KIND_INT_N, 2, { 0xcd } },
	{ "lcall", KIND_FAR_CALL, 7, { 0x9a } },
	{ "ljmp", KIND_FAR_JUMP, 7, { 0xea } },
	{ "lret", KIND_FAR_RETURN, 1, { 0xcb } },
	{ "lret-n", KIND_FAR_RETURN, 3, { 0xca, 4, 0 } },
	{ "iret", KIND_FAR_RETURN, 1, { 0xcf } },
	TRAP("int3", 0xcc),
	TRAP("into", 0xce),
	TRAP("icebp", 0xf1),
	TRAP("hlt", 0xf4),
	TRAP("cli", 0xfa),
	TRAP("sti", 0xfb),
	TRAP("in", 0xec),
	TRAP("out", 0xee),
	TRAP("in-imm", 0xe5, 0x64),
	TRAP("outs", 0x6e),
	TRAP("sysexit", 0x0f, 0x35),
	TRAP("sysret", 0x0f, 0x07),
	TRAP("ud2", 0x0f, 0x0b),
	TRAP("ud0", 0x0f, 0xff, 0xc0),
	TRAP("mov-from-cr0", 0x0f, 0x20, 0xc0),
	TRAP("mov-to-cr0", 0x0f, 0x22, 0xc0),
	TRAP("mov-to-cr3", 0x0f, 0x22, 0xd8),
	TRAP("mov-to-cr4", 0x0f, 0x22, 0xe0),
	TRAP("mov-from-db7", 0x0f, 0x21, 0xf8),
	TRAP("mov-to-db7", 0x0f, 0x23, 0xf8),
	TRAP("lldt", 0x0f, 0x00, 0xd0),
	TRAP("ltr", 0x0f, 0x00, 0xd8),
	TRAP("lmsw", 0x0f, 0x01, 0xf0),
	TRAP("clts", 0x0f, 0x06),
	TRAP("invd", 0x0f, 0x08),
	TRAP("wbinvd", 0x0f, 0x09),
	TRAP("wrmsr", 0x0f, 0x30),
	TRAP("rdmsr", 0x0f, 0x32),
	TRAP("rsm", 0x0f, 0xaa),
	TRAP("swapgs", 0x0f, 0x01, 0xf8),
	TRAP("clac", 0x0f, 0x01, 0xca),
	TRAP("stac", 0x0f, 0x01, 0xcb),
	TRAP("vmcall", 0x0f, 0x01, 0xc1),
	TRAP("mov-to-ss", 0x8e, 0xd0),
	TRAP("mov-to-ds", 0x8e, 0xd8),
	TRAP("mov-to-fs", 0x8e, 0xe0),
	TRAP("mov-to-gs", 0x8e, 0xe8),
	TRAP("mov-to-cs", 0x8e, 0xc8),
	TRAP("pop-ss", 0x17),
	TRAP("pop-ds", 0x1f),
	TRAP("pop-fs", 0x0f, 0xa1),
	TRAP("pop-gs", 0x0f, 0xa9),
	TRAP("popf", 0x9d),
	TRAP("pushf", 0x9c),
	TRAP("push", 0x50),
	TRAP("pop", 0x58),
	TRAP("ret", 0xc3),
	TRAP("enter", 0xc8, 8, 0, 0),
	TRAP("div", 0xf7, 0xf0),
	TRAP("idiv", 0xf6, 0xf9),
	TRAP("aam0", 0xd4, 0),
	TRAP("lock-nop", 0xf0, 0x90),
	MEMORY("bound", 0x62, 0x05),
	MEMORY("lgdt", 0x0f, 0x01, 0x15),
	MEMORY("lidt", 0x0f, 0x01, 0x1d),
	MEMORY("invlpg", 0x0f, 0x01, 0x3d),
	MEMORY("lcall-mem", 0xff, 0x1d),
	MEMORY("ljmp-mem", 0xff, 0x2d),
	MEMORY("lds", 0xc5, 0x05),
	MEMORY("les", 0xc4, 0x05),
	MEMORY("lss", 0x0f, 0xb2, 0x05),
	MEMORY("lfs", 0x0f, 0xb4, 0x05),
	MEMORY("lgs", 0x0f, 0xb5, 0x05),
	MEMORY("mov", 0x8b, 0x05),
	MEMORY("lock-add", 0xf0, 0x01, 0x05),
};
const unsigned int insn_count = sizeof(insns) / sizeof(*insns);

unsigned int insn_of(enum insn_kind kind)
{
	unsigned int i = 0;

	while (insns[i].kind != kind)
		i++;
	return i;
}

const struct call calls[] = {
	{ 20, CALL_PID, 0 },		/* getpid */
	{ 24, CALL_PLAIN, 0 },		/* getuid */
	{ 199, CALL_PLAIN, 0 },		/* getuid32 */
	{ 158, CALL_PLAIN, 0 },		/* sched_yield */
	{ 0, CALL_PLAIN, -EINTR },	/* restart_syscall */
	{ 17, CALL_PLAIN, -ENOSYS },	/* break, of old */
	{ 222, CALL_PLAIN, -ENOSYS },
	{ 0x1000, CALL_PLAIN, -ENOSYS },
	{ 0x40000014, CALL_PLAIN, -ENOSYS },
	{ 0x7fffffff, CALL_PLAIN, -ENOSYS },
	{ 0x80000000, CALL_PLAIN, -ENOSYS },
	{ 0xffffffff, CALL_PLAIN, -ENOSYS },
	{ 6, CALL_FD, -EBADF },		/* close */
	{ 122, CALL_UNAME, 0 },
	{ 37, CALL_KILL, SIGUSR1 },
	{ 37, CALL_KILL, SIGUSR2 },
	{ 123, CALL_LDT, 16 },		/* takes LDT_COMES_AND_GOES away */
};
const unsigned int call_count = sizeof(calls) / sizeof(*calls);
