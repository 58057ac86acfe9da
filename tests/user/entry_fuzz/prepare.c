/* SPDX-License-Identifier: MIT */
/* From the numbers of a state to bytes in memory and registers to load. */
#include "fuzz.h"
#include <string.h>
#include <ucontext.h>

#define NR_SIGRETURN	119
#define NR_RT_SIGRETURN	173
#define LDT_WRITE	0x11
#define SS_WORD		(OPERAND + 0x80)	/* what MOV SS loads */
#define LDT_DESC	(OPERAND + 0x40)	/* modify_ldt's argument */

struct load load;
struct prepared prepared;
uint64_t wide_in[16], wide_out[16], wide_target;

static const uint8_t prefix_bytes[16] = {
	0, 0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65, 0x90, 0x66, 0x67, 0xf3,
};

static bool code16(const struct state *s)
{
	return (s->v[F_CS] | 3) == LDT_SELECTOR(LDT_CODE16);
}

static bool stack16(const struct state *s)
{
	return (s->v[F_SS] | 3) == LDT_SELECTOR(LDT_DATA16) && s->v[F_WAY] != WAY_WIDE;
}

static uint32_t finish_of(const struct state *s)
{
	return (uint32_t)(s->v[F_WAY] == WAY_WIDE ? finish_wide : finish);
}

/* ---- code ------------------------------------------------------------------------------------- */

static uint8_t *put(uint8_t *p, const void *from, unsigned int n)
{
	memcpy(p, from, n);
	return p + n;
}

static uint8_t *put_before(uint8_t *p, const struct state *s)
{
	static const uint8_t pop_ss[] = { 0x16, 0x17 };		/* push %ss; pop %ss */
	static const uint8_t mov_ss[] = { 0x2e, 0x8e, 0x15 };	/* mov %cs:SS_WORD, %ss */
	uint32_t word = SS_WORD;

	if (code16(s) || s->v[F_WAY] == WAY_WIDE)
		return p;
	if (s->v[F_BEFORE] == BEFORE_POP_SS)
		return put(p, pop_ss, sizeof(pop_ss));
	if (s->v[F_BEFORE] == BEFORE_MOV_SS)
		return put(put(p, mov_ss, sizeof(mov_ss)), &word, 4);
	return p;
}

static uint8_t *put_insn(uint8_t *p, const struct state *s)
{
	const struct insn *i = insn(s);
	bool far = i->kind == KIND_FAR_CALL || i->kind == KIND_FAR_JUMP;
	uint32_t address = far ? finish_of(s) : OPERAND;

	for (uint32_t n = s->v[F_PREFIX]; n; n >>= 4)
		if (n & 15)
			*p++ = prefix_bytes[n & 15];
	switch (i->kind) {
	case KIND_INT_N:
		*p++ = i->bytes[0];
		*p++ = (uint8_t)s->v[F_IMM] == 0x80 ? 0x81 : s->v[F_IMM];
		return p;
	case KIND_FAR_CALL:
	case KIND_FAR_JUMP:
		*p++ = i->bytes[0];
		return put(put(p, &address, 4), &s->v[F_IMM], 2);
	case KIND_MEMORY:
		return put(put(p, i->bytes, i->len - 4), &address, 4);
	default:
		return put(p, i->bytes, i->len);
	}
}

static void put_tail(uint8_t *p, uint32_t at, const struct state *s)
{
	uint32_t distance = (uint32_t)(has_luggage(s) ? finish_wide : wide_store) - (at + 5);

	if (s->v[F_WAY] == WAY_WIDE) {
		*p++ = 0xe9;		/* jmp wide_store, finish_wide */
		put(p, &distance, 4);
	} else {
		*p++ = 0x0f;		/* ud2 */
		*p = 0x0b;
	}
}

/* Where the bytes from `before` on must begin. */
static uint32_t place(const struct state *s, unsigned int before, unsigned int len)
{
	switch (s->v[F_PLACE]) {
	case PLACE_PAGE_END:	return CODE_END - len;
	case PLACE_STRADDLE:	return CODE_BASE + 0xfff - before;
	case PLACE_INTO_HOLE:	return CODE_END - len + (len - before > 1);
	}
	return CODE_BASE + 0x100;
}

/* A page that holds code already translated is slow to write to, in an emulator: only what differs. */
static void write_code(uint32_t at, const uint8_t *bytes, unsigned int len)
{
	if (len > CODE_END - at)
		len = CODE_END - at;
	if (memcmp((void *)at, bytes, len))
		memcpy((void *)at, bytes, len);
}

static uint32_t prepare_code(const struct state *s)
{
	static uint8_t bytes[64];
	uint8_t *start, *end;
	uint32_t at;

	switch (insn(s)->kind) {
	case KIND_VDSO:		prepared.after = 0; return machine.stub;
	case KIND_VDSO_INT80:	prepared.after = 0; return machine.pad - 2;
	case KIND_NOTHING:	prepared.after = 0; return (uint32_t)finish;
	case KIND_VDSO_MIDDLE:
		prepared.after = 0;
		return machine.vdso + s->v[F_IMM] % (machine.vdso_end - machine.vdso);
	default:		break;
	}
	start = put_before(bytes, s);
	end = put_insn(start, s);
	at = place(s, start - bytes, end - bytes);
	prepared.insn = at + (start - bytes);
	prepared.after = at + (end - bytes);
	put_tail(end, prepared.after, s);
	write_code(at, bytes, end - bytes + 5);
	return at;
}

/* ---- stack ------------------------------------------------------------------------------------ */

static uint32_t stack_pointer(const struct state *s)
{
	uint32_t at;

	switch (s->v[F_STACK]) {
	case STACK_EDGE:	at = DATA_END - 20; break;
	case STACK_ODD1:	at = STACK + 1; break;
	case STACK_ODD2:	at = STACK + 2; break;
	case STACK_ODD3:	at = STACK + 3; break;
	case STACK_RO:		at = READ_ONLY + 0x800; break;
	case STACK_CUT:		at = DATA_END - 4; break;
	case STACK_NORMAL:	at = STACK; break;
	default:		at = hostile[s->v[F_STACK] - STACK_HOSTILE];
	}
	if (stack16(s))
		/* Flat, where a fast entry finds it, it points to nothing. */
		return ((at - DATA_BASE) & 0xffff) | 0x60000000 | (s->v[F_IMM] & 0xfff) << 16;
	return at;
}

static void stack_words(const struct state *s, uint32_t *w)
{
	enum insn_kind kind = insn(s)->kind;

	for (int i = 0; i < 5; i++)
		w[i] = finish_of(s);
	if (kind == KIND_SYSENTER || kind == KIND_SYSCALL) {
		w[0] = load.bp;
		w[1] = s->v[F_DX] ^ s->v[F_SI];
	} else if (kind == KIND_FAR_RETURN) {
		w[1] = s->v[F_IMM];
		/* QEMU 7.2 obeys VM from a program's IRET; entry_vm86.c is about that. */
		w[2] = s->v[F_AX] & ~FL_VM;
	} else if (kind == KIND_TRAP) {
		w[0] = (uint16_t)s->v[F_IMM];
	} else if (kind == KIND_VDSO_INT80) {
		w[0] = s->v[F_CX];
		w[1] = s->v[F_DX];
	}
}

static void prepare_stack(const struct state *s)
{
	uint32_t at = load.sp, w[5];

	stack_words(s, w);
	if (stack16(s))
		at = DATA_BASE + (at & 0xffff);
	prepared.words = 0;
	if (at >= DATA_BASE && at < DATA_END) {
		prepared.words = (DATA_END - at) / 4;
		memcpy((void *)at, w, prepared.words < 5 ? prepared.words * 4 : 20);
	} else if (at == READ_ONLY + 0x800) {
		prepared.words = 5;
		w[0] = w[1] = (uint32_t)finish;
	}
	/* A fast entry takes a 16-bit stack's pointer for a flat one. */
	if (stack16(s) && is_fast(insn(s)->kind))
		prepared.words = 0;
	prepared.word0 = w[0];
	prepared.word1 = w[1];
}

/* ---- registers -------------------------------------------------------------------------------- */

static void prepare_call(const struct state *s)
{
	const struct call *c = &calls[s->v[F_CALL]];
	struct { uint32_t n, base, limit, flags; } gone = { LDT_COMES_AND_GOES, 0, 0, 0x28 };

	load.ax = c->nr;
	switch (c->kind) {
	case CALL_FD:
		load.bx |= 0x40000000;
		break;
	case CALL_UNAME:
		load.bx = s->v[F_BX] & 1 ? DATA_BASE + 0x400 : hostile[s->v[F_BX] / 2 % hostile_count];
		break;
	case CALL_KILL:
		load.bx = machine.pid;
		load.cx = c->result;
		break;
	case CALL_LDT:
		load.bx = LDT_WRITE;
		load.cx = LDT_DESC;
		load.dx = 16;
		memcpy((void *)LDT_DESC, &gone, sizeof(gone));
		break;
	default:
		break;
	}
}

static void prepare_registers(const struct state *s)
{
	load.bx = s->v[F_BX];
	load.cx = s->v[F_CX];
	load.dx = s->v[F_DX];
	load.si = s->v[F_SI];
	load.di = s->v[F_DI];
	load.bp = s->v[F_BP];
	load.ax = s->v[F_AX];
	load.flags = s->v[F_FLAGS];
	load.cs = s->v[F_CS];
	load.ss = s->v[F_SS];
	load.ds = s->v[F_DS];
	load.es = s->v[F_ES];
	load.fs = s->v[F_FS];
	load.gs = s->v[F_GS];
	load.sp = stack_pointer(s);
	if (is_call(insn(s)->kind))
		prepare_call(s);
	/* Where ours looks for the stack, and where Linux does. */
	if (insn(s)->kind == KIND_SYSENTER)
		load.cx = load.bp = load.sp;
}

/*
 * Through its LDT's segments it may read what an earlier state left, which each kernel's own code pushed.
 * What is meant for 32 bits is other instructions in 16-bit code, which may go on into an earlier state's.
 */
static void forget_earlier(const struct state *s)
{
	if (code16(s))
		memset((void *)CODE_BASE, 0, CODE_END - CODE_BASE);
	for (int f = F_CS; f <= F_GS; f++)
		if (s->v[f] & 4) {
			memset((void *)DATA_BASE, 0, DATA_END - DATA_BASE);
			return;
		}
}

static void prepare_memory(const struct state *s)
{
	uint32_t *operand = (uint32_t *)OPERAND;

	operand[0] = (uint32_t)finish;
	operand[1] = s->v[F_IMM];
	*(uint32_t *)SS_WORD = s->v[F_SS];
}

/* 64-bit code: each upper half its own noise; only low halves mean anything to the kernel. */
static void prepare_wide(const struct state *s)
{
	const uint32_t low[8] = { load.ax, load.bx, load.cx, load.dx, load.si, load.di, load.bp, load.sp };

	for (uint32_t i = 0; i < 16; i++) {
		uint32_t high = s->v[F_HIGH] ? s->v[F_HIGH] * (2 * i + 3) ^ i << 29 : 0;

		wide_in[i] = (uint64_t)high << 32 | (i < 8 ? low[i] : high * 5);
		wide_out[i] = 0;
	}
	if (!(s->v[F_HIGH] & 1))
		wide_in[7] = load.sp;
	wide_target = load.ip | (uint64_t)machine.cs << 32;
	load.ip = (uint32_t)(has_luggage(s) ? wide_start_32 : wide_start);
	if (!has_luggage(s))
		wide_target = (uint32_t)wide_target;
	load.cs = CS64;
	load.sp = STACK;
	load.ss = machine.ds;
}

/* ---- false signal frames ---------------------------------------------------------------------- */

static void fill_context(struct sigcontext *sc, const struct state *s)
{
	*sc = (struct sigcontext){
		.gs = load.gs, .fs = load.fs, .es = load.es, .ds = load.ds, .di = load.di, .si = load.si,
		.bp = load.bp, .sp = load.sp, .bx = load.bx, .dx = load.dx, .cx = load.cx, .ax = load.ax,
		.ip = load.ip, .cs = load.cs, .flags = load.flags, .ss = load.ss,
	};
	if (s->v[F_FPU])
		sc->fpstate = (void *)hostile[s->v[F_FPU] - 1];
}

static sigset_t user_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	return set;
}

/* The mask in the false frame is empty: with it they come, one on top of the other. */
static void make_pending(const struct state *s)
{
	sigset_t set = user_signals();

	sigprocmask(SIG_BLOCK, &set, NULL);
	if (s->v[F_PENDING] & PENDING_USR1)
		kill(machine.self, SIGUSR1);
	if (s->v[F_PENDING] & PENDING_USR2)
		kill(machine.self, SIGUSR2);
}

/* If the call did not take the frame they are pending still. */
static void drop_pending(void)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t set = user_signals();

	while (sigtimedwait(&set, NULL, &at_once) > 0)
		;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* From here on the state is that of the call which takes the frame back. */
static void prepare_frame(const struct state *s)
{
	bool rt = s->v[F_WAY] == WAY_RT_SIGRETURN;
	ucontext_t *uc = (void *)(FRAME + 16 + 128);

	memset((void *)FRAME, 0, 1024);
	if (rt) {
		fill_context((struct sigcontext *)&uc->uc_mcontext, s);
		uc->uc_stack = (typeof(uc->uc_stack)){ (void *)ALT_BASE, 0, ALT_SIZE };
	} else {
		fill_context((struct sigcontext *)(FRAME + 8), s);
	}
	load = (struct load){
		.bx = 1, .cx = 2, .dx = 3, .si = 4, .di = 5, .bp = 6, .flags = FL_NEUTRAL,
		.ax = rt ? NR_RT_SIGRETURN : NR_SIGRETURN, .sp = FRAME + (rt ? 4 : 8),
		.ip = (uint32_t)plain_int80, .cs = machine.cs, .ss = machine.ds, .ds = machine.ds,
		.es = machine.ds, .gs = machine.gs,
	};
	if (s->v[F_FRAME])
		load.sp = hostile[s->v[F_FRAME] - 1];
	if (s->v[F_PENDING])
		make_pending(s);
}

void prepare(const struct state *s)
{
	memset(&out, 0, sizeof(out));
	forget_earlier(s);
	prepare_registers(s);
	prepare_memory(s);
	prepare_stack(s);
	load.ip = prepare_code(s);
	if (code16(s))
		load.ip -= CODE_BASE;
	if (s->v[F_WAY] == WAY_WIDE)
		prepare_wide(s);
	if (s->v[F_WAY] == WAY_SIGRETURN || s->v[F_WAY] == WAY_RT_SIGRETURN)
		prepare_frame(s);
	if (s->v[F_ALT])
		set_alternate(s->v[F_ALT]);
}

void undo(const struct state *s)
{
	if (s->v[F_PENDING])
		drop_pending();
	if (s->v[F_ALT])
		set_alternate(ALT_NORMAL);
	if (is_call(insn(s)->kind) && calls[s->v[F_CALL]].kind == CALL_LDT)
		set_ldt(LDT_COMES_AND_GOES, true);
}
