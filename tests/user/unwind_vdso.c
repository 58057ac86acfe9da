/* SPDX-License-Identifier: MIT */
/*
 * Unwinding with libgcc_eh from every instruction of __kernel_vsyscall, single-stepped, through the
 * signal frame of either kind, out to the caller with its registers.
 * Catches: one wrong CFI line in the stub or in a sigreturn trampoline, a vDSO hidden from unwinders.
 */
#include "regs.h"
#include "tap.h"
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#define NR_GETPPID 64
#define NR_KILL 37
#define MAX_FRAMES 24
#define STUB_MAX 64

/* step_call: calls *step_code with step_regs and step_flags; its frame is step_after in step_sp. */
void step_call(void);
extern const char step_after[];
const void *step_code;
uint32_t step_return, step_sp, step_flags;
uint32_t step_ax, step_bx, step_cx;

#define PAT_DX 0xd0d0d0d0u
#define PAT_SI 0x51515151u
#define PAT_DI 0xd1d1d1d1u
#define PAT_BP 0xb9b9b9b9u

asm(".pushsection .text\n"
    "	.globl	step_call, step_after\n"
    "step_call:\n"
    "	.cfi_startproc\n"
    "	mov	(%esp), %eax\n"
    "	mov	%eax, step_return\n"
    "	push	%ebp\n"
    "	.cfi_adjust_cfa_offset 4\n	.cfi_rel_offset ebp, 0\n"
    "	push	%ebx\n"
    "	.cfi_adjust_cfa_offset 4\n	.cfi_rel_offset ebx, 0\n"
    "	push	%esi\n"
    "	.cfi_adjust_cfa_offset 4\n	.cfi_rel_offset esi, 0\n"
    "	push	%edi\n"
    "	.cfi_adjust_cfa_offset 4\n	.cfi_rel_offset edi, 0\n"
    "	mov	%esp, step_sp\n"
    "	mov	step_bx, %ebx\n"
    "	mov	step_cx, %ecx\n"
    "	mov	$0xd0d0d0d0, %edx\n"
    "	mov	$0x51515151, %esi\n"
    "	mov	$0xd1d1d1d1, %edi\n"
    "	mov	$0xb9b9b9b9, %ebp\n"
    "	mov	step_ax, %eax\n"
    "	push	step_flags\n"
    "	.cfi_adjust_cfa_offset 4\n"
    "	popf\n"
    "	.cfi_adjust_cfa_offset -4\n"
    "	call	*step_code\n"
    "step_after:\n"
    "	push	$0x202\n"
    "	.cfi_adjust_cfa_offset 4\n"
    "	popf\n"
    "	.cfi_adjust_cfa_offset -4\n"
    "	mov	%eax, step_ax\n"
    "	pop	%edi\n"
    "	.cfi_adjust_cfa_offset -4\n	.cfi_restore edi\n"
    "	pop	%esi\n"
    "	.cfi_adjust_cfa_offset -4\n	.cfi_restore esi\n"
    "	pop	%ebx\n"
    "	.cfi_adjust_cfa_offset -4\n	.cfi_restore ebx\n"
    "	pop	%ebp\n"
    "	.cfi_adjust_cfa_offset -4\n	.cfi_restore ebp\n"
    "	ret\n"
    "	.cfi_endproc\n"
    ".popsection\n");

struct trace {
	unsigned n;
	uint32_t ip[MAX_FRAMES];
	/* the registers in step_call's frame */
	uint32_t cfa, bx, cx, dx, si, di, bp;
};

static const uint8_t *stub;
static uint8_t covered[STUB_MAX], wrong[STUB_MAX];
static bool skip_fast;
static const char *why;

static _Unwind_Reason_Code frame(struct _Unwind_Context *c, void *arg)
{
	struct trace *t = arg;
	int before = 0;
	uint32_t ip = _Unwind_GetIPInfo(c, &before);

	if (t->n == MAX_FRAMES)
		return _URC_END_OF_STACK;
	t->ip[t->n++] = ip;
	if (ip == (uint32_t)step_after) {
		t->cfa = _Unwind_GetCFA(c);
		t->cx = _Unwind_GetGR(c, 1);
		t->dx = _Unwind_GetGR(c, 2);
		t->bx = _Unwind_GetGR(c, 3);
		t->bp = _Unwind_GetGR(c, 5);
		t->si = _Unwind_GetGR(c, 6);
		t->di = _Unwind_GetGR(c, 7);
	}
	return _URC_NO_REASON;
}

/*
 * What is wrong with the frames from the interrupted instruction out, or NULL; between: frames before the
 * stub's caller. The last match: the action that looks may itself go back to the interrupted trampoline.
 */
static const char *judge(const struct trace *t, uint32_t ip, unsigned between)
{
	unsigned i = t->n;

	while (i && t->ip[i - 1] != ip)
		i--;
	if (!i--)
		return "the interrupted instruction is not in the trace";
	if (i == 0)
		return "no frame before the interrupted instruction";
	i += between;
	if (i + 2 >= t->n || t->ip[i + 1] != (uint32_t)step_after)
		return "the stub's caller does not follow";
	if (t->ip[i + 2] != step_return)
		return "the caller's caller does not follow";
	if (t->cfa != step_sp)
		return "esp of the caller";
	if (t->bx != step_bx || t->si != PAT_SI || t->di != PAT_DI || t->bp != PAT_BP)
		return "ebx, esi, edi or ebp of the caller";
	if (t->cx != step_cx || t->dx != PAT_DX)
		return "ecx or edx of the caller";
	return NULL;
}

static void look_at(uint32_t ip)
{
	uint32_t off = ip - (uint32_t)stub;
	struct trace t = { .n = 0 };
	const char *bad;

	if (off >= STUB_MAX)
		return;
	_Unwind_Backtrace(frame, &t);
	covered[off] = 1;
	bad = judge(&t, ip, 0);
	if (bad && !wrong[off]) {
		wrong[off] = 1;
		why = bad;
	}
}

static void on_rt(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;
	const uint8_t *p = (const uint8_t *)g[REG_EIP];

	(void)sig, (void)si;
	look_at(g[REG_EIP]);
	/*
	 * Past the fast instruction stands the int80 that it replaces.  A step begun there traps only
	 * after it, so a second signal, held back until sigreturn, looks at the place itself.
	 */
	if (skip_fast && p >= stub && p < stub + STUB_MAX && p[0] == 0x0f &&
	    (p[1] == 0x34 || p[1] == 0x05)) {
		g[REG_EIP] += 2;
		kill(getpid(), SIGUSR1);
	}
}

/* The legacy frame: the context follows the signal number on the stack. */
struct legacy_context {
	uint32_t gs, fs, es, ds, di, si, bp, sp, bx, dx, cx, ax, trapno, err, ip;
};

static void on_legacy(int sig, struct legacy_context sc)
{
	(void)sig;
	look_at(sc.ip);
}

static uint32_t stepped(uint32_t nr, uint32_t bx, uint32_t cx, uint32_t flags)
{
	step_ax = nr, step_bx = bx, step_cx = cx, step_flags = FL_FIXED | FL_IF | flags;
	step_code = stub;
	step_call();
	return step_ax;
}

static void set_action(int sig, bool rt)
{
	struct sigaction sa = { .sa_flags = rt ? SA_SIGINFO : 0 };

	sigaddset(&sa.sa_mask, SIGUSR1);
	if (rt)
		sa.sa_sigaction = on_rt;
	else
		sa.sa_handler = (void (*)(int))(void *)on_legacy;
	sigaction(sig, &sa, NULL);
}

/* ---- the trampolines to which actions return: stepped from the action's end to sigreturn ---- */

static uint32_t trampoline;
static uint8_t tramp_covered[16], tramp_wrong;

static void on_tramp_step(int sig, siginfo_t *si, void *ctx)
{
	uint32_t ip = ((ucontext_t *)ctx)->uc_mcontext.gregs[REG_EIP];
	struct trace t = { .n = 0 };
	const char *bad;

	(void)sig, (void)si;
	if (ip - trampoline >= sizeof(tramp_covered))
		return;
	_Unwind_Backtrace(frame, &t);
	tramp_covered[ip - trampoline] = 1;
	bad = judge(&t, ip, 1);
	if (bad) {
		tramp_wrong++;
		why = bad;
	}
}

static void on_usr1(int sig)
{
	(void)sig;
	trampoline = (uint32_t)__builtin_return_address(0);
	asm volatile("pushf; orl $0x100, (%%esp); popf" : : : "memory", "cc");
}

static unsigned tramp_instructions(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < sizeof(tramp_covered); i++)
		n += tramp_covered[i];
	return n;
}

static void trampolines(bool rt, uint32_t pid)
{
	struct sigaction step = { .sa_sigaction = on_tramp_step, .sa_flags = SA_SIGINFO };
	struct sigaction usr1 = { .sa_handler = on_usr1, .sa_flags = rt ? SA_SIGINFO : 0 };
	unsigned expected = rt ? 2 : 3;	/* without and with the pop of the signal's number */

	sigaction(SIGTRAP, &step, NULL);
	sigaction(SIGUSR1, &usr1, NULL);
	memset(tramp_covered, 0, sizeof(tramp_covered));
	tramp_wrong = 0;
	stepped(NR_KILL, pid, SIGUSR1, 0);
	ok(tramp_instructions() == expected && !tramp_wrong,
	   "%s: each of the %u instructions of its trampoline unwound (%u, %u wrong)",
	   rt ? "rt_sigreturn" : "sigreturn", expected, tramp_instructions(), tramp_wrong);
	if (tramp_wrong)
		diag("last: %s", why);
}

static unsigned count(const uint8_t *a)
{
	unsigned n = 0;

	for (unsigned i = 0; i < STUB_MAX; i++)
		n += a[i];
	return n;
}

static void result(const char *what)
{
	unsigned bad = count(wrong);

	ok(bad == 0 && count(covered) > 0, "%s: %u places unwound, %u wrong", what, count(covered), bad);
	for (unsigned i = 0; bad && i < STUB_MAX; i++)
		if (wrong[i])
			diag("wrong at stub+%u, byte %02x; last: %s", i, stub[i], why);
	memset(wrong, 0, sizeof(wrong));
}

/*
 * The instruction boundaries of a stub made of push, pop, mov, nop, the entering instructions and ret.
 * 0 for a byte that no such instruction begins with.
 */
static unsigned length_of(const uint8_t *p)
{
	if ((*p >= 0x50 && *p <= 0x5f) || *p == 0x90 || *p == 0xc3)
		return 1;
	if (*p == 0xcd || (*p == 0x0f && (p[1] == 0x34 || p[1] == 0x05)) ||
	    (*p == 0x66 && p[1] == 0x90))
		return 2;
	/* What fills the place of a fast instruction that is not there: nops in the form of lea. */
	if (*p == 0x3e)
		return 1 + length_of(p + 1);
	if (*p == 0x8d)
		return p[1] == 0x76 ? 3 : p[1] == 0x74 ? 4 : 0;
	if (*p == 0x89 || *p == 0x8b)
		return (p[1] & 0xc7) == 0x04 ? 3 : (p[1] & 0xc7) == 0x44 ? 4 : 2;
	return 0;
}

static void every_one(void)
{
	unsigned off = 0, missed = 0, n = 0;

	while (stub[off] != 0xc3 && off < STUB_MAX && length_of(stub + off)) {
		missed += !covered[off];
		n++;
		off += length_of(stub + off);
	}
	ok(stub[off] == 0xc3 && covered[off] && missed == 0,
	   "all %u instructions of the stub were looked at", n + 1);
}

int main(void)
{
	uint32_t ppid = getppid(), pid = getpid();

	stub = (const uint8_t *)getauxval(AT_SYSINFO);
	if (!stub) {
		skip(1, "this kernel gives no AT_SYSINFO");
		return done_testing();
	}
	for (int rt = 1; rt >= 0; rt--) {
		const char *kind = rt ? "rt_sigreturn" : "sigreturn";

		memset(covered, 0, sizeof(covered));
		set_action(SIGTRAP, rt);
		set_action(SIGUSR1, rt);
		skip_fast = false;
		ok(stepped(NR_GETPPID, 0xb0b0b0b0, 0xc0c0c0c0, FL_TF) == ppid,
		   "%s: getppid single-stepped", kind);
		result("single-stepped");
		/* the pad itself has no trap: a signal during the call is taken there */
		ok(stepped(NR_KILL, pid, SIGUSR1, 0) == 0, "%s: kill of oneself", kind);
		result("a signal on the way out");
		ok(covered[landing_pad() - stub], "and it was at the landing pad");
		if (!rt)
			break;
		skip_fast = true;
		ok(stepped(NR_GETPPID, 0xb0b0b0b0, 0xc0c0c0c0, FL_TF) == ppid,
		   "%s: getppid, past the fast instruction", kind);
		result("single-stepped through the int80");
		every_one();
	}
	trampolines(true, pid);
	trampolines(false, pid);
	return done_testing();
}
