/* SPDX-License-Identifier: MIT */
/* Judging an outcome: by rules of its own, and as a hash that two kernels must agree on. */
#include "../kernel.h"
#include "fuzz.h"
#include <errno.h>
#include <stdio.h>

#define TRAP_PF 14
#define PAD_TOKEN 0x1u
#define VDSO_TOKEN 0x2u
#define PID_TOKEN 0x3u

static const char *const register_names[C_COUNT] = {
	"gs", "fs", "es", "ds", "di", "si", "bp", "sp", "bx", "dx", "cx", "ax", "trapno", "err", "ip",
	"cs", "flags", "usp", "ss",
};

/* It came through the vDSO's landing pad, which pops what the stub pushed. */
static bool through_pad(const struct state *s)
{
	enum insn_kind kind = insn(s)->kind;

	return is_fast(kind) || kind == KIND_VDSO || kind == KIND_VDSO_INT80;
}

static bool code16(void)
{
	return (out.c[C_CS] | 3) == LDT_SELECTOR(LDT_CODE16);
}

static uint32_t linear_ip(void)
{
	return code16() ? out.c[C_IP] + CODE_BASE : out.c[C_IP];
}

/* The entry was executed, and the program went on behind it. */
static bool came_back(const struct state *s)
{
	if (!out.sig || s->v[F_WAY] == WAY_PTRACE)
		return false;
	if (s->v[F_WAY] == WAY_WIDE)
		return out.c[C_IP] >= (uint32_t)wide_store && out.c[C_IP] < (uint32_t)finish_wide;
	if (through_pad(s))
		return out.c[C_IP] == (uint32_t)finish;
	return linear_ip() == prepared.after;
}

static bool same_selector(uint32_t a, uint32_t b)
{
	return a == b || (a <= 3 && b <= 3);
}

/* ---- rules ------------------------------------------------------------------------------------ */

/* No state gives a program more than it may have. */
static const char *check_rights(void)
{
	uint32_t flags = out.c[C_FLAGS];

	if ((out.c[C_CS] & 3) != 3)
		return "cs without RPL 3";
	if ((out.c[C_SS] & 3) != 3)
		return "ss without RPL 3";
	if (!(flags & FL_IF))
		return "interrupts are off";
	if (flags & (FL_IOPL | FL_VM))
		return "IOPL or VM set";
	if (!(flags & FL_FIXED) || flags >> 22)
		return "reserved flags";
	return NULL;
}

static uint32_t expected_ax(const struct state *s)
{
	const struct call *c = &calls[s->v[F_CALL]];

	bool native = s->v[F_WAY] == WAY_WIDE && !has_luggage(s) && insn(s)->kind == KIND_SYSCALL;

	if (is_fast(insn(s)->kind) && !prepared.words && !native)
		return -EFAULT;
	switch (c->kind) {
	case CALL_PID:		return machine.pid;
	case CALL_UNAME:	return load.bx == DATA_BASE + 0x400 ? 0 : -EFAULT;
	case CALL_KILL:		return 0;
	case CALL_LDT:		return 0;
	default:		return c->result;
	}
}

/* What the landing pad pops into; the words it found are prepare.c's. */
static void expected_registers(const struct state *s, uint32_t *cx, uint32_t *dx, uint32_t *bp,
			       uint32_t *sp)
{
	enum insn_kind kind = insn(s)->kind;

	*cx = load.cx, *dx = load.dx, *bp = load.bp, *sp = load.sp;
	if (kind == KIND_VDSO)
		*sp += 4;
	if (!is_fast(kind) && kind != KIND_VDSO_INT80)
		return;
	*dx = prepared.word1;
	if (machine.linux_pad) {
		*bp = prepared.word0;
		*cx = (uint32_t)finish;
		*sp += 16;
	} else {
		*cx = prepared.word0;
		*sp += 12;
	}
}

static const char *check_segments(const struct state *s)
{
	bool gone = calls[s->v[F_CALL]].kind == CALL_LDT, flat = through_pad(s);
	const uint32_t was[4] = { load.gs, load.fs, load.es, load.ds };
	static const char *const wrong[4] = { "gs changed", "fs changed", "es changed", "ds changed" };

	for (int i = 0; i < 4; i++) {
		uint32_t is = out.c[C_GS + i];

		if (same_selector(is, was[i]))
			continue;
		if (gone && was[i] == LDT_SELECTOR(LDT_COMES_AND_GOES) && is <= 3)
			continue;
		if (flat && C_GS + i >= C_ES && is == machine.ds)
			continue;
		return wrong[i];
	}
	return NULL;
}

/* A system call changes eax and nothing else. */
static const char *check_call(const struct state *s)
{
	/* Linux i386 loses the upper half of a 16-bit stack's pointer when the LDT changes. */
	uint32_t high = calls[s->v[F_CALL]].kind == CALL_LDT && !vestibule() ? 0xffff : ~0u;
	uint32_t cx, dx, bp, sp, flags = (load.flags & FL_POPF) | FL_NEUTRAL;

	expected_registers(s, &cx, &dx, &bp, &sp);
	if (out.c[C_AX] != expected_ax(s))
		return "the result is wrong";
	if (out.c[C_BX] != load.bx || out.c[C_SI] != load.si || out.c[C_DI] != load.di)
		return "bx, si or di changed";
	if (out.c[C_CX] != cx || out.c[C_DX] != dx || out.c[C_BP] != bp)
		return "cx, dx or bp is not what the stub leaves";
	if (out.c[C_SP] != sp && (out.c[C_SP] & high) != (sp & high))
		return "sp is wrong";
	if ((out.c[C_FLAGS] & ~FL_RF) != flags)
		return "the flags changed";
	if (out.handled != (calls[s->v[F_CALL]].kind != CALL_KILL ? 0u :
			    calls[s->v[F_CALL]].result == SIGUSR1 ? 1u : 0x100u))
		return "its own signal was not handled once";
	return check_segments(s);
}

/* 64-bit registers: int80 keeps them; nothing shows the kernel's. */
static const char *check_wide(const struct state *s)
{
	bool kept = insn(s)->kind == KIND_INT80;
	uint64_t ax = (int64_t)(int32_t)expected_ax(s);

	for (int i = kept && !has_luggage(s) ? 1 : 8; i < 16; i++) {
		if (wide_out[i] == wide_in[i] || (!kept && wide_out[i] < 1u << 22))
			continue;
		return kept ? "int80 changed a 64-bit register" : "r8-r15 are neither kept nor clear";
	}
	if (kept && wide_out[0] != ax)
		return "rax is wrong";
	return (uint32_t)wide_out[0] == (uint32_t)ax ? NULL : "the result is wrong";
}

static bool locked(const struct state *s)
{
	for (uint32_t n = s->v[F_PREFIX]; n; n >>= 4)
		if ((n & 15) == 5)
			return true;
	return false;
}

/* man 2 ptrace has it from the kernel: null or RPL 3, and CS and SS not null. */
static const char *check_tracer(const struct state *s)
{
	bool good = s->v[F_CS] && s->v[F_SS];

	for (int f = F_CS; f <= F_GS; f++)
		good = good && (!s->v[f] || (s->v[f] & 3) == 3);
	return good == ((out.refused & 0xff) != EIO) ? NULL : "SETREGS judged a selector wrongly";
}

/* The word at a fast entry's stack could not be read. */
static const char *check_bad_stack(const struct state *s)
{
	if (!in_vdso(out.c[C_IP]) || prepared.words || locked(s))
		return NULL;
	return out.c[C_AX] == (uint32_t)-EFAULT ? NULL : "a bad stack without EFAULT";
}

/* SDM vol. 3, 6.12.1.2: a vector whose gate is not a program's is #GP with its number. */
static const char *check_int_n(const struct state *s)
{
	uint32_t n = s->v[F_IMM] & 0xff;

	if (out.sig != SIGSEGV || out.c[C_TRAPNO] != 13 || n == 3 || n == 4 || n == 0x80)
		return NULL;
	/* QEMU 7.2 has 16 for 8 in 64-bit kernels. */
	if (out.c[C_ERR] == n * 8 + 2 || (machine.is_64 && out.c[C_ERR] == n * 16 + 2))
		return NULL;
	return out.c[C_ERR] ? "int n: wrong error code" : NULL;
}

/* Memory outside the process is never more than a page fault there. */
static const char *check_fault(void)
{
	if (out.sig != SIGSEGV || out.c[C_TRAPNO] != TRAP_PF)
		return NULL;
	if (out.addr != out.cr2)
		return "si_addr is not cr2";
	if (!(out.c[C_ERR] & 4))
		return "a page fault of the program without U";
	return NULL;
}

const char *check(const struct state *s)
{
	const char *bad;

	if (s->v[F_WAY] == WAY_PTRACE && !out.status && (bad = check_tracer(s)))
		return bad;
	if (!out.sig)
		return NULL;
	if ((out.odd & ODD_STEP) && insn(s)->kind != KIND_VDSO_MIDDLE)
		return "a step ended before the landing pad's first instruction";
	if (out.odd & ODD_ARGUMENTS)
		return "a handler without its arguments in ecx and edx";
	bad = check_rights();
	if (insn(s)->kind == KIND_VDSO_MIDDLE)
		return bad;
	if (!bad && s->v[F_WAY] != WAY_PTRACE)
		bad = check_fault();
	if (bad || locked(s))
		return bad;
	if (insn(s)->kind == KIND_INT_N && s->v[F_WAY] == WAY_LOAD && !s->v[F_PREFIX])
		return check_int_n(s);
	if (is_fast(insn(s)->kind) && s->v[F_WAY] == WAY_LOAD && !came_back(s))
		return check_bad_stack(s);
	if (!is_call(insn(s)->kind) || !came_back(s))
		return NULL;
	if (s->v[F_WAY] == WAY_WIDE)
		return check_wide(s);
	return s->v[F_WAY] == WAY_LOAD ? check_call(s) : NULL;
}

/* ---- the hash --------------------------------------------------------------------------------- */

/* One round of MurmurHash3's (Appleby, public domain) mixing. */
uint32_t hash_word(uint32_t hash, uint32_t word)
{
	word *= 0xcc9e2d51;
	word = word << 15 | word >> 17;
	hash ^= word * 0x1b873593;
	return (hash << 13 | hash >> 19) * 5 + 0xe6546b64;
}

static uint32_t place_token(uint32_t addr)
{
	if (addr == machine.pad)
		return PAD_TOKEN;
	return in_vdso(addr) ? VDSO_TOKEN : addr;
}

static bool refused_ldt_stack(void)
{
	return machine.is_64 && (out.c[C_SS] & 4) && (int)out.code == SI_KERNEL;
}

/*
 * What is not compared, by rule:
 *   - what comes of a jump into the middle of the vDSO: the code there is each kernel's own;
 *   - inside the vDSO: the registers that its own instructions move, and where exactly a push failed;
 *   - behind a raw fast entry: cx dx bp sp, which follow the kernel's own stub (check_call judges them);
 *   - cs ss ds es behind the vDSO: flat, or as they were, by which instruction it holds;
 *   - a selector of an LDT entry that the state takes away: null at once, or when it is next loaded;
 *   - the RPL of ds es fs gs, which our sigreturn forces;
 *   - a selector of the GDT's that is none of a program's: each kernel has its own;
 *   - the upper half of a 16-bit stack's pointer, which Linux i386 sometimes loses;
 *   - which fault it was if IRET refuses an LDT's stack segment on x86_64: Linux makes it #GP(0);
 *   - how often a tracee stops if it is stepped over breakpoints: Linux loads them lazily;
 *   - how often it stops if its breakpoint may be a word of the stack that a landing pad pops;
 *   - gs on i386 where sigreturn fails after it: Linux loads it there, ours on the way out.
 */
static bool compared(int i, const struct state *s)
{
	bool inside = in_vdso(out.c[C_IP]), raw = is_fast(insn(s)->kind) || insn(s)->kind == KIND_VDSO_INT80;

	switch (i) {
	case C_USP:
		return false;
	case C_CX: case C_DX: case C_BP: case C_SP:
		return !inside && !raw;
	case C_TRAPNO: case C_ERR:
		return !refused_ldt_stack();
	case C_GS:
		return machine.is_64 || !s->v[F_FPU];
	case C_DS: case C_ES:
		return machine.is_64 || !through_pad(s);
	case C_CS: case C_SS:
		return insn(s)->kind != KIND_VDSO;
	}
	return true;
}

static uint32_t selector_token(uint32_t sel)
{
	if (sel == 3 || sel == LDT_SELECTOR(LDT_COMES_AND_GOES))
		return 0;
	if ((sel & 4) || sel == machine.cs || sel == machine.ds || sel == machine.gs)
		return sel;
	return sel == machine.tls || sel == machine.tls_small ? sel : 0;
}

static uint32_t word_of(int i, const struct state *s)
{
	const struct call *call = &calls[s->v[F_CALL]];
	uint32_t word = out.c[i];

	if (i == C_IP)
		return place_token(word);
	if (i == C_FLAGS)
		return word & ~FL_RF;
	if (i == C_SP && out.c[C_SS] == LDT_SELECTOR(LDT_DATA16))
		return word & 0xffff;
	if (i <= C_DS)
		return selector_token(word | 3);
	if (i == C_AX && is_call(insn(s)->kind) && call->kind == CALL_PID && word == machine.pid)
		return PID_TOKEN;
	if (i == C_BX && is_call(insn(s)->kind) && call->kind == CALL_KILL && word == machine.pid)
		return PID_TOKEN;
	return word;
}

static uint32_t digest_wide(uint32_t h, const struct state *s)
{
	if (!came_back(s) || insn(s)->kind != KIND_INT80)
		return h;
	for (int i = has_luggage(s) ? 8 : 1; i < 16; i++)
		h = hash_word(hash_word(h, wide_out[i]), wide_out[i] >> 32);
	return h;
}

static uint32_t mix(uint32_t h, const char *name, uint32_t word, bool show)
{
	if (show)
		printf(" %s=%x", name, word);
	return hash_word(h, word);
}

static bool stops_compared(const struct state *s)
{
	bool steps = s->v[F_RESUME] == RESUME_STEP || (s->v[F_FLAGS] & FL_TF);

	return !s->v[F_DEBUG] || (!steps && !(s->v[F_DEBUG] == DEBUG_RAW && through_pad(s)));
}

static uint32_t mix_all(const struct state *s, bool show)
{
	if (insn(s)->kind == KIND_VDSO_MIDDLE)
		return 0;
	uint32_t h = mix(0, "sig", refused_ldt_stack() ? SIGSEGV : out.sig, show);

	h = mix(h, "handled", out.handled, show);
	if (stops_compared(s)) {
		h = mix(h, "steps", out.steps, show);
		h = mix(h, "mid", out.mid, show);
	}
	h = mix(h, "status", out.status, show);
	h = mix(h, "refused", out.refused, show);
	if (!out.sig)
		return h;
	h = mix(h, "code", out.code, show);
	for (int i = 0; i < C_COUNT; i++)
		if (compared(i, s))
			h = mix(h, register_names[i], word_of(i, s), show);
	if (!in_vdso(out.c[C_IP])) {
		h = mix(h, "addr", place_token(out.addr), show);
		if (out.c[C_TRAPNO] == TRAP_PF && s->v[F_WAY] != WAY_PTRACE)
			h = mix(h, "cr2", place_token(out.cr2), show);
	}
	return s->v[F_WAY] == WAY_WIDE ? digest_wide(h, s) : h;
}

uint32_t digest(const struct state *s)
{
	return mix_all(s, false);
}

void print_outcome(const struct state *s)
{
	printf("# outcome");
	mix_all(s, true);
	printf("\n# whole addr=%x cr2=%x", out.addr, out.cr2);
	for (int i = 0; i < C_COUNT; i++)
		printf(" %s=%x", register_names[i], out.c[i]);
	printf("\n");
}
