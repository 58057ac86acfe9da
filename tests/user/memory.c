/* SPDX-License-Identifier: MIT */
/*
 * brk, mmap, munmap, mprotect, mremap, copy-on-write, demand zero: results and errors.
 * Catches: a page shared that should be copied, old contents in a new page, a range that wraps.
 */
#include "kernel.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE 4096u
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define NR_MMAP2 192

static uint8_t *anon(unsigned pages)
{
	uint8_t *p = mmap(NULL, pages * PAGE, RW, ANON, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static bool all(const uint8_t *p, uint8_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (p[i] != value)
			return false;
	return true;
}

/* How a child that touches p ends: 0, or the signal. */
static int touch(volatile uint8_t *p, bool write)
{
	int status = -1, pid = fork();

	if (!pid) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		if (write)
			*p = 1;
		else
			(void)*p;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static bool fails(void *result, int error)
{
	return result == MAP_FAILED && errno == error;
}

static void mmap_basics(void)
{
	uint8_t *p = anon(4), *q;

	ok(p && (uint32_t)p % PAGE == 0 && all(p, 0, 4 * PAGE), "anonymous memory is zero");
	memset(p, 0x5a, 4 * PAGE);
	q = mmap(p + PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	ok(q == p + PAGE && all(p, 0x5a, PAGE) && all(q, 0, PAGE) && all(q + PAGE, 0x5a, 2 * PAGE),
	   "MAP_FIXED replaces just its pages");
	ok(munmap(p + PAGE, 2 * PAGE) == 0 && touch(p + PAGE, false) == SIGSEGV &&
		   touch(p + 3 * PAGE - 1, false) == SIGSEGV && touch(p + PAGE - 1, true) == 0 &&
		   touch(p + 3 * PAGE, true) == 0,
	   "munmap takes the middle only");
	q = mmap(p + PAGE, PAGE, RW, ANON, -1, 0);
	ok(q == p + PAGE, "a free address given as a hint is taken");
	ok(mmap(p, PAGE, RW, ANON, -1, 0) != p, "a taken one is not");
	ok(fails(mmap(p, PAGE, RW, ANON | 0x100000, -1, 0), EEXIST),
	   "MAP_FIXED_NOREPLACE over a mapping is EEXIST");
	munmap(p, 4 * PAGE);
	q = anon(3);
	ok(q && all(q, 0, 3 * PAGE), "memory given again is zero again");
	munmap(q, 3 * PAGE);
}

static void mmap_errors(void)
{
	uint8_t *p = anon(1), *p2;
	int fds[2], fd = open("/dev/null", O_WRONLY);

	ok(fails(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL), "mmap of 0 bytes is EINVAL");
	ok(fails(mmap(p + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL), "misaligned is EINVAL");
	ok(fails(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL),
	   "neither private nor shared is EINVAL");
	ok(fails(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF), "no such descriptor is EBADF");
	ok(fails(mmap(NULL, 0xfffff000, RW, ANON, -1, 0), ENOMEM), "4 GiB are ENOMEM");
	ok(fails(mmap(NULL, 0xffffffff, RW, ANON, -1, 0), ENOMEM), "ffffffff bytes are ENOMEM");
	ok(fails(mmap((void *)0xfffff000, PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM),
	   "the last page is ENOMEM");
	ok(fails(mmap((void *)0xffff0000, 0x20000, RW, ANON | MAP_FIXED, -1, 0), ENOMEM),
	   "a range that wraps is ENOMEM");
	if (!kernel_is_64())
		ok(fails(mmap((void *)0xbffff000, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM),
		   "a range into the kernel is ENOMEM");
	if (pipe(fds) == 0) {
		ok(fails(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fds[0], 0), ENODEV),
		   "mmap of a pipe is ENODEV");
		close(fds[0]);
		close(fds[1]);
	}
	close(fd);
	fd = open((const char *)getauxval(AT_EXECFN), O_RDONLY);
	/* a kernel with wider offsets maps it, and there is no file there */
	p2 = (uint8_t *)syscall(NR_MMAP2, 0, PAGE, PROT_READ, MAP_PRIVATE, fd, 0xffffffff);
	ok(fails(p2, EOVERFLOW) || (p2 != MAP_FAILED && touch(p2, false) == SIGBUS),
	   "an offset of 16 TiB is EOVERFLOW, or SIGBUS when used");
	ok(fails(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0), EACCES),
	   "shared and writable of a file opened for reading is EACCES");
	close(fd);
	munmap(p, PAGE);
}

static void unmap_errors(void)
{
	uint8_t *p = anon(3);

	ok(munmap(p, 0) == -1 && errno == EINVAL, "munmap of 0 bytes is EINVAL");
	ok(munmap(p + 1, PAGE) == -1 && errno == EINVAL, "munmap misaligned is EINVAL");
	ok(munmap((void *)0xfffff000, 2 * PAGE) == -1 && errno == EINVAL, "munmap that wraps is EINVAL");
	ok(munmap(p, 3 * PAGE) == 0 && munmap(p, 3 * PAGE) == 0, "munmap of nothing is fine");
}

static void protection(void)
{
	uint8_t *p = anon(4);
	int fds[2];

	memset(p, 0x77, 4 * PAGE);
	ok(mprotect(p + PAGE, PAGE, PROT_READ) == 0 && touch(p + PAGE, true) == SIGSEGV &&
		   touch(p + PAGE, false) == 0 && touch(p, true) == 0 &&
		   touch(p + 2 * PAGE, true) == 0,
	   "read-only is just that page");
	ok(mprotect(p + PAGE, PAGE, PROT_NONE) == 0 && touch(p + PAGE, false) == SIGSEGV,
	   "PROT_NONE cannot be read");
	ok(pipe(fds) == 0 && write(fds[1], p + PAGE, 1) == -1 && errno == EFAULT,
	   "nor by the kernel");
	ok(mprotect(p + PAGE, PAGE, RW) == 0 && all(p, 0x77, 4 * PAGE) && touch(p + PAGE, true) == 0,
	   "writable again, contents kept");
	ok(mprotect(p + 1, PAGE, RW) == -1 && errno == EINVAL, "misaligned is EINVAL");
	ok(mprotect(p, PAGE, 0x40) == -1 && errno == EINVAL, "an unknown protection is EINVAL");
	munmap(p + 2 * PAGE, PAGE);
	ok(mprotect(p, 4 * PAGE, PROT_READ) == -1 && errno == ENOMEM, "over a hole is ENOMEM");
	ok(mprotect((void *)0xfffff000, PAGE, PROT_READ) == -1, "the last page fails");
	ok(mprotect(p, 0, PROT_NONE) == 0, "0 bytes are fine");
	munmap(p, 4 * PAGE);
	close(fds[0]);
	close(fds[1]);
}

static void moving(void)
{
	uint8_t *p = anon(8), *q;

	for (unsigned i = 0; i < 8; i++)
		p[i * PAGE] = i + 1;
	q = mremap(p, 8 * PAGE, 4 * PAGE, 0);
	ok(q == p && touch(p + 4 * PAGE, false) == SIGSEGV && p[3 * PAGE] == 4, "mremap shrinks in place");
	q = mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	ok(q != MAP_FAILED && q[3 * PAGE] == 4 && q[0] == 1 && all(q + 4 * PAGE, 0, 4 * PAGE),
	   "grown, contents kept, the rest zero");
	p = q;
	q = anon(16);
	munmap(q, 16 * PAGE);
	q = mremap(p, 8 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q);
	ok(q != MAP_FAILED && q != p && q[2 * PAGE] == 3 && touch(p, false) == SIGSEGV,
	   "moved to a place of choice, the old one is gone");
	ok(fails(mremap(q + 1, PAGE, PAGE, MREMAP_MAYMOVE), EINVAL), "misaligned is EINVAL");
	ok(fails(mremap(q, PAGE, 0, MREMAP_MAYMOVE), EINVAL), "to 0 bytes is EINVAL");
	ok(fails(mremap(q, 8 * PAGE, 8 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE), EINVAL),
	   "onto itself is EINVAL");
	ok(fails(mremap(q, 8 * PAGE, 8 * PAGE, MREMAP_FIXED, q + 16 * PAGE), EINVAL),
	   "FIXED without MAYMOVE is EINVAL");
	ok(fails(mremap((void *)0x1000, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT),
	   "of no mapping is EFAULT");
	p = mremap(q, 8 * PAGE, 0xfffff000, MREMAP_MAYMOVE);
	ok(fails(p, ENOMEM) || fails(p, EINVAL), "to 4 GiB is ENOMEM or EINVAL");
	p = mmap(q + 8 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	ok(fails(mremap(q, 8 * PAGE, 9 * PAGE, 0), ENOMEM), "no room to grow in place is ENOMEM");
	munmap(q, 9 * PAGE);
}

static void heap(void)
{
	uint8_t *start = sbrk(0), *p;

	ok(sbrk(3 * PAGE) == start && all(start, 0, 3 * PAGE), "brk grows, zeroed");
	memset(start, 0x99, 3 * PAGE);
	ok(brk(start + PAGE) == 0 && sbrk(0) == start + PAGE, "brk shrinks");
	ok(brk(start + 3 * PAGE) == 0 &&
		   all((uint8_t *)(((uint32_t)start + 2 * PAGE - 1) & ~(PAGE - 1)), 0, PAGE),
	   "what comes back is zero");
	ok((uint32_t)syscall(SYS_brk, 0) == (uint32_t)start + 3 * PAGE, "brk(0) tells the break");
	ok((uint32_t)syscall(SYS_brk, 0xffffffff) == (uint32_t)start + 3 * PAGE &&
		   (uint32_t)syscall(SYS_brk, 1) == (uint32_t)start + 3 * PAGE,
	   "an impossible break changes nothing");
	p = mmap((uint8_t *)(((uint32_t)start + 16 * PAGE) & ~(PAGE - 1)), PAGE, RW, ANON | MAP_FIXED,
		 -1, 0);
	*p = 1;
	ok(brk(start + 64 * PAGE) == -1 && errno == ENOMEM && *p == 1, "brk stops at a mapping");
	munmap(p, PAGE);
	brk(start);
}

static void copy_on_write(void)
{
	enum { N = 64 };
	uint8_t *p = anon(N), *shared = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1, pid, fds[2];
	bool good = true;
	char c;

	for (unsigned i = 0; i < N; i++)
		p[i * PAGE] = i;
	if (pipe(fds) < 0)
		return;
	pid = fork();
	if (!pid) {
		/* after the parent's stores */
		good = read(fds[0], &c, 1) == 1;
		for (unsigned i = 0; i < N; i++)
			good = good && p[i * PAGE] == i;
		memset(p, 0xcc, N * PAGE);
		if (shared != MAP_FAILED)
			*shared = 5;
		_exit(good ? 7 : 8);
	}
	memset(p, 0xdd, N / 2 * PAGE);
	good = write(fds[1], "x", 1) == 1 && waitpid(pid, &status, 0) == pid &&
	       WEXITSTATUS(status) == 7;
	ok(good, "the child keeps what was there at the fork");
	ok(all(p, 0xdd, N / 2 * PAGE) && p[(N - 1) * PAGE] == N - 1, "the parent sees no store of it");
	ok(shared != MAP_FAILED && *shared == 5, "MAP_SHARED memory is shared");
	/* the only owner again: stores must still work, in the kernel's copy too */
	ok(read(open("/dev/zero", O_RDONLY), p, N * PAGE) == (int)(N * PAGE) && all(p, 0, N * PAGE),
	   "the kernel writes to copied pages");
	/* a page that was only read is the zero page: a store after the fork must not reach it */
	munmap(p, N * PAGE);
	p = anon(2);
	good = p[0] == 0 && p[PAGE] == 0;
	pid = fork();
	if (!pid) {
		memset(p, 0xee, 2 * PAGE);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	good = good && all(p, 0, 2 * PAGE);
	munmap(p, 2 * PAGE);
	p = anon(4);
	ok(good && all(p, 0, 4 * PAGE), "the zero page stays zero");
	munmap(p, 4 * PAGE);
	close(fds[0]);
	close(fds[1]);
}

/* A private mapping of a file: the file's bytes, the process's stores. */
static void private_file(void)
{
	const char *self = (const char *)getauxval(AT_EXECFN);
	int fd = open(self, O_RDONLY);
	static uint8_t want[2 * PAGE];
	uint8_t *p = mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, 0), *q;
	off_t size = lseek(fd, 0, SEEK_END);
	unsigned tail = size % PAGE, last = size / PAGE;

	ok(p != MAP_FAILED && pread(fd, want, sizeof(want), 0) == (int)sizeof(want) &&
		   !memcmp(p, want, sizeof(want)),
	   "a file's mapping has its bytes");
	memset(p, 0x44, PAGE);
	ok(pread(fd, want, PAGE, 0) == (int)PAGE && want[0] == 0x7f, "a private store stays private");
	munmap(p, 2 * PAGE);
	q = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, (off_t)last * PAGE);
	ok(q != MAP_FAILED && all(q + tail, 0, PAGE - tail), "past the end of the file, its page is zero");
	ok(touch(q + PAGE, false) == SIGBUS, "a page wholly past the end is SIGBUS");
	munmap(q, 2 * PAGE);
	close(fd);
}

static void advice(void)
{
	uint8_t *p = anon(2);

	memset(p, 1, 2 * PAGE);
	ok(madvise(p, PAGE, MADV_DONTNEED) == 0 && all(p, 0, PAGE) && all(p + PAGE, 1, PAGE),
	   "MADV_DONTNEED gives zero pages");
	ok(madvise(p + 1, PAGE, MADV_DONTNEED) == -1 && errno == EINVAL, "misaligned is EINVAL");
	ok(madvise(p, PAGE, 9999) == -1 && errno == EINVAL, "unknown advice is EINVAL");
	munmap(p, 2 * PAGE);
	ok(madvise(p, PAGE, MADV_DONTNEED) == -1 && errno == ENOMEM, "of no mapping is ENOMEM");
}

static __attribute__((noinline)) unsigned deep(unsigned n)
{
	volatile uint8_t frame[1000];

	frame[n % 1000] = n;
	return n ? deep(n - 1) + frame[n % 1000] : 0;
}

static volatile uint32_t stack_fault, stack_sp;

static void on_stack_end(int sig, siginfo_t *si, void *ctx)
{
	(void)ctx;
	stack_fault = (uint32_t)si->si_addr;
	stack_sp = ((ucontext_t *)ctx)->uc_mcontext.gregs[REG_ESP];
	_exit(sig == SIGSEGV && stack_fault - stack_sp + PAGE < 3 * PAGE ? 7 : 8);
}

/* The stack grows where it is used and ends at its limit, with a signal on the alternate stack. */
static void stack(void)
{
	static uint8_t altstack[16384];
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	struct sigaction sa = { .sa_sigaction = on_stack_end, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	uint32_t here = (uint32_t)__builtin_frame_address(0);
	int status = -1, pid;

	ok(deep(2000) != 1, "2 MB of recursion");
	ok(touch((uint8_t *)here - 4 * 1024 * 1024, true) == 0, "a store 4 MB below is in the stack");
	ok(touch((uint8_t *)here - 32 * 1024 * 1024, true) == SIGSEGV, "one 32 MB below is not");
	pid = fork();
	if (!pid) {
		sigaltstack(&ss, NULL);
		sigaction(SIGSEGV, &sa, NULL);
		_exit(deep(1000000) ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	   "endless recursion is SIGSEGV at the stack pointer (status %x)", status);
	pid = fork();
	if (!pid) {
		struct rlimit no_core = { 0, 0 };

		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGSEGV, SIG_DFL);
		_exit(deep(1000000) ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "without an action it dies of it");
	/* an action but no stack to run it on */
	pid = fork();
	if (!pid) {
		sa.sa_flags = SA_SIGINFO;
		sigaction(SIGSEGV, &sa, NULL);
		_exit(deep(1000000) ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "also if its action has no stack");
}

/* Many mappings, split and joined. */
static void many(void)
{
	enum { N = 2000 };
	uint8_t *p = anon(N);
	bool good = true;

	for (unsigned i = 0; i < N; i += 2)
		good = mprotect(p + i * PAGE, PAGE, PROT_READ) == 0 && good;
	for (unsigned i = 1; i < N; i += 2)
		p[i * PAGE] = i;
	for (unsigned i = 0; i < N; i += 2)
		good = mprotect(p + i * PAGE, PAGE, RW) == 0 && good;
	for (unsigned i = 0; i < N; i++) {
		good = good && p[i * PAGE] == (i & 1 ? (uint8_t)i : 0);
		p[i * PAGE] = 1;
	}
	for (unsigned i = 0; i < N; i += 3)
		good = munmap(p + i * PAGE, PAGE) == 0 && good;
	good = touch(p + 3 * PAGE, false) == SIGSEGV && touch(p + 4 * PAGE, true) == 0 && good;
	ok(good && munmap(p, N * PAGE) == 0, "%d mappings split, written and punched", N);
}

int main(void)
{
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	mmap_basics();
	mmap_errors();
	unmap_errors();
	protection();
	moving();
	heap();
	copy_on_write();
	private_file();
	advice();
	stack();
	many();
	return done_testing();
}
