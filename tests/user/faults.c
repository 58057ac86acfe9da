/* SPDX-License-Identifier: MIT */
/*
 * Every exception that a program can raise with one instruction: the right signal, si_code, address,
 * trap number and error code; the program goes on if it has an action, else it alone dies.
 * Catches: a vector that panics, kills with another signal, or tells a wrong place or reason.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum addr { ANY, ZERO, AT_IP, VALUE };
enum when { FAULT, TRAP }; /* the saved ip: at the instruction or after it */
#define NOERR 0xffffffffu  /* error code not judged */
#define KERN 0x80 /* SI_KERNEL */

uint32_t fault_data[8] = { 1, 2, 3, 4, 0, 0, 0, 0 };
uint8_t fault_insns[4] = { 0xc3 }; /* a ret in a page that is not executable */

/* name, set-up, instruction, signal, si_code, address kind, address, trap number, error, when */
#define GP(X, name, setup, insn, err) X(name, setup, insn, SIGSEGV, KERN, ZERO, 0, 13, err, FAULT)
#define UD(X, name, setup, insn) X(name, setup, insn, SIGILL, ILL_ILLOPN, AT_IP, 0, 6, 0, FAULT)
#define CASES(X)                                                                                   \
	X(int3, "", "int3", SIGTRAP, KERN, ZERO, 0, 3, 0, TRAP)                                    \
	X(int_3, "", ".byte 0xcd, 3", SIGTRAP, KERN, ZERO, 0, 3, 0, TRAP)                          \
	X(int_4, "", "int $4", SIGSEGV, KERN, ZERO, 0, 4, 0, TRAP)                                 \
	X(into, "mov $0x7fffffff, %eax; inc %eax", "into", SIGSEGV, KERN, ZERO, 0, 4, 0, TRAP)     \
	X(bound, "mov $9, %eax", "bound %eax, fault_data", SIGSEGV, KERN, ZERO, 0, 5, 0, FAULT)    \
	UD(X, ud2, "", "ud2")                                                                      \
	UD(X, ud1, "", ".byte 0x0f, 0xb9, 0xc0")                                                   \
	UD(X, lock_nop, "", ".byte 0xf0, 0x90")                                                    \
	UD(X, mov_to_cs, "", ".byte 0x8e, 0xc8")                                                   \
	UD(X, lea_reg, "", ".byte 0x8d, 0xc0")                                                     \
	X(div0, "xor %edx, %edx; xor %ecx, %ecx", "div %ecx", SIGFPE, FPE_INTDIV, AT_IP, 0, 0, 0,  \
	  FAULT)                                                                                   \
	X(div_overflow, "mov $0x80000000, %eax; cdq; mov $-1, %ecx", "idiv %ecx", SIGFPE,          \
	  FPE_INTDIV, AT_IP, 0, 0, 0, FAULT)                                                       \
	X(aam0, "", ".byte 0xd4, 0", SIGFPE, FPE_INTDIV, AT_IP, 0, 0, 0, FAULT)                    \
	X(x87_div, "fninit; pushl $0x37b; fldcw (%esp); fld1; fldz; fdivrp", "fwait", SIGFPE,      \
	  FPE_FLTDIV, ANY, 0, 16, 0, FAULT)                                                        \
	X(read_null, "xor %eax, %eax", "mov (%eax), %ecx", SIGSEGV, SEGV_MAPERR, VALUE, 0, 14, 4,  \
	  FAULT)                                                                                   \
	X(write_null, "mov $0x18, %eax", "movl $1, (%eax)", SIGSEGV, SEGV_MAPERR, VALUE, 0x18, 14, \
	  6, FAULT)                                                                                \
	X(read_top, "mov $0xfffff123, %eax", "mov (%eax), %cl", SIGSEGV, SEGV_MAPERR, VALUE,       \
	  0xfffff123, 14, NOERR, FAULT)                                                            \
	X(write_top, "mov $0xffffe004, %eax", "incl (%eax)", SIGSEGV, SEGV_MAPERR, VALUE,          \
	  0xffffe004, 14, NOERR, FAULT)                                                            \
	X(write_text, "", "movb $1, fault_run", SIGSEGV, SEGV_ACCERR, VALUE,                       \
	  (uint32_t)fault_run, 14, 7, FAULT)                                                       \
	GP(X, hlt, "", "hlt", 0)                                                                   \
	GP(X, cli, "", "cli", 0)                                                                   \
	GP(X, sti, "", "sti", 0)                                                                   \
	GP(X, in_al, "mov $0x60, %edx", "in %dx, %al", 0)                                          \
	GP(X, in_imm, "", "in $0x60, %eax", 0)                                                     \
	GP(X, out_al, "mov $0x80, %edx; mov $0, %al", "out %al, %dx", 0)                           \
	GP(X, insb, "mov $0x60, %edx; mov $fault_data, %edi", "insb", 0)                           \
	GP(X, outsb, "mov $0x80, %edx; mov $fault_data, %esi", "outsb", 0)                         \
	GP(X, rdmsr, "mov $0x176, %ecx", "rdmsr", 0)                                               \
	GP(X, wrmsr, "mov $0x176, %ecx; xor %eax, %eax; cdq", "wrmsr", 0)                          \
	GP(X, wrmsr_lstar, "mov $0xc0000082, %ecx; xor %eax, %eax; cdq", "wrmsr", 0)               \
	GP(X, read_cr0, "", "mov %cr0, %eax", 0)                                                   \
	GP(X, read_cr3, "", "mov %cr3, %eax", 0)                                                   \
	GP(X, write_cr0, "", "mov %eax, %cr0", 0)                                                  \
	GP(X, write_cr3, "", "mov %eax, %cr3", 0)                                                  \
	GP(X, write_cr4, "", "mov %eax, %cr4", 0)                                                  \
	GP(X, read_dr7, "", "mov %dr7, %eax", 0)                                                   \
	GP(X, write_dr7, "", "mov %eax, %dr7", 0)                                                  \
	GP(X, clts, "", "clts", 0)                                                                 \
	GP(X, lmsw, "xor %eax, %eax", "lmsw %ax", 0)                                               \
	GP(X, lgdt, "", "lgdt fault_data", 0)                                                      \
	GP(X, lidt, "", "lidt fault_data", 0)                                                      \
	GP(X, lldt, "xor %eax, %eax", "lldt %ax", 0)                                               \
	GP(X, ltr, "mov $0x40, %eax", "ltr %ax", 0)                                                \
	GP(X, invlpg, "", "invlpg fault_data", 0)                                                  \
	GP(X, wbinvd, "", "wbinvd", 0)                                                             \
	GP(X, invd, "", "invd", 0)                                                                 \
	GP(X, sysexit_user, "xor %ecx, %ecx; xor %edx, %edx", "sysexit", 0)                        \
	GP(X, lcall_gate, "", "lcall $7, $0", 4)                                                   \
	GP(X, ljmp_null, "", "ljmp $0, $0", 0)                                                     \
	GP(X, ljmp_null3, "", "ljmp $3, $0", 0)                                                    \
	GP(X, ljmp_kernel64, "", "ljmp $0x10, $0", 0x10)                                           \
	GP(X, ljmp_kernel32, "", "ljmp $0x60, $0", 0x60)                                           \
	GP(X, ljmp_kernel3, "", "ljmp $0x13, $0", 0x10)                                            \
	GP(X, ljmp_data, "mov %ss, %eax; push %eax; push $1f; 1:", "ljmp *(%esp)", NOERR)          \
	GP(X, ljmp_beyond, "", "ljmp $0xfffb, $0", 0xfff8)                                         \
	GP(X, lret_kernel, "push $0x10; push $0", "lret", 0x10)                                    \
	GP(X, lret_null, "push $0; push $0", "lret", 0)                                            \
	GP(X, iret_null, "pushf; push $0; push $0", "iret", 0)                                     \
	GP(X, iret_kernel, "pushf; push $0x60; push $0", "iret", 0x60)                             \
	GP(X, iret_beyond, "pushf; push $0xfffb; push $0", "iret", 0xfff8)                         \
	GP(X, ds_kernel64, "mov $0x18, %eax", "mov %eax, %ds", 0x18)                               \
	GP(X, ds_kernel32, "mov $0x68, %eax", "mov %eax, %ds", 0x68)                               \
	GP(X, es_kernel3, "mov $0x6b, %eax; and $0x1b, %al", "mov %eax, %es", NOERR)               \
	GP(X, fs_ldt, "mov $7, %eax", "mov %eax, %fs", 4)                                          \
	GP(X, gs_beyond, "mov $0xffff, %eax", "mov %eax, %gs", 0xfffc)                             \
	GP(X, ss_null, "xor %eax, %eax", "mov %eax, %ss", 0)                                       \
	GP(X, ss_null3, "mov $3, %eax", "mov %eax, %ss", 0)                                        \
	GP(X, ss_kernel, "mov $0x18, %eax", "mov %eax, %ss", 0x18)                                 \
	GP(X, pop_ss, "push $0x68", "pop %ss", 0x68)                                               \
	GP(X, pop_ds, "push $0x10", "pop %ds", 0x10)                                               \
	GP(X, too_long, "", ".fill 15, 1, 0x66; nop", 0)

uint32_t fault_saved_sp;
void fault_run(const void *code);
extern const char fault_resume[];

asm(".pushsection .text\n"
    "	.globl	fault_run, fault_resume\n"
    "fault_run:\n"
    "	mov	4(%esp), %eax\n"
    "	pusha\n"
    "	mov	%esp, fault_saved_sp\n"
    "	jmp	*%eax\n"
    "fault_resume:\n"
    "	mov	fault_saved_sp, %esp\n"
    "	push	$0x202\n"
    "	popf\n"
    "	fninit\n"
    "	popa\n"
    "	ret\n");
#define AS_CODE(name, setup, insn, ...)                                                            \
	asm("f_" #name ": " setup "\nf_" #name "_at: " insn "\nf_" #name                           \
	    "_end: jmp fault_resume\n");
CASES(AS_CODE)
asm(".popsection\n");

#define AS_DECL(name, ...)                                                                         \
	extern const char f_##name[], f_##name##_at[], f_##name##_end[];
CASES(AS_DECL)

struct fault {
	const char *name;
	const char *code, *at, *end;
	int sig, si_code;
	enum addr kind;
	uint32_t addr;
	uint32_t trapno, err;
	enum when when;
};

static struct fault cases[] = {
#define AS_ROW(name, setup, insn, ...) { #name, f_##name, f_##name##_at, f_##name##_end, __VA_ARGS__ },
	CASES(AS_ROW)
};

static struct {
	volatile int count, sig, si_code;
	volatile uint32_t addr, ip, trapno, err, cr2;
} seen;

static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	mcontext_t *m = &((ucontext_t *)ctx)->uc_mcontext;

	if (seen.count++ > 2)
		_exit(99);
	seen.sig = sig;
	seen.si_code = si->si_code;
	seen.addr = (uint32_t)si->si_addr;
	seen.ip = m->gregs[REG_EIP];
	seen.trapno = m->gregs[REG_TRAPNO];
	seen.err = m->gregs[REG_ERR];
	seen.cr2 = m->cr2;
	m->gregs[REG_EIP] = (greg_t)fault_resume;
	m->gregs[REG_EFL] &= ~0x100;
	/* the pending x87 exception would be raised again at once */
	if (m->fpregs)
		*(volatile uint32_t *)((char *)m->fpregs + 4) &= 0xffff7f00;
}

static void take(const void *code)
{
	memset(&seen, 0, sizeof(seen));
	fault_run(code);
}

static void show(void)
{
	diag("count %d signal %d code %d addr %08x ip %08x trap %u err %x", seen.count, seen.sig,
	     seen.si_code, seen.addr, seen.ip, seen.trapno, seen.err);
}

static void with_action(const struct fault *f)
{
	uint32_t ip = (uint32_t)(f->when == FAULT ? f->at : f->end);
	bool good;

	take(f->code);
	good = seen.count == 1 && seen.sig == f->sig && seen.si_code == f->si_code &&
	       seen.ip == ip && seen.trapno == f->trapno && (f->err == NOERR || seen.err == f->err);
	if (f->kind == ZERO)
		good = good && seen.addr == 0;
	else if (f->kind == AT_IP)
		good = good && seen.addr == ip;
	else if (f->kind == VALUE)
		good = good && seen.addr == f->addr && (f->trapno != 14 || seen.cr2 == f->addr);
	ok(good, "%s: signal %d, code %d, trap %u", f->name, f->sig, f->si_code, f->trapno);
	if (!good) {
		show();
		diag("instruction %p to %p", f->at, f->end);
	}
}

/* With no action (how 0), the signal blocked (1) or ignored (2): the process alone dies of it. */
static void without_action(const struct fault *f, int how)
{
	int status = -1, pid = fork();
	sigset_t set;

	if (!pid) {
		sigemptyset(&set);
		sigaddset(&set, f->sig);
		if (how == 1)
			sigprocmask(SIG_BLOCK, &set, NULL);
		signal(f->sig, how == 2 ? SIG_IGN : SIG_DFL);
		fault_run(f->code);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != f->sig) {
		diag("%s: status %x", f->name, status);
		ok(false, "%s: kills with signal %d", f->name, f->sig);
	}
}

static bool far_return(const struct fault *f)
{
	return far_returns_broken() && (!strncmp(f->name, "lret", 4) || !strncmp(f->name, "iret", 4));
}

static void all_cases(void)
{
	unsigned n = sizeof(cases) / sizeof(*cases);

	for (unsigned i = 0; i < n; i++)
		if (far_return(cases + i))
			skip(1, "QEMU's IRET and LRET fault under SMAP");
		else
			with_action(cases + i);
	for (int how = 0; how < 3; how++)
		for (unsigned i = how ? how : 0; i < n; i += how ? 7 : 1)
			if (!far_return(cases + i))
				without_action(cases + i, how);
	ok(true, "each case was also run without an action, blocked and ignored");
}

/*
 * int n for every n whose gate is not the program's: #GP with the vector in the error code, which
 * QEMU 7.2 multiplies by 16 in long mode.
 */
static void all_vectors(uint8_t *page)
{
	unsigned bad = 0;

	for (unsigned n = 0; n < 256; n++) {
		if (n == 3 || n == 4 || n == 0x80)
			continue;
		page[0] = 0xcd;
		page[1] = n;
		page[2] = 0xf4;
		take(page);
		if (seen.count == 1 && seen.sig == SIGSEGV && seen.si_code == KERN &&
		    seen.addr == 0 && seen.ip == (uint32_t)page && seen.trapno == 13 &&
		    (seen.err == n * 8 + 2 || (kernel_is_64() && seen.err == n * 16 + 2)))
			continue;
		bad++;
		diag("int $0x%02x:", n);
		show();
	}
	ok(!bad, "int n for 253 vectors: SIGSEGV, error code n * 8 + 2");
}

/* What differs between CPUs and emulators: the outcomes that are right. */
static void icebp(uint8_t *page)
{
	memcpy(page, "\xf1\xf4", 2);
	take(page);
	/* some hypervisors report it as a fault */
	ok(seen.count == 1 && ((seen.sig == SIGTRAP && seen.ip - (uint32_t)page <= 1 &&
				seen.trapno == 1) ||
			       (seen.sig == SIGILL && seen.ip == (uint32_t)page)),
	   "ICEBP is SIGTRAP, or SIGILL on an emulator without it");
}

static void sysret_user(uint8_t *page)
{
	memcpy(page, "\x0f\x07\xf4", 3);
	take(page);
	ok(seen.count == 1 && seen.ip == (uint32_t)page &&
		   (seen.sig == SIGILL || (seen.sig == SIGSEGV && seen.trapno == 13)),
	   "SYSRET is SIGILL or SIGSEGV");
}

/* push flags with NT; iret: a task switch that is not there */
static void iret_nt(uint8_t *page)
{
	static const uint8_t code[] = { 0x9c, 0x80, 0x4c, 0x24, 0x01, 0x40, 0x9d, 0xcf, 0xf4 };

	if (far_returns_broken()) {
		skip(1, "QEMU's IRET faults under SMAP");
		return;
	}
	memcpy(page, code, sizeof(code));
	take(page);
	ok(seen.count == 1 && seen.sig == SIGSEGV && (seen.trapno == 13 || seen.trapno == 10),
	   "IRET with NT is SIGSEGV (trap %u)", seen.trapno);
}

/* pushf; orl bits, (esp); popf; pushf; pop eax: what stuck is in eax */
static void popf_privileged(void)
{
	uint32_t before, after;

	asm volatile("pushf\n pop %0\n"
		     "pushf\n xorl $0x3200, (%%esp)\n popf\n"
		     "pushf\n pop %1\n push %0\n popf\n"
		     : "=&r"(before), "=&r"(after));
	ok(before == after && (before & 0x3200) == 0x200,
	   "POPF changes neither IF nor IOPL, silently (%x %x)", before, after);
}

static void unaligned(void)
{
	extern const char ac_code[], ac_at[];

	take(ac_code);
	if (!seen.count) {
		skip(1, "this emulator has no alignment check");
		return;
	}
	ok(seen.count == 1 && seen.sig == SIGBUS && seen.si_code == BUS_ADRALN &&
		   seen.ip == (uint32_t)ac_at && seen.trapno == 17,
	   "AC and an unaligned word: SIGBUS, BUS_ADRALN");
}
asm(".pushsection .text\n"
    "	.globl	ac_code, ac_at\n"
    "ac_code:\n"
    "	pushf\n"
    "	orl	$0x40000, (%esp)\n"
    "	popf\n"
    "ac_at:	mov	fault_data+1, %eax\n"
    "	pushf\n"
    "	andl	$~0x40000, (%esp)\n"
    "	popf\n"
    "	jmp	fault_resume\n"
    ".popsection\n");

static void sse_div(void)
{
	extern const char sse_code[], sse_at[];

	take(sse_code);
	if (!seen.count) {
		skip(1, "this emulator raises no SSE exceptions");
		return;
	}
	ok(seen.count == 1 && seen.sig == SIGFPE && seen.si_code == FPE_FLTDIV &&
		   seen.ip == (uint32_t)sse_at && seen.trapno == 19,
	   "unmasked SSE division by zero: SIGFPE, FPE_FLTDIV");
	asm volatile("pushl $0x1f80; ldmxcsr (%esp); add $4, %esp");
}
asm(".pushsection .text\n"
    "	.globl	sse_code, sse_at\n"
    "sse_code:\n"
    "	pushl	$0x1d80\n"
    "	ldmxcsr	(%esp)\n"
    "	pushl	$0x3f800000\n"
    "	movss	(%esp), %xmm0\n" /* not movd, which is SSE2 */
    "	xorps	%xmm1, %xmm1\n"
    "sse_at:	divss	%xmm1, %xmm0\n"
    "	pushl	$0x1f80\n"
    "	ldmxcsr	(%esp)\n"
    "	jmp	fault_resume\n"
    ".popsection\n");

/* Jumps to places that are not code. */
static void jump_to(uint32_t where, int code, const char *what)
{
	take((const void *)where);
	ok(seen.count == 1 && seen.sig == SIGSEGV && seen.si_code == code && seen.ip == where &&
		   seen.addr == where && seen.trapno == 14,
	   "jump to %s: SIGSEGV there", what);
	if (seen.ip != where || seen.si_code != code)
		show();
}

static void jumps(uint8_t *page)
{
	uint32_t vdso = getauxval(AT_SYSINFO_EHDR);

	jump_to(0, SEGV_MAPERR, "0");
	jump_to(0xfff, SEGV_MAPERR, "0xfff");
	jump_to(0xffffffff, SEGV_MAPERR, "0xffffffff");
	jump_to(0xfffff000, SEGV_MAPERR, "0xfffff000");
	/* the last bytes before an unmapped page: the instruction would go on there */
	page[4094] = 0xb8;
	page[4095] = 0;
	take(page + 4094);
	ok(seen.count == 1 && seen.sig == SIGSEGV && seen.addr == (uint32_t)page + 4096 &&
		   seen.ip == (uint32_t)page + 4094 && seen.si_code == SEGV_MAPERR,
	   "an instruction that goes on in an unmapped page: SIGSEGV, its address");
	if (!nx_enforced()) {
		skip(2, "no NX here");
		return;
	}
	jump_to((uint32_t)fault_insns, SEGV_ACCERR, "a data page");
	/* a byte of an ELF header is mapped executable: not judged, only survived */
	take((const void *)(vdso + 1));
	ok(seen.count == 1, "jump into the vDSO's header: a signal (%d)", seen.sig);
}

int main(void)
{
	static const int signals[] = { SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGTRAP };
	static uint8_t altstack[32768];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	uint8_t *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	if (page == MAP_FAILED || munmap(page + 4096, 4096) < 0) {
		ok(false, "a writable, executable page");
		return done_testing();
	}
	sigaltstack(&ss, NULL);
	for (unsigned i = 0; i < 5; i++)
		sigaction(signals[i], &sa, NULL);
	all_cases();
	all_vectors(page);
	icebp(page);
	sysret_user(page);
	iret_nt(page);
	popf_privileged();
	unaligned();
	sse_div();
	jumps(page);
	return done_testing();
}
