/* SPDX-License-Identifier: MIT */
/*
 * The frames on the stack, as Linux lays them: both layouts, the registers at a handler's entry, the FPU's
 * image, the alternate stack, faults' siginfo, and what sigreturn takes back or refuses.
 */
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define FL_CF	0x1
#define FL_TF	0x100
#define FL_DF	0x400
#define FL_AC	0x40000

/* What a naked handler saw: eax edx ecx esp, flags, segments. */
static volatile struct {
	unsigned ax, dx, cx, sp, flags;
	unsigned short cs, ds, es, ss;
	unsigned char frame[1440];
} seen;
/* Frame, fpstate and what their alignment may cost; the stack may end soon after. */
static unsigned keep_size;

__attribute__((used)) static void keep(unsigned sp)
{
	memcpy((void *)seen.frame, (void *)sp, keep_size);
}

void naked_handler(void);
__asm__(".text\n"
	"naked_handler:\n"
	"	mov %eax, seen\n"
	"	mov %edx, seen+4\n"
	"	mov %ecx, seen+8\n"
	"	mov %esp, seen+12\n"
	"	pushf\n"
	"	pop %eax\n"
	"	mov %eax, seen+16\n"
	"	mov %cs, seen+20\n"
	"	mov %ds, seen+22\n"
	"	mov %es, seen+24\n"
	"	mov %ss, seen+26\n"
	"	mov %esp, %eax\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call keep\n"
	"	add $16, %esp\n"
	"	ret\n");

/* The kernel's own structure: no libc between us and the flags. */
struct ksigaction {
	unsigned handler, flags, restorer;
	unsigned long long mask;
} __attribute__((packed));

static void raw_action(int sig, void *handler, unsigned flags, unsigned long long mask)
{
	struct ksigaction sa = { (unsigned)handler, flags, 0, mask };

	syscall(SYS_rt_sigaction, sig, &sa, NULL, 8);
}

static unsigned word(unsigned off)
{
	unsigned val;

	memcpy(&val, (void *)(seen.frame + off), 4);
	return val;
}

static void entry_state(int sig, const char *name)
{
	ok(seen.ax == (unsigned)sig, "%s: eax is the signal", name);
	ok((seen.sp + 4) % 16 == 0, "%s: the stack is aligned", name);
	ok(!(seen.flags & (FL_TF | FL_DF)), "%s: TF and DF are clear", name);
	ok(seen.ds == seen.ss && seen.es == seen.ss && (seen.cs & 3) == 3, "%s: flat segments", name);
	ok(word(4) == (unsigned)sig, "%s: sig", name);
}

static void check_fpstate(unsigned fpstate, unsigned end_of_frame, const char *name)
{
	unsigned off = fpstate - seen.sp;

	if (!ok((fpstate + 112) % 64 == 0 && fpstate >= end_of_frame && off + 304 <= keep_size,
		"%s: FXSAVE image aligned, above", name))
		return;
	ok(word(off + 108) >> 16 == 0, "%s: magic", name);
	ok(word(off) == 0xffff037f, "%s: control word", name);
	ok(word(off + 112 + 24) == 0x1f80, "%s: mxcsr", name);
	ok(!memcmp((void *)(seen.frame + off + 112 + 160 + 16), "xmm1 was here!!!", 16), "%s: xmm1", name);
}

static void legacy_frame(void)
{
	keep_size = 1440;
	raw_action(SIGUSR1, naked_handler, 0, 0);
	__asm__ volatile("movups %0, %%xmm1" : : "m"(*"xmm1 was here!!!") : "memory");
	__asm__ volatile("std; int $0x80; cld" : : "a"(SYS_kill), "b"(getpid()), "c"(SIGUSR1) : "memory");
	entry_state(SIGUSR1, "legacy");
	ok(seen.cx == 0 && seen.dx == 0, "legacy: ecx and edx are 0");
	ok(word(8 + 44) == 0, "legacy: ax of the call");
	ok(word(8 + 64) & FL_DF, "legacy: flags of the program");
	ok(!memcmp((void *)(seen.frame + 724), "\x58\xb8\x77\0\0\0\xcd\x80", 8), "legacy: retcode");
	check_fpstate(word(8 + 76), seen.sp + 732, "legacy");
}

static void rt_frame(void)
{
	keep_size = 976;
	raw_action(SIGUSR2, naked_handler, SA_SIGINFO, 0);
	__asm__ volatile("movups %0, %%xmm1" : : "m"(*"xmm1 was here!!!") : "memory");
	syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2);
	entry_state(SIGUSR2, "rt");
	ok(seen.dx == seen.sp + 16 && word(8) == seen.dx, "rt: edx is pinfo");
	ok(seen.cx == seen.sp + 144 && word(12) == seen.cx, "rt: ecx is puc");
	ok(word(16) == SIGUSR2 && word(24) == (unsigned)SI_TKILL, "rt: siginfo");
	ok(word(148) == 0, "rt: uc_link");
	ok(!memcmp((void *)(seen.frame + 260), "\xb8\xad\0\0\0\xcd\x80\0", 8), "rt: retcode");
	check_fpstate(word(164 + 76), seen.sp + 268, "rt");
}

/* ---- what a handler changes comes back --------------------------------------------------------- */

static void change_context(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig;
	(void)si;
	g[REG_EBX] = 0x11111111;
	g[REG_ESI] = 0x22222222;
	g[REG_EFL] = (g[REG_EFL] | FL_CF | FL_AC) | 0x3000 | 0x20000 | 0x4000;
	g[REG_EFL] &= ~0x200;
}

static void sigreturn_changes(void)
{
	struct sigaction sa = { .sa_sigaction = change_context, .sa_flags = SA_SIGINFO };
	unsigned bx = SIGUSR1, si = 0, flags, ax;

	sigaction(SIGUSR1, &sa, NULL);
	bx = (unsigned)getpid();
	__asm__ volatile("int $0x80; pushf; pop %%edx; push %%edx; andl $~0x40000, (%%esp); popf"
			 : "=a"(ax), "+b"(bx), "+S"(si), "=d"(flags)
			 : "0"(SYS_kill), "c"(SIGUSR1)
			 : "memory", "cc");
	ok(bx == 0x11111111 && si == 0x22222222, "registers from the frame");
	ok((flags & FL_CF) && (flags & FL_AC), "CF and AC from the frame");
	ok((flags & 0x200) && !(flags & 0x3000) && !(flags & 0x20000), "never IF, IOPL or VM");
	ok(ax == 0, "the call's result is kept");
}

/* ---- faults ------------------------------------------------------------------------------------ */

static siginfo_t fault_info;
static unsigned fault_err, fault_trapno, fault_cr2, skip_to;

static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	(void)sig;
	fault_info = *si;
	fault_err = uc->uc_mcontext.gregs[REG_ERR];
	fault_trapno = uc->uc_mcontext.gregs[REG_TRAPNO];
	fault_cr2 = uc->uc_mcontext.cr2;
	uc->uc_mcontext.gregs[REG_EIP] = skip_to;
}

#define FAULT(insn)                                                                                \
	__asm__ volatile("movl $1f, %0\n" insn "\n1:" : "=m"(skip_to) : : "eax", "ecx", "edx", "memory", "cc")

static void faults(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGILL, &sa, NULL);
	sigaction(SIGFPE, &sa, NULL);
	sigaction(SIGTRAP, &sa, NULL);
	FAULT("movl $0, 16");
	ok(fault_info.si_code == SEGV_MAPERR && fault_info.si_addr == (void *)16 && fault_cr2 == 16 &&
	   fault_trapno == 14 && fault_err == 6, "write to an unmapped page: MAPERR, addr, cr2, err");
	__asm__ volatile("movl $1f, %0; movb $0, (%1); 1:" : "=m"(skip_to) : "r"(page) : "memory");
	ok(fault_info.si_code == SEGV_ACCERR && fault_info.si_addr == page && (fault_err & ~1u) == 6,
	   "write to a read-only page: ACCERR");
	FAULT("cli");
	ok(fault_info.si_code == SI_KERNEL && fault_trapno == 13 && fault_err == 0, "cli: SI_KERNEL, #GP");
	FAULT("ud2");
	ok(fault_info.si_signo == SIGILL && fault_info.si_code == ILL_ILLOPN && fault_trapno == 6, "ud2");
	FAULT("xor %%edx, %%edx; xor %%ecx, %%ecx; mov $1, %%eax; div %%ecx");
	ok(fault_info.si_signo == SIGFPE && fault_info.si_code == FPE_INTDIV && fault_trapno == 0, "div");
	FAULT("int3");
	ok(fault_info.si_signo == SIGTRAP && fault_info.si_code == SI_KERNEL && fault_trapno == 3, "int3");
	FAULT("mov $0x7000, %%eax; mov %%eax, %%gs");
	ok(fault_info.si_signo == SIGSEGV && fault_trapno == 13 && fault_err == 0x7000, "bad selector: err");
	signal(SIGSEGV, SIG_DFL);
}

/* ---- alternate stack --------------------------------------------------------------------------- */

static char alt[16384] __attribute__((aligned(16)));
static volatile unsigned handler_sp;
static volatile int inner_flags, inner_err;

static void on_alt(int sig)
{
	stack_t ss;
	char here;

	(void)sig;
	handler_sp = (unsigned)&here;
	sigaltstack(NULL, &ss);
	inner_flags = ss.ss_flags;
	ss = (stack_t){ .ss_sp = alt, .ss_size = sizeof(alt) };
	errno = 0;
	sigaltstack(&ss, NULL);
	inner_err = errno;
}

static void alternate_stack(void)
{
	struct sigaction sa = { .sa_handler = on_alt, .sa_flags = SA_ONSTACK | SA_SIGINFO };
	stack_t ss = { .ss_sp = alt, .ss_size = 1024 }, old;

	errno = 0;
	ok(sigaltstack(&ss, NULL) == -1 && errno == ENOMEM, "sigaltstack: too small");
	ss.ss_size = sizeof(alt);
	ss.ss_flags = 0x40;
	errno = 0;
	ok(sigaltstack(&ss, NULL) == -1 && errno == EINVAL, "sigaltstack: flags");
	sigaltstack(NULL, &old);
	ok(old.ss_flags == SS_DISABLE, "none to begin with");
	ss.ss_flags = 0;
	sigaltstack(&ss, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
	ok(handler_sp > (unsigned)alt && handler_sp < (unsigned)alt + sizeof(alt), "SA_ONSTACK");
	ok(inner_flags == SS_ONSTACK && inner_err == EPERM, "it cannot be changed while in use");
	ss.ss_flags = (int)(1u << 31);
	sigaltstack(&ss, NULL);
	raise(SIGUSR1);
	ok(inner_flags == SS_DISABLE && inner_err == 0, "SS_AUTODISARM");
	sigaltstack(NULL, &old);
	ok(old.ss_flags == (int)(1u << 31) && old.ss_sp == alt, "armed again after the handler");
	ss.ss_flags = SS_DISABLE;
	sigaltstack(&ss, NULL);
}

/* ---- hostile frames ---------------------------------------------------------------------------- */

static int child_status(void (*fn)(void))
{
	int status, pid = fork();

	if (!pid) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGILL, SIG_DFL);
		fn();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void no_stack(void)
{
	raw_action(SIGUSR1, naked_handler, 0, 0);
	__asm__ volatile("mov $16, %%esp; int $0x80; hlt"
			 : : "a"(SYS_kill), "b"(getpid()), "c"(SIGUSR1) : "memory");
}

static void bad_sigreturn(void)
{
	__asm__ volatile("mov $16, %%esp; int $0x80; hlt" : : "a"(SYS_sigreturn) : "memory");
}

static void bad_rt_sigreturn(void)
{
	__asm__ volatile("mov $-16, %%esp; int $0x80; hlt" : : "a"(SYS_rt_sigreturn) : "memory");
}

static void to_nowhere(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig;
	(void)si;
	g[REG_CS] = 0;
}

static void null_cs(void)
{
	struct sigaction sa = { .sa_sigaction = to_nowhere, .sa_flags = SA_SIGINFO };

	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
}

static void kernel_cs(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	(void)sig;
	(void)si;
	g[REG_CS] = 0x10;
	g[REG_SS] = 0x18;
}

static void kernel_segments(void)
{
	struct sigaction sa = { .sa_sigaction = kernel_cs, .sa_flags = SA_SIGINFO };

	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
}

static void hostile_frames(void)
{
	int status;

	status = child_status(no_stack);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "no stack for the frame: SIGSEGV");
	status = child_status(bad_sigreturn);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "sigreturn without a frame: SIGSEGV");
	status = child_status(bad_rt_sigreturn);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "rt_sigreturn without a frame: SIGSEGV");
	/* IRET refuses them: i386 says SIGILL, x86_64 SIGSEGV. */
	status = child_status(null_cs);
	ok(WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGILL),
	   "null CS: killed");
	status = child_status(kernel_segments);
	ok(WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGILL),
	   "the kernel's segments: killed");
}

int main(void)
{
	legacy_frame();
	rt_frame();
	sigreturn_changes();
	faults();
	alternate_stack();
	hostile_frames();
	return done_testing();
}
