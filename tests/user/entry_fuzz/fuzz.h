/* SPDX-License-Identifier: MIT */
/*
 * The entry fuzzer: a state is some numbers drawn from (seed, index); it is loaded, one instruction runs,
 * and what came of it is the outcome: nearly always a signal, whose context shows every register.
 */
#ifndef ENTRY_FUZZ_H
#define ENTRY_FUZZ_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FL_STATUS	0x8d5u		/* CF PF AF ZF SF OF */
#define FL_FIXED	0x2u
#define FL_TF		0x100u
#define FL_IF		0x200u
#define FL_DF		0x400u
#define FL_IOPL		0x3000u
#define FL_NT		0x4000u
#define FL_RF		0x10000u
#define FL_VM		0x20000u
#define FL_AC		0x40000u
#define FL_ID		0x200000u
/* What POPF changes for a program. */
#define FL_POPF		(FL_STATUS | FL_TF | FL_DF | FL_NT | FL_AC | FL_ID)
#define FL_NEUTRAL	(FL_FIXED | FL_IF)

/* ---- the arena: at fixed addresses, so that no outcome depends on where things lie ---------------- */

#define CS64		0x33
#define CODE_BASE	0x50000000u	/* two pages, then nothing */
#define CODE_END	0x50002000u
#define DATA_BASE	0x50010000u	/* four pages, then nothing */
#define DATA_END	0x50014000u
#define READ_ONLY	0x50018000u	/* a page, then nothing */
#define NO_ACCESS	0x5001c000u
#define FRAME		0x50020000u	/* where false signal frames lie */
#define OPERAND		(DATA_BASE + 0x100)
#define STACK		(DATA_END - 0x800)
#define ALT_BASE	0x50040000u
#define ALT_SIZE	0x10000u

/* The LDT, by entry. */
enum {
	LDT_DATA, LDT_CODE, LDT_DATA16, LDT_CODE16, LDT_EXPAND_DOWN, LDT_ABSENT_DATA, LDT_ABSENT_CODE,
	LDT_EXECUTE_ONLY, LDT_READ_ONLY, LDT_COMES_AND_GOES, LDT_COUNT
};
#define LDT_SELECTOR(n)	((n) << 3 | 7)

/* ---- the state -------------------------------------------------------------------------------- */

enum way { WAY_LOAD, WAY_SIGRETURN, WAY_RT_SIGRETURN, WAY_PTRACE, WAY_WIDE, WAY_COUNT };

enum field {
	F_WAY, F_INSN, F_IMM, F_CALL, F_PLACE, F_BEFORE, F_PREFIX, F_FLAGS,
	F_BX, F_CX, F_DX, F_SI, F_DI, F_BP, F_AX, F_STACK,
	F_CS, F_SS, F_DS, F_ES, F_FS, F_GS, F_HIGH, F_ALT, F_FRAME, F_FPU, F_RESUME, F_DEBUG,
	F_PENDING,
	NFIELDS
};

struct state {
	uint32_t v[NFIELDS];
};

/* F_PLACE: where the instruction lies in the code pages. */
enum { PLACE_PLAIN, PLACE_PAGE_END, PLACE_STRADDLE, PLACE_INTO_HOLE, PLACE_COUNT };
/* F_BEFORE: the instruction before it. */
enum { BEFORE_NOTHING, BEFORE_MOV_SS, BEFORE_POP_SS, BEFORE_COUNT };
/* F_STACK: below STACK_HOSTILE as named, from there on hostile[F_STACK - STACK_HOSTILE]. */
enum { STACK_NORMAL, STACK_EDGE, STACK_ODD1, STACK_ODD2, STACK_ODD3, STACK_RO, STACK_CUT, STACK_HOSTILE };
/* F_ALT: the alternate stack. */
enum { ALT_NORMAL, ALT_NONE, ALT_READ_ONLY, ALT_HOLE, ALT_KERNEL, ALT_COUNT };
/* F_DEBUG: breakpoints that the tracer sets. */
enum { DEBUG_NONE, DEBUG_INSN, DEBUG_STACK, DEBUG_PUSH, DEBUG_FINISH, DEBUG_KERNEL, DEBUG_RAW, DEBUG_COUNT };
/* F_PENDING: bits, the signals that wait, blocked, until sigreturn lets them come. */
enum { PENDING_USR1 = 1, PENDING_USR2 = 2, PENDING_BOTH = 3 };
/* F_RESUME: how the tracer lets it go. */
enum { RESUME_CONT, RESUME_STEP, RESUME_SYSCALL, RESUME_SYSEMU, RESUME_COUNT };

extern const uint32_t hostile[];
extern const unsigned int hostile_count;
extern const char *const field_names[NFIELDS];
extern struct state neutral;

void generate(struct state *s, uint32_t seed, uint32_t index);
void print_state(const struct state *s);

/* ---- instructions ----------------------------------------------------------------------------- */

enum insn_kind {
	KIND_INT80, KIND_SYSENTER, KIND_SYSCALL,	/* the entries, by themselves */
	KIND_VDSO, KIND_VDSO_INT80,	/* by the vDSO's stub, and by its int $0x80 alone */
	KIND_VDSO_MIDDLE,		/* any byte of the vDSO, F_IMM says which */
	KIND_TRAP,			/* an instruction of which a program gets a signal, mostly */
	KIND_INT_N, KIND_FAR_CALL, KIND_FAR_JUMP,	/* with F_IMM as vector, as selector */
	KIND_MEMORY,			/* with OPERAND as its address, in the last four bytes */
	KIND_FAR_RETURN,		/* takes ip, F_IMM as cs, flags from the stack */
	KIND_NOTHING,
};

struct insn {
	const char *name;
	enum insn_kind kind;
	unsigned int len;
	uint8_t bytes[8];
};

extern const struct insn insns[];
extern const unsigned int insn_count;
unsigned int insn_of(enum insn_kind kind);

static inline const struct insn *insn(const struct state *s)
{
	return &insns[s->v[F_INSN]];
}

/* System calls that change nothing, whatever the registers hold. */
enum call_kind { CALL_PLAIN, CALL_PID, CALL_FD, CALL_UNAME, CALL_KILL, CALL_LDT };
struct call {
	uint32_t nr;
	enum call_kind kind;
	int32_t result;		/* signal number for CALL_KILL */
};
extern const struct call calls[];
extern const unsigned int call_count;

/* 32-bit code that 64-bit code has jumped to: the upper halves are its luggage. */
static inline bool has_luggage(const struct state *s)
{
	return s->v[F_WAY] == WAY_WIDE && (s->v[F_HIGH] & 2);
}

static inline bool is_fast(enum insn_kind kind)
{
	return kind == KIND_SYSENTER || kind == KIND_SYSCALL;
}

static inline bool is_call(enum insn_kind kind)
{
	return kind <= KIND_VDSO_INT80;
}

/* ---- what is loaded, and what comes back ------------------------------------------------------- */

/* load.S knows the offsets. */
struct load {
	uint32_t bx, cx, dx, si, di, bp, ax, flags;
	uint32_t sp;
	uint32_t ss;
	uint32_t ip;
	uint32_t cs;
	uint32_t ds, es, fs, gs;
};
extern struct load load;
extern uint64_t wide_in[16], wide_out[16], wide_target;

/* sigcontext's words in its own order: gs fs es ds di si bp sp bx dx cx ax trapno err ip cs flags sp ss */
enum {
	C_GS, C_FS, C_ES, C_DS, C_DI, C_SI, C_BP, C_SP, C_BX, C_DX, C_CX, C_AX, C_TRAPNO, C_ERR,
	C_IP, C_CS, C_FLAGS, C_USP, C_SS, C_COUNT
};

enum { ODD_STEP = 1, ODD_ARGUMENTS = 2 };

struct outcome {
	uint32_t sig;		/* that ended it; 0: the process died, see status */
	uint32_t code, addr, cr2;
	uint32_t c[C_COUNT];
	uint32_t steps;		/* single steps outside the vDSO */
	uint32_t handled;	/* signals that it sent to itself */
	uint32_t mid;		/* hash of their contexts, or of a tracee's earlier stops */
	uint32_t status;	/* of the process, if it died */
	uint32_t odd;		/* what a handler found wrong: ODD_ bits */
	uint32_t refused;	/* a tracer's request that failed: -errno */
};
extern struct outcome out;

/* Prepares memory and `load` for the state; the addresses of the instruction and of what follows it. */
struct prepared {
	uint32_t insn, after;
	unsigned int words;	/* of the stack that can be read at sp */
	uint32_t word0, word1;
};
extern struct prepared prepared;
void prepare(const struct state *s);
void undo(const struct state *s);

void run(const struct state *s);
void run_traced(const struct state *s);
void end_tracee(void);
void catch_signals(void);
void set_alternate(unsigned int kind);

/* What must hold whatever the kernel; NULL if it does. */
const char *check(const struct state *s);
/* The outcome without what may differ between kernels, as a hash. */
uint32_t digest(const struct state *s);
uint32_t hash_word(uint32_t hash, uint32_t word);
void print_outcome(const struct state *s);

/* ---- the machine ------------------------------------------------------------------------------- */

struct machine {
	bool is_64, tcg, linux_pad, sysenter, syscall, far_returns;
	uint16_t cs, ds, gs, tls, tls_small;
	uint32_t self, pid;	/* this process, and that which runs the state */
	uint32_t vdso, vdso_end, stub, pad;
};
extern struct machine machine;
void look_at_machine(void);
void map_arena(void);
void touch_arena(void);
void set_descriptors(void);
void set_ldt(unsigned int entry, bool present);

static inline bool in_vdso(uint32_t addr)
{
	return addr >= machine.vdso && addr < machine.vdso_end;
}

/* load.S */
extern uint32_t handler_cx, handler_dx;
void load_state(void);
void resume(void) __attribute__((noreturn));
void on_signal(int sig, siginfo_t *info, void *context);
void on_legacy_signal(int sig);
extern const char finish[], wide_start[], wide_start_32[], wide_store[], finish_wide[], plain_int80[];

#endif
