/* SPDX-License-Identifier: MIT */
/*
 * MOV SS holds a data breakpoint's trap back until the next instruction is done. Where that one enters
 * the kernel, the trap comes inside, at the door's first instruction, on whatever stack and GS base are
 * there (CVE-2018-8897). A tracer puts the breakpoint on the selector that the program loads.
 * Catches: a door or a #DB that takes that trap for a bug, or runs on the program's stack or GS base.
 * QEMU's TCG traps before the instruction; hardware and Bochs hold the trap back.
 */
#include "debugreg.h"
#include "regs.h"
#include "tap.h"
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_GETPPID 64
#define ROUNDS 8

uint32_t mov_ss_selector;

#define MOV_SS "	mov	mov_ss_selector, %ss\n"
#define CODE(name, before, instruction)                                                            \
	extern const char mov_ss_##name[];                                                         \
	asm(".pushsection .text\nmov_ss_" #name ":\n" before MOV_SS "	" instruction          \
	    "\n	ret\n.popsection\n")
#define OURS "	push	%edx\n	push	%ecx\n	mov	%esp, %ecx\n"
#define LINUX(bp) "	push	%ecx\n	push	%edx\n	push	%ebp\n	mov	" bp ", %ebp\n"

CODE(int80, "", "int	$0x80");
CODE(int3, "	mov	%ebx, %eax\n", "int3");
CODE(nop, "	mov	%ebx, %eax\n", "nop");
CODE(sysenter_ours, OURS, "sysenter");
CODE(sysenter_linux, LINUX("%esp"), "sysenter");
CODE(syscall_ours, OURS, "syscall");
CODE(syscall_linux, LINUX("%ecx"), "syscall");

/* In the child: true if the call gave what it should, with every register kept. */
static bool calls(const void *code)
{
	uint32_t ppid = getppid();

	for (int i = 0; i < ROUNDS; i++) {
		regs_in = (struct regs){ .ax = NR_GETPPID, .bx = ppid, .cx = 2, .dx = 3, .si = 4, .di = 5,
					 .bp = 6, .flags = FL_FIXED | FL_IF };
		memset(&regs_out, 0xee, sizeof(regs_out));
		regs_code = code;
		regs_call();
		if (regs_out.ax != ppid || regs_out.bx != ppid || regs_out.cx != 2 ||
		    regs_out.dx != 3 || regs_out.si != 4 || regs_out.di != 5 || regs_out.bp != 6)
			return false;
	}
	return true;
}

static int traced_child(const void *code)
{
	int pid = fork();

	if (pid)
		return pid;
	asm("mov %%ss, %0" : "=r"(mov_ss_selector));
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	_exit(calls(code) ? 42 : 43);
}

static void held_back(const void *code, const char *name)
{
	int pid = traced_child(code), status = 0, traps = 0;

	waitpid(pid, &status, 0);
	if (ptrace(PTRACE_POKEUSER, pid, DR(0), &mov_ss_selector) ||
	    ptrace(PTRACE_POKEUSER, pid, DR(7), DR7_READ_WRITE_4))
		diag("%s: no breakpoint", name);
	while (!WIFEXITED(status) && !WIFSIGNALED(status)) {
		traps += WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
		/* Its own SIGTRAPs, of the breakpoint and of int3, go no further. */
		ptrace(PTRACE_CONT, pid, 0, 0);
		if (waitpid(pid, &status, 0) != pid)
			break;
	}
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "MOV SS with a trap pending, then %s (status %x, %d traps)", name, status, traps);
}

int main(void)
{
	bool lx = linux_pad();

	held_back(mov_ss_nop, "an ordinary instruction");
	held_back(mov_ss_int80, "int80");
	held_back(mov_ss_int3, "int3");
	if (entry_usable(ENTRY_SYSENTER))
		held_back(lx ? mov_ss_sysenter_linux : mov_ss_sysenter_ours, "sysenter");
	if (entry_usable(ENTRY_SYSCALL))
		held_back(lx ? mov_ss_syscall_linux : mov_ss_syscall_ours, "syscall");
	return done_testing();
}
