/* SPDX-License-Identifier: MIT */
/*
 * The registers, stack and auxiliary vector of a fresh program, as its first instruction sees them.
 * Catches: a register of the kernel or of the program before that shows, a bad stack layout.
 */
#include "elf_blob.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The new program's whole text: send the registers, the FPU state, then the stack up to its top. */
extern const char probe[], probe_end[];
asm(".pushsection .text\n"
    "	.globl	probe, probe_end\n"
    "probe:\n"
    "	pushf\n"
    "	pusha\n"
    "	xor	%eax, %eax\n"
    "	mov	%cs, %ax\n	push	%eax\n"
    "	mov	%ds, %ax\n	push	%eax\n"
    "	mov	%es, %ax\n	push	%eax\n"
    "	mov	%fs, %ax\n	push	%eax\n"
    "	mov	%gs, %ax\n	push	%eax\n"
    "	mov	%ss, %ax\n	push	%eax\n"
    /* write(1, registers, 15 words) */
    "	mov	$4, %eax\n"
    "	mov	$1, %ebx\n"
    "	mov	%esp, %ecx\n"
    "	mov	$60, %edx\n"
    "	int	$0x80\n"
    "	lea	60(%esp), %esi\n"
    /* the FPU state, 16-byte aligned below */
    "	sub	$1024, %esp\n"
    "	and	$-16, %esp\n"
    "	mov	%esp, %ecx\n"
    "	fxsave	(%ecx)\n"
    "	mov	$4, %eax\n"
    "	mov	$512, %edx\n"
    "	int	$0x80\n"
    /* the stack, word by word, until there is no more */
    "	mov	%esi, %ecx\n"
    "	mov	$4, %edx\n"
    "1:	mov	$4, %eax\n"
    "	int	$0x80\n"
    "	add	$4, %ecx\n"
    "	cmp	$4, %eax\n"
    "	je	1b\n"
    "	mov	$1, %eax\n"
    "	mov	$42, %ebx\n"
    "	int	$0x80\n"
    "	hlt\n"
    "probe_end:\n"
    ".popsection\n");

static struct {
	uint32_t ss, gs, fs, es, ds, cs;
	uint32_t di, si, bp, pusha_sp, bx, dx, cx, ax, flags;
	uint8_t fpu[512];
	uint32_t stack[16384];
} got;
static unsigned stack_words;
static uint32_t sp;

static char *const args[] = { "zero", "one", "", "a longer third argument", NULL };
static char *const envs[] = { "A=1", "EMPTY=", "PATH=/bin:/tests", NULL };

/* Fill what must not leak into the new program. */
static void dirty_everything(void)
{
	static const float f[4] = { 1.5f, 2.5f, 3.5f, 4.5f };

	asm volatile("fld1; fldpi; fldz");
	asm volatile("movups %0, %%xmm0; movups %0, %%xmm7" : : "m"(f));
	asm volatile("pushl $0x9f80; ldmxcsr (%esp); add $4, %esp");
	asm volatile("pushw $0x0c7f; fldcw (%esp); add $2, %esp");
}

static bool run_probe(const char *path)
{
	int fds[2], pid, status = -1;
	unsigned done = 0;
	int n;

	if (pipe(fds) < 0)
		return false;
	pid = fork();
	if (!pid) {
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		dirty_everything();
		execve(path, args, envs);
		_exit(9);
	}
	close(fds[1]);
	while (done < sizeof(got) && (n = read(fds[0], (char *)&got + done, sizeof(got) - done)) > 0)
		done += n;
	close(fds[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 42) {
		diag("the new program: status %x, %u bytes", status, done);
		return false;
	}
	stack_words = (done - ((char *)got.stack - (char *)&got)) / 4;
	sp = got.pusha_sp + 4;
	return true;
}

static void registers(void)
{
	uint16_t cs, ss;

	asm("mov %%cs, %0; mov %%ss, %1" : "=r"(cs), "=r"(ss));
	ok(!got.ax && !got.bx && !got.cx && !got.dx && !got.si && !got.di && !got.bp,
	   "eax ebx ecx edx esi edi ebp are 0");
	ok(got.flags == 0x202, "eflags are 202 (%x)", got.flags);
	ok(got.cs == cs && got.ss == ss && got.ds == ss && got.es == ss,
	   "cs ss ds es are the flat user segments (%x %x %x %x)", got.cs, got.ss, got.ds, got.es);
	ok(got.fs == 0 && got.gs == 0, "fs and gs are null (%x %x)", got.fs, got.gs);
	ok(sp % 16 == 0, "esp is 16-byte aligned (%08x)", sp);
}

static void fpu_state(void)
{
	const uint32_t *w = (const uint32_t *)got.fpu;
	bool zero = true;

	ok((w[0] & 0xffff) == 0x37f && w[0] >> 16 == 0 && (w[1] & 0xff) == 0,
	   "the FPU is fresh: control 37f, status and tags 0 (%08x %08x)", w[0], w[1]);
	ok(w[6] == 0x1f80, "mxcsr is 1f80 (%x)", w[6]);
	/* ST0-7 at 32..159, XMM0-7 at 160..287 */
	for (unsigned i = 32; i < 288; i++)
		zero = zero && !got.fpu[i];
	ok(zero, "no FPU or SSE register shows the program before");
}

static uint32_t word_at(uint32_t addr)
{
	uint32_t i = (addr - sp) / 4;

	return addr >= sp && i < stack_words ? got.stack[i] : 0xdeadbeef;
}

/* A string in the new program's stack, or NULL if it is not wholly there. */
static const char *string_at(uint32_t addr)
{
	const char *s = (const char *)got.stack + (addr - sp);
	uint32_t left = addr < sp || addr - sp >= stack_words * 4 ? 0 : stack_words * 4 - (addr - sp);

	return left && memchr(s, 0, left) ? s : NULL;
}

/* One vector of string pointers as passed to execve; the address of what follows its NULL. */
static uint32_t vector(uint32_t at, char *const *want, const char *name)
{
	bool good = true;
	unsigned i;

	for (i = 0; want[i]; i++) {
		const char *s = string_at(word_at(at + 4 * i));

		good = good && s && !strcmp(s, want[i]);
	}
	ok(good && word_at(at + 4 * i) == 0, "%s: %u strings and a NULL", name, i);
	return at + 4 * i + 4;
}

static uint32_t auxv_at;

/* Past argc, argv and envp of the program that ran last. */
static bool find_auxv(void)
{
	auxv_at = sp + 4 + 4 * (word_at(sp) + 1);
	while (auxv_at < sp + stack_words * 4 && word_at(auxv_at))
		auxv_at += 4;
	auxv_at += 4;
	return auxv_at < sp + stack_words * 4;
}

static bool aux(uint32_t type, uint32_t *value)
{
	for (uint32_t at = auxv_at; at + 8 <= sp + stack_words * 4 && word_at(at) != AT_NULL; at += 8)
		if (word_at(at) == type) {
			*value = word_at(at + 4);
			return true;
		}
	return false;
}

static void aux_is(uint32_t type, uint32_t want, const char *name)
{
	uint32_t v = 0;
	bool there = aux(type, &v);

	ok(there && v == want, "%s is %x (%x)", name, want, v);
}

static void aux_numbers(void)
{
	aux_is(AT_PHDR, BLOB_BASE + sizeof(Elf32_Ehdr), "AT_PHDR");
	aux_is(AT_PHENT, sizeof(Elf32_Phdr), "AT_PHENT");
	aux_is(AT_PHNUM, 2, "AT_PHNUM");
	aux_is(AT_ENTRY, BLOB_BASE + BLOB_CODE, "AT_ENTRY");
	aux_is(AT_BASE, 0, "AT_BASE");
	aux_is(AT_FLAGS, 0, "AT_FLAGS");
	aux_is(AT_PAGESZ, 4096, "AT_PAGESZ");
	aux_is(AT_CLKTCK, 100, "AT_CLKTCK");
	aux_is(AT_UID, getuid(), "AT_UID");
	aux_is(AT_EUID, geteuid(), "AT_EUID");
	aux_is(AT_GID, getgid(), "AT_GID");
	aux_is(AT_EGID, getegid(), "AT_EGID");
	aux_is(AT_SECURE, 0, "AT_SECURE");
	aux_is(AT_MINSIGSTKSZ, getauxval(AT_MINSIGSTKSZ), "AT_MINSIGSTKSZ, as this program's,");
}

static void aux_pointers(const char *path)
{
	uint32_t v = 0, ehdr = 0, edx, eax = 1, ecx;
	const char *s = NULL;

	if (aux(AT_EXECFN, &v))
		s = string_at(v);
	ok(s && !strcmp(s, path), "AT_EXECFN is the path");
	s = NULL;
	if (aux(AT_PLATFORM, &v))
		s = string_at(v);
	ok(s && s[0] == 'i' && strlen(s) == 4 && !strcmp(s + 2, "86"),
	   "AT_PLATFORM is i?86 (%s)", s ? s : "none");
	ok(aux(AT_RANDOM, &v) && v > sp && v + 16 <= sp + stack_words * 4,
	   "AT_RANDOM is 16 bytes of the stack");
	asm("push %%ebx; cpuid; pop %%ebx" : "+a"(eax), "=d"(edx), "=c"(ecx));
	v = 0;
	if (!aux(AT_HWCAP, &v))
		v = ~edx;
	ok(((v ^ edx) & 0x1000151) == 0,
	   "AT_HWCAP tells FPU, TSC, PAE, CX8, MMX and FXSR as CPUID does (%08x %08x)", v, edx);
	ok(aux(AT_SYSINFO_EHDR, &ehdr) && ehdr && ehdr % 4096 == 0, "AT_SYSINFO_EHDR is a page");
	ok(aux(AT_SYSINFO, &v) && v > ehdr && v < ehdr + 2 * 4096, "AT_SYSINFO lies in the vDSO");
}

/* Two programs in a row must not get the same bytes; ASLR itself may be off. */
static void random_differs(const char *path)
{
	uint32_t v = 0;
	char first[16], all_zero[16] = "";
	bool had = aux(AT_RANDOM, &v) && v >= sp && v + 16 <= sp + stack_words * 4;

	if (had)
		memcpy(first, (char *)got.stack + (v - sp), 16);
	had = had && run_probe(path) && find_auxv() && aux(AT_RANDOM, &v) && v >= sp &&
	      v + 16 <= sp + stack_words * 4;
	ok(had && memcmp(first, (char *)got.stack + (v - sp), 16) && memcmp(first, all_zero, 16),
	   "AT_RANDOM differs from program to program");
}

static void below_and_above(void)
{
	uint32_t top = sp + stack_words * 4, v = 0;

	ok(top % 4096 == 0, "the stack ends at a page (%08x)", top);
	ok(word_at(top - 4) == 0, "its last word is 0");
	/* that word is a pointer's width of the kernel: 4 or 8 bytes */
	if (aux(AT_EXECFN, &v))
		v += strlen(blob_path()) + 1;
	ok(v == top - 4 || (v == top - 8 && word_at(v) == 0), "the path is the last thing before it");
}

static bool exec_fails(const void *path, const void *argv, const void *envp, int error)
{
	return syscall(SYS_execve, path, argv, envp) == -1 && errno == error;
}

static void hostile_arguments(const char *path)
{
	static char *big[2000];
	static char long_one[140000];
	char *const bad_argv[] = { (char *)0x10, NULL };
	int status = -1, pid;

	ok(exec_fails(path, bad_argv, envs, EFAULT), "a bad argv string is EFAULT");
	ok(exec_fails(path, (void *)0x10, envs, EFAULT), "a bad argv is EFAULT");
	ok(exec_fails(path, args, (void *)0xfffffff0, EFAULT),
	   "a bad envp is EFAULT");
	ok(exec_fails((void *)0x10, args, envs, EFAULT), "a bad path is EFAULT");
	ok(exec_fails("", args, envs, ENOENT), "an empty path is ENOENT");
	memset(long_one, 'x', sizeof(long_one) - 1);
	big[0] = long_one, big[1] = NULL;
	ok(exec_fails(path, big, envs, E2BIG), "a string of 139999 bytes is E2BIG");
	for (unsigned i = 0; i < 1999; i++)
		big[i] = "0123456789012345678901234567890123456789";
	pid = fork();
	if (!pid) {
		close(1);
		execve(path, big, envs);
		_exit(9);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "1999 arguments of 40 bytes are passed");
}

int main(void)
{
	const char *path = blob_path();
	static struct blob b;
	uint32_t at;

	blob_init(&b, probe, probe_end - probe);
	if (!blob_write(path, &b, sizeof(b)) || !run_probe(path)) {
		ok(false, "a program with no runtime can be made and run at %s", path);
		unlink(path);
		return done_testing();
	}
	registers();
	fpu_state();
	ok(word_at(sp) == 4, "argc is 4");
	at = vector(sp + 4, args, "argv");
	auxv_at = vector(at, envs, "envp");
	aux_numbers();
	aux_pointers(path);
	below_and_above();
	random_differs(path);
	hostile_arguments(path);
	unlink(path);
	return done_testing();
}
