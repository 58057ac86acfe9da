/* SPDX-License-Identifier: MIT */
/*
 * A tracer changes CS and SS at a call's exit: the program must come back on the new segments, whichever
 * entry it used. SYSEXIT and SYSRETL load flat ones, so a kernel that forgets to look loses the change.
 */
#include "tap.h"
#include <entry.h>
#include <signal.h>
#include <string.h>
#include <sys/ldt.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* LDT selectors of two flat segments, RPL 3. */
#define LDT_CODE 0x07
#define LDT_DATA 0x0f

static int set_flat(unsigned int entry, unsigned int contents)
{
	struct user_desc desc;

	memset(&desc, 0, sizeof(desc));
	desc.entry_number = entry;
	desc.limit = 0xfffff;
	desc.limit_in_pages = 1;
	desc.seg_32bit = 1;
	desc.contents = contents;
	desc.useable = 1;
	return modify_ldt(1, &desc, sizeof(desc));
}

/* The traced program: one call, then its exit status says on which segments it came back. */
static void child(enum entry entry)
{
	unsigned short cs, ss;

	ptrace(PTRACE_TRACEME, 0, 0, 0);
	kill(getpid(), SIGSTOP);
	syscall_by(entry, SYS_getppid);
	__asm__ volatile("mov %%cs, %0; mov %%ss, %1" : "=r"(cs), "=r"(ss));
	_exit((cs == LDT_CODE) | (ss == LDT_DATA) << 1);
}

/* The child's exit status, with reg set to sel at the exit of its getppid; -1 if it went another way. */
static int exit_status(enum entry entry, int reg, long sel)
{
	int status, pid = fork();

	if (!pid)
		child(entry);
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	for (;;) {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			return -1;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		if (ptrace(PTRACE_PEEKUSER, pid, 4 * ORIG_EAX, 0) == SYS_getppid)
			break;
	}
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	waitpid(pid, &status, 0);
	if (ptrace(PTRACE_POKEUSER, pid, 4 * reg, sel))
		return -1;
	ptrace(PTRACE_CONT, pid, 0, 0);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int main(void)
{
	if (set_flat(LDT_CODE / 8, MODIFY_LDT_CONTENTS_CODE) ||
	    set_flat(LDT_DATA / 8, MODIFY_LDT_CONTENTS_DATA)) {
		skip(1, "modify_ldt is not in this kernel");
		return done_testing();
	}
	for (enum entry e = 0; e < ENTRY_COUNT; e++) {
		if (!entry_usable(e))
			continue;
		ok(exit_status(e, CS, LDT_CODE) == 1, "%s: back on the code segment that the tracer chose",
		   entry_name(e));
		ok(exit_status(e, SS, LDT_DATA) == 2, "%s: back on the stack segment that the tracer chose",
		   entry_name(e));
	}
	return done_testing();
}
