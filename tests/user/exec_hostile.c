/* SPDX-License-Identifier: MIT */
/*
 * Programs whose ELF headers lie: execve refuses them, or kills the program, and nothing else.
 * Catches: an unchecked offset, count, size or address in the loader.
 */
#include "elf_blob.h"
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern const char exit42[], exit42_end[];
asm(".pushsection .text\n"
    "	.globl	exit42, exit42_end\n"
    "exit42:\n"
    "	mov	$1, %eax\n"
    "	mov	$42, %ebx\n"
    "	int	$0x80\n"
    "	hlt\n"
    "exit42_end:\n"
    ".popsection\n");

static const char *path;

/* What came of an execve: it failed with error, or the program ended with status. */
struct outcome {
	int error;
	int status;
};

static struct outcome run(const void *image, unsigned size)
{
	struct outcome o = { 0, -1 };
	int fds[2], pid;

	if (!blob_write(path, image, size) || pipe2(fds, O_CLOEXEC) < 0) {
		o.error = -1;
		return o;
	}
	pid = fork();
	if (!pid) {
		char *const argv[] = { "hostile", NULL }, *const envp[] = { NULL };

		alarm(2);
		execve(path, argv, envp);
		o.error = errno;
		if (write(fds[1], &o.error, sizeof(o.error)) != sizeof(o.error))
			_exit(1);
		_exit(0);
	}
	close(fds[1]);
	if (read(fds[0], &o.error, sizeof(o.error)) != sizeof(o.error))
		o.error = 0;
	close(fds[0]);
	waitpid(pid, &o.status, 0);
	return o;
}

static bool refusal(int error)
{
	return error == ENOEXEC || error == ENOMEM || error == EINVAL || error == ELIBBAD ||
	       error == ENOENT || error == EIO || error == EACCES || error == EFAULT ||
	       error == ENAMETOOLONG || error == EPERM;
}

/* Refused, ended by itself, or killed by a signal that says why. */
static bool harmless(struct outcome o)
{
	int sig = WTERMSIG(o.status);

	if (o.error)
		return refusal(o.error);
	if (WIFEXITED(o.status))
		return true;
	return WIFSIGNALED(o.status) && (sig == SIGSEGV || sig == SIGBUS || sig == SIGILL ||
					 sig == SIGKILL || sig == SIGALRM || sig == SIGTRAP ||
					 sig == SIGFPE);
}

static bool runs(struct outcome o)
{
	return !o.error && WIFEXITED(o.status) && WEXITSTATUS(o.status) == 42;
}

static void good(struct blob *b)
{
	blob_init(b, exit42, exit42_end - exit42);
}

static void expect_refused(const struct blob *b, unsigned size, const char *what)
{
	struct outcome o = run(b, size);

	ok(o.error == ENOEXEC, "%s: ENOEXEC (error %d, status %x)", what, o.error, o.status);
}

static void plain_refusals(void)
{
	static struct blob b;

	good(&b);
	ok(runs(run(&b, sizeof(b))), "the program itself runs");
	expect_refused(&b, 0, "an empty file");
	expect_refused(&b, 1, "a file of one byte");
	expect_refused(&b, 51, "a truncated ELF header");
	expect_refused(&b, sizeof(Elf32_Ehdr), "no program headers in the file");
	expect_refused(&b, sizeof(Elf32_Ehdr) + 31, "a truncated program header");
	b.eh.e_ident[0] = 0;
	expect_refused(&b, sizeof(b), "no magic");
	good(&b), b.eh.e_type = ET_REL;
	expect_refused(&b, sizeof(b), "an object file");
	good(&b), b.eh.e_type = ET_CORE;
	expect_refused(&b, sizeof(b), "a core file");
	good(&b), b.eh.e_machine = 40;
	expect_refused(&b, sizeof(b), "a program for ARM");
	good(&b), b.eh.e_phnum = 0;
	expect_refused(&b, sizeof(b), "no program headers");
	good(&b), b.eh.e_phentsize = 56;
	expect_refused(&b, sizeof(b), "program headers of another size");
	good(&b), b.eh.e_phoff = 0xfffffff0;
	expect_refused(&b, sizeof(b), "program headers at fffffff0");
	good(&b), b.eh.e_phnum = 0xffff;
	expect_refused(&b, sizeof(b), "65535 program headers");
}

/* Every 32- and 16-bit field of both headers, each with each of these. */
static void each_field(void)
{
	static const uint32_t values[] = { 0, 1, 2, 3, 4, 0x1f, 0xfff, 0x1000, 0x1001, 0x7fff, 0x8000,
					   0xffff, 0x10000, BLOB_BASE - 1, BLOB_BASE + BLOB_SIZE,
					   0x7fffffff, 0x80000000, 0xbffff000, 0xc0000000,
					   0xffffe000, 0xfffff000, 0xfffffffe, 0xffffffff };
	static struct blob b;
	unsigned bad = 0, n = 0, starts = 0;

	for (unsigned off = EI_NIDENT; off < offsetof(struct blob, ph[1]); off += 4)
		for (unsigned v = 0; v < sizeof(values) / sizeof(*values); v++) {
			struct outcome o;

			good(&b);
			memcpy((char *)&b + off, &values[v], 4);
			o = run(&b, sizeof(b));
			n++;
			starts += runs(o);
			if (harmless(o))
				continue;
			bad++;
			diag("offset %u = %08x: error %d, status %x", off, values[v], o.error,
			     o.status);
		}
	ok(!bad, "%u single hostile words: refused or the program's own end", n);
	ok(starts > 0 && starts < n, "%u of them run all the same", starts);
}

/* Segments that overlap, wrap, nest or fill everything. */
static void segments(void)
{
	static struct blob b;
	static const struct {
		const char *what;
		uint32_t type, offset, vaddr, filesz, memsz, flags;
	} second[] = {
		{ "the same again", PT_LOAD, 0, BLOB_BASE, BLOB_SIZE, BLOB_SIZE, PF_R | PF_X },
		{ "over the first", PT_LOAD, 0, BLOB_BASE, 16, 16, PF_R | PF_W },
		{ "at 0", PT_LOAD, 0, 0, 16, 0x1000, PF_R | PF_W },
		{ "at fffff000", PT_LOAD, 0, 0xfffff000, 16, 0x1000, PF_R | PF_W },
		{ "wrapping", PT_LOAD, 0, 0xffffe000, 16, 0x3000, PF_R | PF_W },
		{ "in the kernel", PT_LOAD, 0, 0xc0000000, 16, 0x1000, PF_R | PF_W },
		{ "of 3.9 GiB", PT_LOAD, 0, 0x0a000000, 16, 0xf0000000, PF_R | PF_W },
		{ "of ffffffff bytes", PT_LOAD, 0, 0x0a000000, 16, 0xffffffff, PF_R | PF_W },
		{ "with filesz over memsz", PT_LOAD, 0, 0x0a000000, 0x100, 0x10, PF_R | PF_W },
		{ "past the file's end", PT_LOAD, 0x10000, 0x0a000000, 16, 16, PF_R | PF_W },
		{ "at an odd offset", PT_LOAD, 3, 0x0a000000, 16, 16, PF_R | PF_W },
		{ "with bss in a read-only page", PT_LOAD, 0, 0x0a000000, 16, 0x2000, PF_R },
		{ "without rights", PT_LOAD, 0, 0x0a000000, 16, 16, 0 },
		{ "an interpreter at the file's end", PT_INTERP, BLOB_SIZE - 1, 0, 16, 16, PF_R },
		{ "an interpreter without a NUL", PT_INTERP, 0, 0, 16, 16, PF_R },
		{ "an interpreter of 0 bytes", PT_INTERP, 0, 0, 0, 0, PF_R },
		{ "an interpreter of 4 GiB", PT_INTERP, 0, 0, 0xffffffff, 0xffffffff, PF_R },
		{ "a TLS segment of 4 GiB", PT_TLS, 0, 0, 0xffffffff, 0xffffffff, PF_R },
		{ "a PT_PHDR elsewhere", PT_PHDR, 0, 0xfffffff0, 0xffffffff, 0xffffffff, PF_R },
		{ "a dynamic segment", PT_DYNAMIC, 0xffffffff, 0xffffffff, 64, 64, PF_R },
	};

	for (unsigned i = 0; i < sizeof(second) / sizeof(*second); i++) {
		struct outcome o;

		good(&b);
		b.eh.e_phnum = 3;
		b.ph[2] = (Elf32_Phdr){ .p_type = second[i].type, .p_offset = second[i].offset,
					.p_vaddr = second[i].vaddr, .p_filesz = second[i].filesz,
					.p_memsz = second[i].memsz, .p_flags = second[i].flags,
					.p_align = 4096 };
		o = run(&b, sizeof(b));
		ok(harmless(o), "a segment %s (error %d, status %x)", second[i].what, o.error,
		   o.status);
	}
}

/* A fixed seed, so that a failure repeats. */
static uint32_t random32(void)
{
	static uint32_t x = 2463534242u;

	x ^= x << 13;
	x ^= x >> 17;
	return x ^= x << 5;
}

static void random_bytes(void)
{
	static struct blob b;
	unsigned bad = 0, n = 400;

	for (unsigned i = 0; i < n; i++) {
		struct outcome o;

		good(&b);
		b.eh.e_phnum = 1 + random32() % 4;
		for (unsigned k = 1 + random32() % 6; k; k--)
			((uint8_t *)&b)[4 + random32() % (BLOB_CODE - 4)] = random32();
		o = run(&b, sizeof(b));
		if (harmless(o))
			continue;
		bad++;
		diag("round %u: error %d, status %x", i, o.error, o.status);
	}
	ok(!bad, "%u headers with random bytes", n);
}

static void lengths(void)
{
	static struct blob b;
	unsigned bad = 0;

	good(&b);
	for (unsigned size = 0; size < sizeof(b); size += 7) {
		struct outcome o = run(&b, size);

		if (!harmless(o)) {
			bad++;
			diag("cut at %u: error %d, status %x", size, o.error, o.status);
		}
	}
	ok(!bad, "the file cut at every seventh byte");
}

static bool exec_error(const char *what, int error)
{
	char *const argv[] = { "x", NULL };

	return execve(what, argv, argv + 1) == -1 && errno == error;
}

static void other_files(void)
{
	static struct blob b;
	struct outcome o;
	char below[80];

	good(&b);
	ok(exec_error("/", EACCES), "a directory is EACCES");
	ok(exec_error("/no/such/file", ENOENT), "no such file is ENOENT");
	if (blob_write(path, &b, sizeof(b))) {
		snprintf(below, sizeof(below), "%s/below", path);
		ok(exec_error(below, ENOTDIR), "a path through a file is ENOTDIR");
		chmod(path, 0644);
		ok(exec_error(path, EACCES), "a file without an execute bit is EACCES");
	}
	ok(exec_error("/dev/null", EACCES), "a device is EACCES");
	good(&b), b.eh.e_type = ET_DYN;
	ok(runs(run(&b, sizeof(b))), "a static position-independent program runs");
	good(&b), b.eh.e_type = ET_DYN, b.ph[0].p_vaddr = 0, b.eh.e_entry = BLOB_CODE;
	ok(runs(run(&b, sizeof(b))), "and one linked at 0");
	good(&b), b.ph[0].p_memsz = 0x3000, b.ph[0].p_flags |= PF_W;
	ok(runs(run(&b, sizeof(b))), "and one with bss");
	good(&b), b.eh.e_entry = 0xfffff000;
	o = run(&b, sizeof(b));
	ok(!o.error && WIFSIGNALED(o.status) && WTERMSIG(o.status) == SIGSEGV,
	   "an entry at fffff000 is the program's SIGSEGV (error %d, status %x)", o.error, o.status);
}

int main(void)
{
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	path = blob_path();
	plain_refusals();
	each_field();
	segments();
	random_bytes();
	lengths();
	other_files();
	unlink(path);
	return done_testing();
}
