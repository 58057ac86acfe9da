/* SPDX-License-Identifier: MIT */
/* Signals as strace shows them. */
#include "strace.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

void out_signal(int sig)
{
	const char *name = sigabbrev_np(sig);

	if (name)
		out("SIG%s", name);
	else if (sig >= SIGRTMIN && sig <= SIGRTMAX)
		out(sig == SIGRTMIN ? "SIGRTMIN" : "SIGRT_%d", sig - SIGRTMIN);
	else
		out("%d", sig);
}

/* The name of a si_code, or NULL. */
static const char *code_name(int sig, int code)
{
#define CODE(name) { sig_of_##name, name, #name }
	enum {
		sig_of_SI_USER = 0, sig_of_SI_KERNEL = 0, sig_of_SI_QUEUE = 0, sig_of_SI_TIMER = 0,
		sig_of_SI_TKILL = 0,
		sig_of_SEGV_MAPERR = SIGSEGV, sig_of_SEGV_ACCERR = SIGSEGV, sig_of_BUS_ADRALN = SIGBUS,
		sig_of_BUS_ADRERR = SIGBUS, sig_of_FPE_INTDIV = SIGFPE, sig_of_FPE_FLTDIV = SIGFPE,
		sig_of_FPE_FLTINV = SIGFPE, sig_of_ILL_ILLOPN = SIGILL, sig_of_TRAP_BRKPT = SIGTRAP,
		sig_of_TRAP_TRACE = SIGTRAP, sig_of_TRAP_HWBKPT = SIGTRAP, sig_of_CLD_EXITED = SIGCHLD,
		sig_of_CLD_KILLED = SIGCHLD, sig_of_CLD_DUMPED = SIGCHLD, sig_of_CLD_TRAPPED = SIGCHLD,
		sig_of_CLD_STOPPED = SIGCHLD, sig_of_CLD_CONTINUED = SIGCHLD,
	};
	static const struct {
		int sig, code;
		const char *name;
	} codes[] = {
		CODE(SI_USER), CODE(SI_KERNEL), CODE(SI_QUEUE), CODE(SI_TIMER), CODE(SI_TKILL),
		CODE(SEGV_MAPERR), CODE(SEGV_ACCERR), CODE(BUS_ADRALN), CODE(BUS_ADRERR),
		CODE(FPE_INTDIV), CODE(FPE_FLTDIV), CODE(FPE_FLTINV), CODE(ILL_ILLOPN),
		CODE(TRAP_BRKPT), CODE(TRAP_TRACE), CODE(TRAP_HWBKPT), CODE(CLD_EXITED),
		CODE(CLD_KILLED), CODE(CLD_DUMPED), CODE(CLD_TRAPPED), CODE(CLD_STOPPED),
		CODE(CLD_CONTINUED),
	};
#undef CODE

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code && (!codes[i].sig || codes[i].sig == sig))
			return codes[i].name;
	return NULL;
}

static bool is_fault(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE || sig == SIGTRAP;
}

void out_siginfo(pid_t pid, int sig)
{
	siginfo_t si;
	const char *code;

	if (ptrace(PTRACE_GETSIGINFO, pid, 0, &si) < 0) {
		out_signal(sig);
		return;
	}
	code = code_name(sig, si.si_code);
	out_signal(sig);
	out(" {si_signo=");
	out_signal(si.si_signo);
	if (code)
		out(", si_code=%s", code);
	else
		out(", si_code=%d", si.si_code);
	if (is_fault(sig) && si.si_code > 0 && si.si_code < SI_KERNEL)
		out(", si_addr=%p", si.si_addr);
	else if (si.si_code <= 0 && si.si_code != SI_TIMER)
		out(", si_pid=%d, si_uid=%u", (int)si.si_pid, (unsigned int)si.si_uid);
	if (sig == SIGCHLD && si.si_code > 0)
		out(", si_pid=%d, si_uid=%u, si_status=%d", (int)si.si_pid, (unsigned int)si.si_uid,
		    si.si_status);
	out("}");
}
