/* SPDX-License-Identifier: MIT */
/* States: drawn from a seed and an index, and each by itself: any one can be run alone. */
#include "fuzz.h"
#include "options.h"
#include <stdio.h>

#define POPF 0x9d

struct state neutral;

const char *const field_names[NFIELDS] = {
	"way", "insn", "imm", "call", "place", "before", "prefix", "flags",
	"bx", "cx", "dx", "si", "di", "bp", "ax", "stack",
	"cs", "ss", "ds", "es", "fs", "gs", "high", "alt", "frame", "fpu", "resume", "debug",
	"pending",
};

/* Nothing is mapped at any of these, nor right above them. */
const uint32_t hostile[] = {
	0, 1, 4, 0xffc, 0x1000, DATA_END, READ_ONLY + 0x1000, NO_ACCESS + 0x10, 0x7ffffffc, 0x80000000,
	0xc0000000, 0xc0100000, 0xd0000000, 0xffffe000, 0xfffff000, 0xfffffff0, 0xfffffffc, 0xfffffffd,
	0xfffffffe, 0xffffffff,
};
const unsigned int hostile_count = sizeof(hostile) / sizeof(*hostile);

static uint64_t random_state;

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint32_t next(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (z ^ z >> 31) >> 16;
}

static uint32_t below(uint32_t n)
{
	return next() % n;
}

static bool one_in(uint32_t n)
{
	return below(n) == 0;
}

/* A selector that loads. */
static uint16_t good_selector(void)
{
	switch (below(10)) {
	case 0: case 1:	return below(4);
	case 2:		return LDT_SELECTOR(LDT_DATA);
	case 3:		return LDT_SELECTOR(LDT_DATA16);
	case 4:		return LDT_SELECTOR(LDT_EXPAND_DOWN);
	case 5:		return LDT_SELECTOR(LDT_READ_ONLY);
	case 6:		return LDT_SELECTOR(LDT_COMES_AND_GOES);
	case 7:		return machine.tls;
	case 8:		return machine.tls_small;
	}
	return machine.ds;
}

/* Any at all: what the GDT and the LDT hold, with each RPL, and what they do not. */
static uint16_t any_selector(void)
{
	switch (below(6)) {
	case 0: return good_selector();
	case 1: return LDT_SELECTOR(below(LDT_COUNT + 2)) & ~below(4);
	case 2: return below(0x100);
	case 3: return next();
	case 4: return machine.cs & ~below(4);
	}
	return machine.ds & ~below(4);
}

/* What a general register may hold. */
static uint32_t value(void)
{
	switch (below(8)) {
	case 0: return hostile[below(hostile_count)];
	case 1: return below(8) - 4;
	case 2: return STACK + below(64) * 4;
	case 3: return any_selector();
	}
	return next();
}

/* TF costs many signals. */
static uint32_t flags(void)
{
	uint32_t f = next() | next() << 20;

	if (one_in(4))
		return FL_NEUTRAL;
	return one_in(8) ? f : f & ~FL_TF;
}

static uint32_t prefixes(void)
{
	if (!one_in(5))
		return 0;
	return one_in(4) ? next() & 0xfff : below(12) + 1;
}

static unsigned int entry_insn(void)
{
	enum insn_kind raw = KIND_INT80;
	bool any = options.entry == ENTRY_ANY;

	if (options.entry == ENTRY_BY_SYSENTER || (any && machine.sysenter && one_in(2)))
		raw = KIND_SYSENTER;
	if (options.entry == ENTRY_BY_SYSCALL || (any && machine.syscall && one_in(2)))
		raw = KIND_SYSCALL;
	switch (below(8)) {
	case 0: case 1: case 2: return insn_of(KIND_VDSO);
	case 3: return insn_of(KIND_VDSO_INT80);
	}
	return insn_of(raw);
}

/* Takes or puts a code segment on the stack. */
static bool is_far(enum insn_kind kind)
{
	return kind == KIND_FAR_RETURN || kind == KIND_FAR_CALL || kind == KIND_MEMORY;
}

/* The instructions behind the entries. */
static unsigned int other_insn(void)
{
	for (;;) {
		unsigned int i = one_in(4) ? insn_of(KIND_INT_N)
					   : insn_of(KIND_INT_N) + below(insn_count - insn_of(KIND_INT_N));

		if (machine.far_returns || !is_far(insns[i].kind))
			return i;
	}
}

static void draw_stack(struct state *s)
{
	enum insn_kind kind = insns[s->v[F_INSN]].kind;

	if (one_in(2))
		return;
	s->v[F_STACK] = one_in(2) ? below(STACK_HOSTILE) : STACK_HOSTILE + below(hostile_count);
	/* Our stub and Linux's take three and four words from a raw entry's stack. */
	if (s->v[F_STACK] == STACK_CUT && is_fast(kind))
		s->v[F_STACK] = STACK_EDGE;
	/* QEMU 7.2 takes a program's IRET, LRET and LCALL for the kernel's: they see and fault as it. */
	if (is_far(kind))
		s->v[F_STACK] %= STACK_RO;
}

static void draw_registers(struct state *s)
{
	for (int f = F_BX; f <= F_AX; f++)
		s->v[f] = value();
	s->v[F_FLAGS] = flags();
	s->v[F_CALL] = below(call_count);
	/* The second argument of a raw fast entry is the word at its stack here, a register on Linux. */
	while (is_fast(insns[s->v[F_INSN]].kind) && calls[s->v[F_CALL]].kind >= CALL_KILL)
		s->v[F_CALL] = below(call_count);
	s->v[F_IMM] = one_in(2) ? next() : any_selector();
	draw_stack(s);
}

static void draw_place(struct state *s)
{
	s->v[F_PREFIX] = prefixes();
	if (one_in(4))
		s->v[F_PLACE] = below(PLACE_COUNT);
	if (one_in(8))
		s->v[F_BEFORE] = below(BEFORE_COUNT);
}

/* Segments that can be loaded by instructions. */
static void draw_segments(struct state *s)
{
	for (int f = F_DS; f <= F_GS; f++)
		if (one_in(3))
			s->v[f] = good_selector();
	if (one_in(8))
		s->v[F_SS] = one_in(2) ? LDT_SELECTOR(LDT_DATA16) : LDT_SELECTOR(LDT_DATA);
	else if (one_in(16))
		s->v[F_SS] = one_in(2) ? machine.tls : LDT_SELECTOR(LDT_EXPAND_DOWN);
	if (one_in(12))
		s->v[F_CS] = one_in(2) ? LDT_SELECTOR(LDT_CODE) : LDT_SELECTOR(LDT_CODE16);
}

static void draw_wild_segments(struct state *s)
{
	for (int f = F_CS; f <= F_GS; f++)
		if (one_in(4))
			s->v[f] = any_selector();
}

static void draw_sigreturn(struct state *s)
{
	s->v[F_WAY] = one_in(2) ? WAY_SIGRETURN : WAY_RT_SIGRETURN;
	s->v[F_INSN] = one_in(2) ? insn_of(KIND_NOTHING) : one_in(4) ? other_insn() : entry_insn();
	draw_registers(s);
	draw_wild_segments(s);
	draw_place(s);
	if (one_in(16))
		s->v[F_FRAME] = 1 + below(hostile_count);
	if (one_in(16))
		s->v[F_FPU] = 1 + below(hostile_count);
	if (one_in(4))
		s->v[F_PENDING] = 1 + below(PENDING_BOTH);
}

/* Not POPF: what Linux takes for the program's own TF after a step over it depends on the step before. */
static void draw_traced(struct state *s)
{
	s->v[F_WAY] = WAY_PTRACE;
	do
		s->v[F_INSN] = one_in(3) ? other_insn() : entry_insn();
	while (is_far(insns[s->v[F_INSN]].kind) || insns[s->v[F_INSN]].bytes[0] == POPF);
	draw_registers(s);
	if (one_in(2))
		draw_wild_segments(s);
	else
		draw_segments(s);
	draw_place(s);
	s->v[F_RESUME] = below(RESUME_COUNT);
	s->v[F_DEBUG] = one_in(2) ? DEBUG_NONE : below(DEBUG_COUNT);
	/*
	 * QEMU 7.2 raises a step and a watchpoint of one instruction as two #DBs, the second at the first
	 * instruction of the handler: a kernel with an IST goes round there for ever, Linux too.
	 */
	if (machine.is_64 && machine.tcg && s->v[F_DEBUG]) {
		s->v[F_FLAGS] &= ~FL_TF;
		if (s->v[F_RESUME] == RESUME_STEP)
			s->v[F_RESUME] = RESUME_CONT;
	}
}

static bool in_stub(enum insn_kind kind)
{
	return kind == KIND_VDSO || kind == KIND_VDSO_INT80 || kind == KIND_VDSO_MIDDLE;
}

/* 64-bit code. The i386 signal frame cannot hold its registers, so nothing may interrupt it. */
static void draw_wide(struct state *s)
{
	enum insn_kind kind;

	s->v[F_WAY] = WAY_WIDE;
	s->v[F_HIGH] = next();
	if (!has_luggage(s))
		s->v[F_CS] = CS64;
	do {
		s->v[F_INSN] = one_in(4) ? other_insn() : entry_insn();
		kind = insns[s->v[F_INSN]].kind;
	} while ((in_stub(kind) && !has_luggage(s)) || is_far(kind) || kind == KIND_FAR_JUMP);
	draw_registers(s);
	s->v[F_FLAGS] &= ~FL_TF;
	/* Linux has native calls there. */
	while (calls[s->v[F_CALL]].kind >= CALL_KILL ||
	       (kind == KIND_SYSCALL && calls[s->v[F_CALL]].nr < 0x1000))
		s->v[F_CALL] = below(call_count);
	s->v[F_PREFIX] = prefixes();
}

/* What the bytes there write to must not be this program's: nor through GS, which the letter e means. */
static void draw_for_middle(struct state *s)
{
	for (int f = F_BX; f <= F_BP; f++)
		s->v[f] = one_in(4) ? STACK + below(64) * 4 : hostile[below(hostile_count)];
	s->v[F_AX] = calls[below(4)].nr;
	s->v[F_IMM] = next();
	s->v[F_DS] = s->v[F_ES] = machine.ds;
	s->v[F_FS] = s->v[F_GS] = 0;
}

static void draw_loaded(struct state *s, unsigned int insn)
{
	s->v[F_INSN] = insn;
	draw_registers(s);
	draw_segments(s);
	draw_place(s);
	if (insns[insn].kind == KIND_VDSO_MIDDLE)
		draw_for_middle(s);
	/* Not often: it costs the process its life. */
	if (one_in(256))
		s->v[F_ALT] = below(ALT_COUNT);
}

static bool is_selector(int f)
{
	return f == F_IMM || f == F_AX || (f >= F_CS && f <= F_GS);
}

void generate(struct state *s, uint32_t seed, uint32_t index)
{
	unsigned int kind;

	random_state = (uint64_t)seed << 32 | index;
	next();
	kind = below(100);
	*s = neutral;
	if (options.class != CLASS_ANY)
		kind = options.class;
	else
		kind = kind < 55 ? CLASS_CALL : kind < 77 ? CLASS_TRAP : kind < 90 ? CLASS_SIGRETURN :
		       kind < 95 ? CLASS_PTRACE : CLASS_WIDE;
	if (kind == CLASS_WIDE && !machine.is_64)
		kind = CLASS_CALL;
	switch (kind) {
	case CLASS_CALL:
		draw_loaded(s, one_in(64) ? insn_of(KIND_VDSO_MIDDLE) : entry_insn());
		break;
	case CLASS_TRAP:	draw_loaded(s, other_insn()); break;
	case CLASS_SIGRETURN:	draw_sigreturn(s); break;
	case CLASS_PTRACE:	draw_traced(s); break;
	case CLASS_WIDE:	draw_wide(s); break;
	}
	/* As 64-bit code the vDSO is another one; a 16-bit offset into it would depend on where it lies. */
	if (in_stub(insns[s->v[F_INSN]].kind) &&
	    ((s->v[F_CS] | 3) == LDT_SELECTOR(LDT_CODE16) || (machine.is_64 && (s->v[F_CS] | 3) == CS64)))
		s->v[F_CS] = LDT_SELECTOR(LDT_CODE);
	/* There a known number is one of Linux's native calls; draw_wide() has the unknown ones. */
	if (insns[s->v[F_INSN]].kind == KIND_SYSCALL && s->v[F_WAY] != WAY_WIDE && (s->v[F_CS] | 3) == CS64)
		s->v[F_CS] = machine.cs;
	/* The C library's own segment begins somewhere else each time. */
	for (int f = F_CS; f <= F_ES; f++)
		if ((s->v[f] | 3) == machine.gs)
			s->v[f] = machine.ds;
	/* Selector 0x7b on x86_64 is data of Linux's own, that a program can load. */
	for (int f = F_IMM; f <= F_GS; f++)
		if (machine.is_64 && is_selector(f) && (s->v[f] & 0xfffc) == 0x78)
			s->v[f] ^= 0x80;
	/* A stack that the call takes away: IRET refuses it, but the fast ways back are to the flat one. */
	if ((s->v[F_SS] | 3) == LDT_SELECTOR(LDT_COMES_AND_GOES) && insns[s->v[F_INSN]].kind == KIND_VDSO)
		s->v[F_SS] = LDT_SELECTOR(LDT_DATA);
	/* The stub is for flat stacks: it reads through all of ESP. */
	if ((s->v[F_SS] | 3) == LDT_SELECTOR(LDT_DATA16) && insns[s->v[F_INSN]].kind == KIND_VDSO)
		s->v[F_SS] = LDT_SELECTOR(LDT_DATA);
	for (int f = 0; f < NFIELDS; f++)
		if (options.drop & 1u << f)
			s->v[f] = neutral.v[f];
}

void print_state(const struct state *s)
{
	static const char *const ways[] = { "load", "sigreturn", "rt_sigreturn", "ptrace", "wide" };

	printf("# state way=%s insn=%s", ways[s->v[F_WAY]], insns[s->v[F_INSN]].name);
	for (int f = F_IMM; f < NFIELDS; f++)
		if (s->v[f] != neutral.v[f])
			printf(" %s=%x", field_names[f], s->v[f]);
	printf("\n");
}
