/* SPDX-License-Identifier: MIT */
/* Runs a state in this process: whatever comes of it arrives at handle_signal(). */
#include "../tap.h"
#include "fuzz.h"
#include "options.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP_LIMIT 300
#define TRAP_DEBUG 1
#define HUNG 0xdead
#define MIDDLE_SECONDS 1

struct outcome out;
static unsigned int all_steps;
static volatile bool loaded;	/* what happens is the state's doing */

void set_alternate(unsigned int kind)
{
	static const struct {
		uint32_t sp;
		int flags;
	} stacks[ALT_COUNT] = {
		[ALT_NORMAL] = { ALT_BASE, 0 },
		[ALT_NONE] = { 0, SS_DISABLE },
		[ALT_READ_ONLY] = { READ_ONLY, 0 },
		[ALT_HOLE] = { DATA_END, 0 },
		[ALT_KERNEL] = { 0xffffe000, 0 },
	};
	stack_t ss = { .ss_sp = (void *)stacks[kind].sp, .ss_flags = stacks[kind].flags, .ss_size = 0x1000 };

	if (kind == ALT_NORMAL)
		ss.ss_size = ALT_SIZE;
	sigaltstack(&ss, NULL);
}

/* Not what the two stubs do differently on their way. */
static void note_on_the_way(const greg_t *g)
{
	if (options.show)
		printf("# step ip %x flags %x\n", g[REG_EIP], g[REG_EFL]);
	out.mid = hash_word(out.mid, in_vdso(g[REG_EIP]) ? 1 : g[REG_EIP]);
	out.mid = hash_word(out.mid, g[REG_EFL] & ~FL_RF);
	out.mid = hash_word(out.mid, g[REG_EDI]);
}

static void end(uint32_t sig, const siginfo_t *si, const ucontext_t *uc)
{
	out.sig = sig;
	out.code = si->si_code;
	out.addr = (uint32_t)si->si_addr;
	for (int i = 0; i < C_COUNT; i++)
		out.c[i] = uc->uc_mcontext.gregs[i];
	for (int i = C_GS; i <= C_DS; i++)
		out.c[i] &= 0xffff;
	out.c[C_CS] &= 0xffff;
	out.c[C_SS] &= 0xffff;
	out.cr2 = uc->uc_mcontext.cr2;
	if (!loaded)
		bail_out("the fuzzer itself: signal %u, ip %x, address %x", sig, out.c[C_IP], out.addr);
	resume();
}

__attribute__((used))
void handle_signal(int sig, siginfo_t *si, ucontext_t *uc)
{
	const greg_t *g = uc->uc_mcontext.gregs;

	if (handler_cx != (uint32_t)uc || handler_dx != (uint32_t)si)
		out.odd |= ODD_ARGUMENTS;
	if (sig == SIGUSR1) {
		out.handled++;
		note_on_the_way(g);
		return;
	}
	if (sig == SIGTRAP && g[REG_TRAPNO] == TRAP_DEBUG && (g[REG_EFL] & FL_TF) &&
	    all_steps++ < STEP_LIMIT) {
		/* A step over the entry ends behind the landing pad's first instruction. */
		if ((uint32_t)g[REG_EIP] == machine.pad)
			out.odd |= ODD_STEP;
		if (in_vdso(g[REG_EIP]))
			return;
		out.steps++;
		note_on_the_way(g);
		return;
	}
	end(sig == SIGALRM ? HUNG : sig, si, uc);
}

/* Without SA_SIGINFO: the legacy frame, in which the context follows the number. */
__attribute__((used))
void handle_legacy_signal(int sig)
{
	(void)sig;
	out.handled += 0x100;
	if (handler_cx || handler_dx)
		out.odd |= ODD_ARGUMENTS;
}

void catch_signals(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS, SIGALRM, SIGUSR1 };
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	struct sigaction legacy = { .sa_handler = on_legacy_signal, .sa_flags = SA_ONSTACK | SA_NODEFER };

	for (unsigned int i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		sigaction(fatal[i], &sa, NULL);
	sigaction(SIGUSR2, &legacy, NULL);
	set_alternate(ALT_NORMAL);
}

/* A signal that no trap raised shows the number and error code of the last trap: let that be #UD. */
static void forget_trap(void)
{
	prepare(&neutral);
	load.ip = (uint32_t)finish;
	loaded = true;
	load_state();
	loaded = false;
}

void run(const struct state *s)
{
	if (s->v[F_WAY] == WAY_PTRACE) {
		run_traced(s);
		return;
	}
	all_steps = 0;
	machine.pid = machine.self;
	if (s->v[F_WAY] == WAY_SIGRETURN || s->v[F_WAY] == WAY_RT_SIGRETURN)
		forget_trap();
	prepare(s);
	if (insn(s)->kind == KIND_VDSO_MIDDLE)
		alarm(MIDDLE_SECONDS); /* it may be a loop that never ends */
	loaded = true;
	load_state();
	loaded = false;
	undo(s);
}
