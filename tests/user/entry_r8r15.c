/* SPDX-License-Identifier: MIT */
/*
 * A 32-bit program that jumps to CS 0x33 runs 64-bit code: R8-R15 survive int80, never show kernel
 * values, and upper register halves mean nothing to the kernel.
 * Catches: kernel pointers left in R8-R15, a call number or address taken with 64 bits.
 */
#include "regs.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define NR_GETPID 20
#define NR_FORK 2
#define NR_SCHED_YIELD 158
#define NR_UNAME 122

/* r8 to r15, and rax rbx rcx rdx rsi rdi rbp rsp: before and after */
uint64_t high_in[8], high_out[8], wide_in[8], wide_out[8];
uint32_t far_saved_sp;

/* 32-bit code is entered by regs_code between loading and reading r8-r15. */
void far_call32(void);
/* 64-bit code: loads all of wide_in and high_in, does int $0x80, stores them all. */
void far_int80(void);
/* 64-bit code: the same with the native instruction. */
void far_syscall(void);

asm(".pushsection .text\n"
    "	.globl	far_call32, far_int80, far_syscall\n"
    ".macro high_load\n"
    "	mov	high_in(%rip), %r8\n	mov	high_in+8(%rip), %r9\n"
    "	mov	high_in+16(%rip), %r10\n	mov	high_in+24(%rip), %r11\n"
    "	mov	high_in+32(%rip), %r12\n	mov	high_in+40(%rip), %r13\n"
    "	mov	high_in+48(%rip), %r14\n	mov	high_in+56(%rip), %r15\n"
    ".endm\n"
    ".macro high_store\n"
    "	mov	%r8, high_out(%rip)\n	mov	%r9, high_out+8(%rip)\n"
    "	mov	%r10, high_out+16(%rip)\n	mov	%r11, high_out+24(%rip)\n"
    "	mov	%r12, high_out+32(%rip)\n	mov	%r13, high_out+40(%rip)\n"
    "	mov	%r14, high_out+48(%rip)\n	mov	%r15, high_out+56(%rip)\n"
    ".endm\n"
    /* from 64-bit code back to 32-bit code at \to; memory is %rip-relative: an elf32 has no 32S */
    /* LRET would do, but QEMU 7.2 under SMAP faults on it */
    ".macro to32 to\n"
    "	ljmpl	*9f(%rip)\n"
    "9:	.long	\\to\n"
    "	.word	0x23\n"
    ".endm\n"
    "far_call32:\n"
    "	pusha\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	high_load\n"
    "	to32	2f\n"
    "	.code32\n"
    "2:	call	regs_call\n"
    "	ljmp	$0x33, $3f\n"
    "	.code64\n"
    "3:	high_store\n"
    "	to32	4f\n"
    "	.code32\n"
    "4:	popa\n"
    "	ret\n"
    ".macro wide_body insn:vararg\n"
    "	pusha\n"
    "	mov	%esp, far_saved_sp\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	high_load\n"
    "	mov	wide_in(%rip), %rax\n	mov	wide_in+8(%rip), %rbx\n"
    "	mov	wide_in+16(%rip), %rcx\n	mov	wide_in+24(%rip), %rdx\n"
    "	mov	wide_in+32(%rip), %rsi\n	mov	wide_in+40(%rip), %rdi\n"
    "	mov	wide_in+48(%rip), %rbp\n"
    "	\\insn\n"
    "	mov	%rax, wide_out(%rip)\n	mov	%rbx, wide_out+8(%rip)\n"
    "	mov	%rcx, wide_out+16(%rip)\n	mov	%rdx, wide_out+24(%rip)\n"
    "	mov	%rsi, wide_out+32(%rip)\n	mov	%rdi, wide_out+40(%rip)\n"
    "	mov	%rbp, wide_out+48(%rip)\n	mov	%rsp, wide_out+56(%rip)\n"
    "	mov	far_saved_sp(%rip), %esp\n"
    "	high_store\n"
    "	to32	2f\n"
    "	.code32\n"
    "2:	popa\n"
    "	ret\n"
    ".endm\n"
    "far_int80:\n"
    "	wide_body int $0x80\n"
    "far_syscall:\n"
    "	wide_body syscall\n"
    ".popsection\n");

static void fill(uint64_t seed)
{
	for (int i = 0; i < 8; i++) {
		high_in[i] = seed + i * 0x0101010101010101ull;
		wide_in[i] = ~seed - i * 0x0101010101010101ull;
	}
	memset(high_out, 0xee, sizeof(high_out));
	memset(wide_out, 0xee, sizeof(wide_out));
}

static bool high_kept(void)
{
	for (int i = 0; i < 8; i++)
		if (high_out[i] != high_in[i]) {
			diag("r%d was %016llx, is %016llx", i + 8, (unsigned long long)high_in[i],
			     (unsigned long long)high_out[i]);
			return false;
		}
	return true;
}

/* Kept, zeroed, or small: r11 may hold flags, r10 and r11 what the C of a kernel does not hide. */
static bool high_harmless(void)
{
	for (int i = 0; i < 8; i++)
		if (high_out[i] != high_in[i] && high_out[i] >> 32) {
			diag("r%d was %016llx, is %016llx", i + 8, (unsigned long long)high_in[i],
			     (unsigned long long)high_out[i]);
			return false;
		}
	return true;
}

static const uint64_t seeds[] = { 0, 0x1111111111111111ull, 0xfedcba9876543210ull,
				  0xffff8000deadbeefull, 0x00007fffffffffffull };

/* 32-bit code enters; R8-R15 are only its luggage. */
static void from_32(enum entry e)
{
	static const uint32_t numbers[] = { NR_GETPID, 0x7fffffff, NR_SCHED_YIELD };
	bool harmless = true, kept = true, result = true;

	for (unsigned i = 0; i < sizeof(seeds) / sizeof(*seeds); i++)
		for (unsigned j = 0; j < 3; j++) {
			fill(seeds[i]);
			regs_in = (struct regs){ .ax = numbers[j], .flags = FL_FIXED | FL_IF };
			regs_code = entry_code(e);
			far_call32();
			harmless = high_harmless() && harmless;
			if (e == ENTRY_INT80)
				kept = high_kept() && kept;
			result = result && regs_out.ax == (j == 0 ? (uint32_t)getpid() :
							   j == 1 ? (uint32_t)-ENOSYS : 0);
		}
	ok(result, "%s: results are right with R8-R15 full", entry_names[e]);
	ok(harmless, "%s: R8-R15 show no kernel value", entry_names[e]);
	if (e == ENTRY_INT80)
		ok(kept, "%s: R8-R15 survive", entry_names[e]);
}

static bool wide_kept(bool with_cx)
{
	for (int i = 1; i < 7; i++)
		if (wide_out[i] != wide_in[i] && (i != 2 || with_cx)) {
			diag("register %d of ax bx cx dx si di bp was %016llx, is %016llx", i,
			     (unsigned long long)wide_in[i], (unsigned long long)wide_out[i]);
			return false;
		}
	if (wide_out[7] != far_saved_sp) {
		diag("rsp %016llx", (unsigned long long)wide_out[7]);
		return false;
	}
	return true;
}

static uint64_t wide(uint64_t nr, void (*code)(void))
{
	wide_in[0] = nr;
	code();
	return wide_out[0];
}

/* 64-bit code does int80 itself. */
static void from_64(void)
{
	struct utsname u, v;
	bool good = true;
	int status = -1;

	for (unsigned i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		fill(seeds[i]);
		good = wide(NR_GETPID, far_int80) == (uint64_t)getpid() && wide_kept(true) &&
		       high_kept() && good;
		fill(seeds[i]);
		good = wide(0xdeadbeef00000000ull | NR_GETPID, far_int80) == (uint64_t)getpid() &&
		       wide_kept(true) && high_kept() && good;
		fill(seeds[i]);
		good = (int64_t)wide(0x7fffffff, far_int80) == -ENOSYS && wide_kept(true) &&
		       high_kept() && good;
		fill(seeds[i]);
		good = (int64_t)wide(0xffffffffffffffffull, far_int80) == -ENOSYS &&
		       wide_kept(true) && high_kept() && good;
		fill(seeds[i]);
		good = wide(NR_SCHED_YIELD, far_int80) == 0 && wide_kept(true) && high_kept() &&
		       good;
	}
	ok(good, "int80 of 64-bit code: the number is eax, every 64-bit register is kept");

	fill(0x2222222222222222ull);
	memset(&u, 0x55, sizeof(u));
	wide_in[1] = 0xabcdef0100000000ull | (uint32_t)&u;
	ok(wide(NR_UNAME, far_int80) == 0 && wide_kept(true) && high_kept() && uname(&v) == 0 &&
		   !strcmp(u.sysname, v.sysname),
	   "int80 of 64-bit code: arguments are 32 bits wide");

	fill(0x3333333333333333ull);
	int pid = wide(NR_FORK, far_int80);
	good = wide_kept(true) && high_kept();
	if (!pid)
		_exit(good ? 7 : 8);
	ok(pid > 0 && good && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		   WEXITSTATUS(status) == 7,
	   "fork from 64-bit code: parent and child keep every register");
}

/* Linux runs native calls, ours refuses them all: an unknown number is the common ground. */
static void native(void)
{
	static const uint64_t numbers[] = { 0xffff, 0x7fffffff, 0xffffffff, 0xffffffffffffffffull,
					    0x80000000, 0x123456789abcdef0ull };
	bool good = true;

	for (unsigned i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		fill(0x4444444444444444ull);
		good = (int64_t)wide(numbers[i], far_syscall) == -ENOSYS && wide_kept(false) && good;
		/* the instruction itself loses rcx and r11 */
		high_out[3] = high_in[3];
		good = high_kept() && good;
		good = good && wide_out[2] >> 32 == 0;
	}
	ok(good, "syscall of 64-bit code: an unknown number is ENOSYS, registers kept");
}

/* 64-bit code: SYSENTER.  The kernel goes back to the landing pad, 32-bit code, and that to far_back. */
void far_sysenter(void);
extern const char far_back[];
uint32_t far_words[4], far_ax;
asm(".pushsection .text\n"
    "	.globl	far_sysenter, far_back\n"
    "far_sysenter:\n"
    "	pusha\n"
    "	mov	%esp, far_saved_sp\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	high_load\n"
    "	lea	far_words(%rip), %rbp\n"
    "	mov	%rbp, %rsp\n"
    "	movabs	$0x7777777700000000, %rcx\n"
    "	or	%rbp, %rcx\n"
    "	movabs	$0x6666666600000014, %rax\n"
    "	sysenter\n"
    "	ud2\n"
    "	.code32\n"
    "far_back:\n"
    "	mov	%eax, far_ax\n"
    "	mov	far_saved_sp, %esp\n"
    "	popa\n"
    "	ret\n"
    ".popsection\n");

/* 32-bit code: SYSCALL, where 64-bit code has left something in the upper half of rsp. */
void far_wide_stack(void);
asm(".pushsection .text\n"
    "	.globl	far_wide_stack\n"
    "far_wide_stack:\n"
    "	pusha\n"
    "	mov	%esp, far_saved_sp\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	lea	far_words(%rip), %rbp\n"
    "	movabs	$0x5555555500000000, %rsp\n"
    "	or	%rbp, %rsp\n"
    "	mov	$20, %eax\n"
    "	to32	2f\n"
    "	.code32\n"
    "2:	syscall\n"
    "	ud2\n"
    ".popsection\n");

/* The words serve both conventions: see entry_raw.c. */
static bool getpid_by(void (*code)(void))
{
	far_words[0] = (uint32_t)far_words;
	far_words[2] = far_words[3] = (uint32_t)far_back;
	far_ax = 0;
	fill(0x6161616161616161ull);
	code();
	return far_ax == (uint32_t)getpid();
}

static void upper_halves(void)
{
	if (entry_usable(ENTRY_SYSENTER))
		ok(getpid_by(far_sysenter), "sysenter of 64-bit code: getpid, back in 32-bit code");
	else
		skip(1, "no SYSENTER on this kernel and CPU");
	if (entry_usable(ENTRY_SYSCALL))
		ok(getpid_by(far_wide_stack), "syscall of 32-bit code: the upper half of rsp does not count");
	else
		skip(1, "no SYSCALL on this kernel and CPU");
}

static volatile int trapped;
static volatile uint32_t trap_cs;

static void on_trap(int sig, siginfo_t *si, void *ctx)
{
	(void)sig, (void)si;
	trapped++;
	trap_cs = ((ucontext_t *)ctx)->uc_mcontext.gregs[REG_CS] & 0xffff;
}

void far_int3(void);
asm(".pushsection .text\n	.globl far_int3\nfar_int3:\n	wide_body int3\n.popsection\n");

/* The i386 signal frame has no room for the upper halves; what comes back must show no kernel. */
static void through_signal(void)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaltstack(&ss, NULL);
	sigaction(SIGTRAP, &sa, NULL);
	fill(0x0000000055555555ull);
	for (int i = 0; i < 8; i++)
		wide_in[i] = 0x1000 + i;
	far_int3();
	ok(trapped == 1 && trap_cs == 0x33, "a trap in 64-bit code: the action sees CS 33 (%x)",
	   trap_cs);
	ok(wide_kept(true) && high_harmless(),
	   "sigreturn goes back to 64-bit code, low halves kept");
}

/* A new program starts with nothing in them: the parent fills them, execs itself and looks. */
static void after_exec(const char *self)
{
	int status = -1, pid = fork();

	if (!pid) {
		fill(0xffff888877776666ull);
		regs_in = (struct regs){ .ax = NR_GETPID, .flags = FL_FIXED | FL_IF };
		regs_code = raw_int80;
		far_call32();
		execl(self, self, "look", NULL);
		_exit(9);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7,
	   "exec: R8-R15 of the program before are gone");
}

/* Runs after exec: store what is there before loading anything. */
void far_store(void);
asm(".pushsection .text\n"
    "	.globl	far_store\n"
    "far_store:\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	high_store\n"
    "	to32	2f\n"
    "	.code32\n"
    "2:	ret\n"
    ".popsection\n");

int main(int argc, char **argv)
{
	const char *self = (const char *)getauxval(AT_EXECFN);

	if (!kernel_is_64()) {
		skip(1, "this kernel has no 64-bit code segment");
		return done_testing();
	}
	if (argc > 1) {
		far_store();
		return high_harmless() && !high_out[0] && !high_out[7] ? 7 : 8;
	}
	for_each_entry(e)
		from_32(e);
	from_64();
	native();
	upper_halves();
	through_signal();
	after_exec(self ? self : argv[0]);
	return done_testing();
}
