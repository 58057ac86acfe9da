/* SPDX-License-Identifier: MIT */
/*
 * What 64-bit code (CS 0x33) of a 32-bit program can do to an x86_64 kernel: non-canonical and
 * kernel addresses in rip, rsp and memory operands, on faults, calls and signals.
 * Catches: a #GP on the kernel's own exit, a kernel page that reads, a stack pointer that is trusted.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define PF 14
#define GP 13
#define SS 12

/*
 * name, 64-bit code; all but the last start from a flat register file.  A case that survives comes
 * to far_resume by a far jump.
 */
#define KADDR "movabs $0xffffffff80000000, %rax\n"
#define KHALF "movabs $0xffff800000000000, %rax\n"
#define WILD "movabs $0x8000000000000000, %rax\n"
#define CASES(X)                                                                                   \
	X(read_kernel, KADDR "mov (%rax), %rbx\n")                                                 \
	X(write_kernel, KADDR "mov %rbx, (%rax)\n")                                                \
	X(read_kernel_half, KHALF "mov (%rax), %rbx\n")                                            \
	X(read_percpu, "movabs $0xffffc90000000000, %rax\n mov (%rax), %rbx\n")                    \
	X(read_vsyscall_end, "movabs $0xffffffffffffffff, %rax\n mov (%rax), %bl\n")               \
	X(read_above_4g, "movabs $0x100000000, %rax\n mov (%rax), %rbx\n")                         \
	X(read_user_top, "movabs $0x7ffffffff000, %rax\n mov (%rax), %rbx\n")                      \
	X(read_wild, WILD "mov (%rax), %rbx\n")                                                    \
	X(jump_kernel, KADDR "jmp *%rax\n")                                                        \
	X(jump_wild, WILD "jmp *%rax\n")                                                           \
	X(ret_wild, WILD "push %rax\n ret\n")                                                      \
	X(push_kernel, KADDR "mov %rax, %rsp\n push %rax\n")                                       \
	X(push_wild, WILD "mov %rax, %rsp\n push %rax\n")                                          \
	X(ud_wild_sp, WILD "mov %rax, %rsp\n ud2\n")                                               \
	X(ud_kernel_sp, KADDR "mov %rax, %rsp\n ud2\n")                                            \
	X(int80_kernel_sp, KADDR "mov %rax, %rsp\n mov $20, %eax\n int $0x80\n ud2\n")             \
	X(int80_wild_sp, WILD "mov %rax, %rsp\n mov $20, %eax\n int $0x80\n ud2\n")                \
	X(syscall_kernel_sp, KADDR "mov %rax, %rsp\n mov $0xffff, %eax\n syscall\n ud2\n")         \
	X(syscall_wild_sp, WILD "mov %rax, %rsp\n mov $0xffff, %eax\n syscall\n ud2\n")            \
	X(step_wild_sp, WILD "pushfq\n orl $0x100, (%rsp)\n popfq\n mov %rax, %rsp\n nop\n ud2\n") \
	X(swapgs, "swapgs\n")                                                                      \
	X(sysretq, "xor %ecx, %ecx\n sysretq\n")                                                     \
	X(rdmsr_gs, "mov $0xc0000101, %ecx\n rdmsr\n")                                             \
	X(wrfsbase, "mov $1, %eax\n .byte 0xf3, 0x48, 0x0f, 0xae, 0xd0\n")                         \
	X(mov_cr8, "mov %cr8, %rax\n")                                                             \
	X(invlpg64, "invlpg (%rsp)\n")                                                             \
	X(in_port, "mov $0x64, %edx\n in %dx, %al\n")

void far_run(void);
const void *far_code;
uint32_t far_sp;
extern const char far_resume[];
asm(".pushsection .text\n"
    "	.globl	far_run, far_resume\n"
    "far_run:\n"
    "	pusha\n"
    "	mov	%esp, far_sp\n"
    "	ljmp	$0x33, $1f\n"
    "	.code64\n"
    "1:	mov	far_code(%rip), %ecx\n"
    "	xor	%ebx, %ebx\n"
    "	jmp	*%rcx\n"
    "	.code32\n"
    "far_resume:\n"
    "	mov	far_sp, %esp\n"
    "	push	$0x202\n"
    "	popf\n"
    "	popa\n"
    "	ret\n"
    "	.code64\n");
#define AS_CODE(name, code) asm("c_" #name ": " code "	ud2\n");
CASES(AS_CODE)
asm("	.code32\n"
    ".popsection\n");
#define AS_DECL(name, code) extern const char c_##name[];
CASES(AS_DECL)

static const struct {
	const char *name, *code;
} cases[] = {
#define AS_ROW(name, code) { #name, c_##name },
	CASES(AS_ROW)
};

static struct {
	volatile int count, sig, code;
	volatile uint32_t ip, cs, trapno, ax, bx;
} seen;

static void on_fault(int sig, siginfo_t *si, void *ctx)
{
	greg_t *g = ((ucontext_t *)ctx)->uc_mcontext.gregs;

	if (seen.count++ > 8)
		_exit(99);
	seen.sig = sig, seen.code = si->si_code, seen.ip = g[REG_EIP], seen.cs = g[REG_CS] & 0xffff;
	seen.trapno = g[REG_TRAPNO], seen.ax = g[REG_EAX], seen.bx = g[REG_EBX];
	/* a single step goes on; everything else goes back to 32-bit code */
	if (sig == SIGTRAP)
		return;
	g[REG_EIP] = (greg_t)far_resume;
	g[REG_CS] = 0x23;
	g[REG_EFL] &= ~0x100;
}

static void with_action(unsigned i)
{
	static uint8_t altstack[32768];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	static const int signals[] = { SIGSEGV, SIGILL, SIGBUS, SIGTRAP };
	int status = -1, pid = fork();

	if (!pid) {
		sigaltstack(&ss, NULL);
		for (int k = 0; k < 4; k++)
			sigaction(signals[k], &sa, NULL);
		far_code = cases[i].code;
		far_run();
		/* bx was 0 before: a read must not have got anything */
		_exit(seen.count && seen.sig != SIGTRAP && seen.bx == 0 ? 7 : 8);
	}
	waitpid(pid, &status, 0);
	ok((WIFEXITED(status) && WEXITSTATUS(status) == 7) ||
		   (WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS)),
	   "%s: a signal, and the program goes on or dies of it (%x)", cases[i].name, status);
}

static void without_action(unsigned i)
{
	int status = -1, pid = fork();

	if (!pid) {
		far_code = cases[i].code;
		far_run();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status))
		ok(false, "%s: dies of it without an action (%x)", cases[i].name, status);
}

int main(void)
{
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	if (!kernel_is_64()) {
		skip(1, "this kernel has no 64-bit code segment");
		return done_testing();
	}
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		with_action(i);
		without_action(i);
	}
	ok(true, "and each was also run without an action");
	return done_testing();
}
