/* SPDX-License-Identifier: MIT */
/* Runs a state in a stopped child, by PTRACE_SETREGS; each of its stops is part of the outcome. */
#include "../debugreg.h"
#include "../tap.h"
#include "fuzz.h"
#include "options.h"
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOP_LIMIT	60
#define SYSCALL_STOP	(SIGTRAP | 0x80)
#define HUNG		0xdead
#define DR7_BREAK(n, type, len) (1u << 2 * (n) | ((len) << 2 | (type)) << (16 + 4 * (n)))
#define EXECUTE 0u
#define WRITE 1u
#define ACCESS 3u
#define FOUR_BYTES 3u

static pid_t tracee;

static void become_tracee(void)
{
	if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
		_exit(1);
	touch_arena();
	kill(getpid(), SIGSTOP);
	_exit(1);
}

static void start_tracee(void)
{
	int status;

	if (tracee)
		return;
	tracee = fork();
	if (!tracee)
		become_tracee();
	if (tracee < 0 || waitpid(tracee, &status, 0) != tracee || !WIFSTOPPED(status))
		bail_out("no tracee");
	ptrace(PTRACE_SETOPTIONS, tracee, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
}

void end_tracee(void)
{
	if (!tracee)
		return;
	kill(tracee, SIGKILL);
	waitpid(tracee, NULL, 0);
	tracee = 0;
}

static long set_debug(unsigned int n, uint32_t value)
{
	return ptrace(PTRACE_POKEUSER, tracee, DR(n), value) < 0 ? errno : 0;
}

/* Returns the errors of the requests, which are part of the outcome. */
static uint32_t set_breakpoints(const struct state *s)
{
	uint32_t sp = load.sp & ~3u, refused = 0, n;

	switch (s->v[F_DEBUG]) {
	case DEBUG_INSN:
		refused = set_debug(0, load.ip);
		return refused << 8 | set_debug(7, DR7_BREAK(0, EXECUTE, 0u));
	case DEBUG_STACK:	/* the kernel reads it, too */
		refused = set_debug(1, sp);
		return refused << 8 | set_debug(7, DR7_BREAK(1, ACCESS, FOUR_BYTES));
	case DEBUG_PUSH:
		refused = set_debug(2, sp - 4);
		return refused << 8 | set_debug(7, DR7_BREAK(2, WRITE, FOUR_BYTES));
	case DEBUG_FINISH:
		refused = set_debug(3, (uint32_t)finish);
		return refused << 8 | set_debug(7, DR7_BREAK(3, EXECUTE, 0u));
	case DEBUG_KERNEL:
		refused = set_debug(0, hostile[s->v[F_IMM] % hostile_count]);
		return refused << 8 | set_debug(7, DR7_BREAK(0, ACCESS, FOUR_BYTES));
	case DEBUG_RAW:		/* enabled: Linux judges what is not, too */
		n = s->v[F_IMM] % 4;
		refused = set_debug(n, s->v[F_AX]);
		return refused << 8 | set_debug(7, (s->v[F_BX] & 0xff00) | 1u << 2 * n |
							   (s->v[F_BX] >> 28) << (16 + 4 * n));
	}
	return 0;
}

static bool set_registers(void)
{
	struct user_regs_struct r = {
		.bx = load.bx, .cx = load.cx, .dx = load.dx, .si = load.si, .di = load.di, .bp = load.bp,
		.ax = load.ax, .ds = load.ds, .es = load.es, .fs = load.fs, .gs = load.gs, .orig_ax = -1,
		.ip = load.ip, .cs = load.cs, .flags = load.flags, .sp = load.sp, .ss = load.ss,
	};

	if (ptrace(PTRACE_SETREGS, tracee, 0, &r) == 0)
		return true;
	out.refused = errno;
	return false;
}

static void take_registers(void)
{
	struct user_regs_struct r;

	ptrace(PTRACE_GETREGS, tracee, 0, &r);
	const uint32_t c[C_COUNT] = {
		r.gs, r.fs, r.es, r.ds, r.di, r.si, r.bp, r.sp, r.bx, r.dx, r.cx, r.ax, 0, 0, r.ip, r.cs,
		r.flags, 0, r.ss,
	};

	for (int i = 0; i < C_COUNT; i++)
		out.c[i] = c[i];
}

/* A stop on the way, but not inside the vDSO, whose instructions are each kernel's own. */
static void note_stop(int sig, const struct state *s)
{
	if (in_vdso(out.c[C_IP]) && sig != SYSCALL_STOP)
		return;
	out.steps++;
	if (options.show)
		printf("# stop %u: ip %x ax %x flags %x dr6 %lx\n", sig, out.c[C_IP], out.c[C_AX],
		       out.c[C_FLAGS], ptrace(PTRACE_PEEKUSER, tracee, DR(6), 0));
	out.mid = hash_word(out.mid, sig);
	out.mid = hash_word(out.mid, in_vdso(out.c[C_IP]) ? 1 : out.c[C_IP]);
	if (calls[s->v[F_CALL]].kind != CALL_PID)
		out.mid = hash_word(out.mid, out.c[C_AX]);
	out.mid = hash_word(out.mid, out.c[C_FLAGS] & ~FL_RF);
	if (s->v[F_DEBUG] && sig == SIGTRAP)
		out.mid = hash_word(out.mid, ptrace(PTRACE_PEEKUSER, tracee, DR(6), 0));
}

/* True if this stop is the end. */
static bool stopped(int sig, const struct state *s)
{
	siginfo_t si = { 0 };

	take_registers();
	if (sig == SYSCALL_STOP) {
		note_stop(sig, s);
		return false;
	}
	ptrace(PTRACE_GETSIGINFO, tracee, 0, &si);
	if (sig == SIGUSR1 || sig == SIGUSR2 || (sig == SIGTRAP && si.si_code != SI_KERNEL)) {
		note_stop(sig, s);
		return false;
	}
	out.sig = sig;
	out.code = si.si_code;
	out.addr = (uint32_t)si.si_addr;
	return true;
}

static void follow(const struct state *s)
{
	static const int requests[RESUME_COUNT] = {
		PTRACE_CONT, PTRACE_SINGLESTEP, PTRACE_SYSCALL, PTRACE_SYSEMU,
	};
	int status, stops = 0;

	do {
		ptrace(requests[s->v[F_RESUME]], tracee, 0, 0);
		if (waitpid(tracee, &status, 0) != tracee || !WIFSTOPPED(status)) {
			out.status = status;
			tracee = 0;
			return;
		}
		if (++stops > STOP_LIMIT) {
			out.sig = HUNG;
			end_tracee();
			return;
		}
	} while (!stopped(WSTOPSIG(status), s));
}

/* After a step with the program's own TF, Linux takes the tracer's next TF for the program's, too. */
static void forget_steps(void)
{
	struct outcome kept = out;
	int status;

	prepare(&neutral);
	load.ip = (uint32_t)finish;
	set_registers();
	ptrace(PTRACE_CONT, tracee, 0, 0);
	if (waitpid(tracee, &status, 0) != tracee || !WIFSTOPPED(status))
		tracee = 0;
	out = kept;
}

void run_traced(const struct state *s)
{
	start_tracee();
	machine.pid = tracee;
	prepare(s);
	if (s->v[F_DEBUG])
		out.refused = set_breakpoints(s) << 8;
	if (set_registers())
		follow(s);
	if (tracee && (out.refused || (s->v[F_FLAGS] & FL_TF)))
		forget_steps();
	if (tracee && s->v[F_DEBUG]) {
		set_debug(7, 0);
		set_debug(6, 0);
	}
	/* Its LDT is its own. */
	if (is_call(insns[s->v[F_INSN]].kind) && calls[s->v[F_CALL]].kind == CALL_LDT)
		end_tracee();
}
