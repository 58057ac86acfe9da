/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's CFI finds not only the caller but its registers: at every instruction of __kernel_vsyscall
 * an unwinder must read the values that the caller had in ecx edx ebx esi edi ebp, of which the stub
 * pushes two and uses one. A single-stepped call leaves by IRET, which loses nothing; so the landing pad is
 * also seen by a breakpoint, after a fast exit, when SYSEXIT has just taken edx too.
 */
#include "tap.h"
#include <entry.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

extern const char caller_start[], caller_end[], after_call[];
void caller(const void *vsyscall, uint32_t eflags);

__asm__(".text\n"
	"caller_start:\n"
	"caller: .cfi_startproc\n"
	"	push %ebp; .cfi_adjust_cfa_offset 4; .cfi_rel_offset ebp, 0\n"
	"	push %ebx; .cfi_adjust_cfa_offset 4; .cfi_rel_offset ebx, 0\n"
	"	push %esi; .cfi_adjust_cfa_offset 4; .cfi_rel_offset esi, 0\n"
	"	push %edi; .cfi_adjust_cfa_offset 4; .cfi_rel_offset edi, 0\n"
	"	push 20(%esp); .cfi_adjust_cfa_offset 4\n"	/* __kernel_vsyscall */
	"	push 28(%esp); .cfi_adjust_cfa_offset 4\n"	/* eflags */
	"	mov $0xc1c1c1c1, %ecx; mov $0xd2d2d2d2, %edx; mov $0xb3b3b3b3, %ebx\n"
	"	mov $0xe5e5e5e5, %ebp; mov $0xe6e6e6e6, %esi; mov $0xe7e7e7e7, %edi\n"
	"	mov $64, %eax\n"				/* getppid */
	"	popf; .cfi_adjust_cfa_offset -4\n"		/* TF */
	"	call *(%esp)\n"
	"after_call:\n"
	"	pushf; .cfi_adjust_cfa_offset 4\n"
	"	andl $~0x100, (%esp)\n"
	"	popf; .cfi_adjust_cfa_offset -4\n"
	"	add $4, %esp; .cfi_adjust_cfa_offset -4\n"
	"	pop %edi; .cfi_adjust_cfa_offset -4; .cfi_restore edi\n"
	"	pop %esi; .cfi_adjust_cfa_offset -4; .cfi_restore esi\n"
	"	pop %ebx; .cfi_adjust_cfa_offset -4; .cfi_restore ebx\n"
	"	pop %ebp; .cfi_adjust_cfa_offset -4; .cfi_restore ebp\n"
	"	ret\n"
	"	.cfi_endproc\n"
	"caller_end:\n");

static const struct {
	int dwarf;
	uint32_t value;
	const char *name;
} regs[] = {
	{ 1, 0xc1c1c1c1, "ecx" }, { 2, 0xd2d2d2d2, "edx" }, { 3, 0xb3b3b3b3, "ebx" },
	{ 5, 0xe5e5e5e5, "ebp" }, { 6, 0xe6e6e6e6, "esi" }, { 7, 0xe7e7e7e7, "edi" },
};

static uintptr_t stub;
static int steps, found, wrong;
static uint32_t wrong_ip;
static const char *wrong_reg;
static uint32_t step_ip;

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *unused)
{
	uintptr_t ip = _Unwind_GetIP(context);

	(void)unused;
	if (ip != (uintptr_t)after_call)
		return _URC_NO_REASON;
	found++;
	for (unsigned int i = 0; i < sizeof(regs) / sizeof(*regs); i++) {
		if ((uint32_t)_Unwind_GetGR(context, regs[i].dwarf) == regs[i].value)
			continue;
		wrong++;
		wrong_ip = step_ip;
		wrong_reg = regs[i].name;
	}
	return _URC_NORMAL_STOP;
}

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	uintptr_t ip = uc->uc_mcontext.gregs[REG_EIP];

	(void)sig;
	(void)info;
	if (ip < stub || ip >= stub + 64)
		return;
	steps++;
	step_ip = ip;
	_Unwind_Backtrace(frame, NULL);
}

/* Byte offset of debug register n in the USER area: after 17 registers, i387 and the rest of it. */
#define DEBUGREG(n) (252 + 4 * (n))

/* A child calls once with a breakpoint on the landing pad, and looks from the handler. 0 if all was found. */
static int break_at_pad(uint32_t eflags)
{
	int status, pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		steps = found = wrong = 0;
		caller((const void *)stub, eflags);
		_exit(steps != 1 || found != 1 || wrong);
	}
	waitpid(pid, &status, 0);
	if (ptrace(PTRACE_POKEUSER, pid, DEBUGREG(0), (long)entry_landing_pad()) ||
	    ptrace(PTRACE_POKEUSER, pid, DEBUGREG(7), 1))
		return -1;
	/* raise() itself comes back through the pad: the first hit is its own. */
	for (int hits = 0; hits < 8; hits++) {
		ptrace(PTRACE_CONT, pid, 0, 0);
		if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return -1;
		if (ptrace(PTRACE_PEEKUSER, pid, 4 * EBX, 0) == (long)0xb3b3b3b3)
			break;
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		waitpid(pid, &status, 0);
	}
	ptrace(PTRACE_POKEUSER, pid, DEBUGREG(7), 0);
	ptrace(PTRACE_CONT, pid, 0, SIGTRAP);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
	struct sigaction sa;
	uint32_t eflags;
	int result;

	stub = getauxval(AT_SYSINFO);
	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_trap;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGTRAP, &sa, NULL);
	__asm__ volatile("pushf; pop %0" : "=r"(eflags));
	caller((const void *)stub, eflags | 0x100);
	diag("%d instructions of the stub, entered by %s", steps, entry_name(entry_of_vdso()));
	ok(steps >= 5, "stepped through the stub");
	ok(found == steps, "at each the unwinder finds the caller (%d of %d)", found, steps);
	ok(!wrong, "at each it finds the caller's registers (%d wrong, the last %s at %08x)", wrong,
	   wrong_reg ? wrong_reg : "none", wrong_ip);
	result = break_at_pad(eflags);
	ok(!result, "after a fast exit, at the landing pad, it finds them too (%d)", result);
	return done_testing();
}
