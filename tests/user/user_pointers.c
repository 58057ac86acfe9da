/* SPDX-License-Identifier: MIT */
/*
 * Bad pointers to every simple call: -EFAULT, and the calls after it work.
 * Catches: a user pointer that is dereferenced unchecked, a range check that wraps or is off by one.
 */
#include "kernel.h"
#include "tap.h"
#include <entry.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* In an argument: the bad pointer; a good buffer; descriptors. */
#define BAD 0xb0000001u
#define BUF 0xb0000002u
#define ZERO 0xb0000003u /* /dev/zero */
#define DIRFD 0xb0000004u
#define WRFD 0xb0000005u /* a pipe with room */
#define ROOT 0xb0000006u /* "/" */
#define NAME 0xb0000007u /* a path that does not exist */
#define IOV 0xb0000008u	 /* one iovec whose base is bad */
#define RDFD 0xb0000009u /* a pipe with bytes in it */

enum how { READS = 1, WRITES = 2 }; /* what the kernel does at the pointer */

static const struct {
	const char *name;
	uint32_t nr, a[6];
	enum how how;
} calls[] = {
	{ "read", 3, { ZERO, BAD, 64 }, WRITES },
	{ "read pipe", 3, { RDFD, BAD, 64 }, WRITES },
	{ "write", 4, { WRFD, BAD, 64 }, READS },
	{ "open", 5, { BAD }, READS },
	{ "stat buffer", 106, { ROOT, BAD }, WRITES },
	{ "creat", 8, { BAD, 0644 }, READS },
	{ "link", 9, { BAD, NAME }, READS },
	{ "unlink", 10, { BAD }, READS },
	{ "execve", 11, { BAD, 0, 0 }, READS },
	{ "chdir", 12, { BAD }, READS },
	{ "time", 13, { BAD }, WRITES },
	{ "mknod", 14, { BAD, 0100644, 0 }, READS },
	{ "chmod", 15, { BAD, 0644 }, READS },
	{ "access", 33, { BAD, 0 }, READS },
	{ "rename", 38, { BAD, NAME }, READS },
	{ "mkdir", 39, { BAD, 0755 }, READS },
	{ "rmdir", 40, { BAD }, READS },
	{ "pipe", 42, { BAD }, WRITES },
	{ "times", 43, { BAD }, WRITES },
	{ "sigaction new", 67, { SIGUSR1, BAD, 0 }, READS },
	{ "sigaction old", 67, { SIGUSR1, 0, BAD }, WRITES },
	{ "sigpending", 73, { BAD }, WRITES },
	{ "getrusage", 77, { 0, BAD }, WRITES },
	{ "gettimeofday", 78, { BAD, 0 }, WRITES },
	{ "symlink", 83, { BAD, NAME }, READS },
	{ "readlink path", 85, { BAD, BUF, 64 }, READS },
	{ "getitimer", 105, { 0, BAD }, WRITES },
	{ "setitimer", 104, { 0, BAD, 0 }, READS },
	{ "sysinfo", 116, { BAD }, WRITES },
	{ "uname", 122, { BAD }, WRITES },
	{ "sigprocmask set", 126, { 0, BAD, 0 }, READS },
	{ "sigprocmask old", 126, { 0, 0, BAD }, WRITES },
	{ "_llseek", 140, { DIRFD, 0, 0, BAD, 0 }, WRITES },
	{ "_newselect", 142, { 1, BAD, 0, 0, 0 }, READS },
	{ "readv", 145, { ZERO, BAD, 1 }, READS },
	{ "readv base", 145, { ZERO, IOV, 1 }, WRITES },
	{ "writev", 146, { WRFD, BAD, 1 }, READS },
	{ "writev base", 146, { WRFD, IOV, 1 }, READS },
	{ "nanosleep", 162, { BAD, 0 }, READS },
	{ "poll", 168, { BAD, 1, 0 }, READS },
	{ "rt_sigaction new", 174, { SIGUSR1, BAD, 0, 8 }, READS },
	{ "rt_sigaction old", 174, { SIGUSR1, 0, BAD, 8 }, WRITES },
	{ "rt_sigprocmask set", 175, { 0, BAD, 0, 8 }, READS },
	{ "rt_sigprocmask old", 175, { 0, 0, BAD, 8 }, WRITES },
	{ "rt_sigpending", 176, { BAD, 8 }, WRITES },
	{ "rt_sigtimedwait", 177, { BAD, 0, 0, 8 }, READS },
	{ "pread64", 180, { ZERO, BAD, 64, 0, 0 }, WRITES },
	{ "getcwd", 183, { BAD, 64 }, WRITES },
	{ "sigaltstack new", 186, { BAD, 0 }, READS },
	{ "sigaltstack old", 186, { 0, BAD }, WRITES },
	{ "ugetrlimit", 191, { 7, BAD }, WRITES },
	{ "truncate64", 193, { BAD, 0, 0 }, READS },
	{ "stat64 path", 195, { BAD, BUF }, READS },
	{ "stat64", 195, { ROOT, BAD }, WRITES },
	{ "lstat64", 196, { ROOT, BAD }, WRITES },
	{ "fstat64", 197, { DIRFD, BAD }, WRITES },
	{ "getdents64", 220, { DIRFD, BAD, 512 }, WRITES },
	{ "set_thread_area", 243, { BAD }, READS },
	{ "get_thread_area", 244, { BAD }, READS },
	{ "clock_gettime", 265, { 1, BAD }, WRITES },
	{ "clock_getres", 266, { 1, BAD }, WRITES },
	{ "clock_nanosleep", 267, { 1, 0, BAD, 0 }, READS },
	{ "statfs64", 268, { BAD, 84, BUF }, READS },
	{ "statfs64 buffer", 268, { ROOT, 84, BAD }, WRITES },
	{ "openat", 295, { -100u, BAD, 0, 0 }, READS },
	{ "fstatat64", 300, { -100u, ROOT, BAD, 0 }, WRITES },
	{ "faccessat", 307, { -100u, BAD, 0 }, READS },
	{ "get_robust_list", 312, { 0, BAD, BUF }, WRITES },
	{ "utimensat", 320, { -100u, ROOT, BAD, 0 }, READS },
	{ "pipe2", 331, { BAD, 0 }, WRITES },
	{ "prlimit64 new", 340, { 0, 7, BAD, 0 }, READS },
	{ "prlimit64 old", 340, { 0, 7, 0, BAD }, WRITES },
	{ "getrandom", 355, { BAD, 64, 0 }, WRITES },
	{ "statx", 383, { -100u, ROOT, 0, 0x7ff, BAD }, WRITES },
	{ "clock_gettime64", 403, { 1, BAD }, WRITES },
	{ "clock_nanosleep_time64", 407, { 1, 0, BAD, 0 }, READS },
	{ "clone3", 435, { BAD, 64 }, READS },
};

static char buffer[4096];
static uint32_t iov[2];
static int zero_fd, dir_fd, wr_fd, rd_fd;

static uint32_t real(uint32_t arg, uint32_t bad)
{
	switch (arg) {
	case BAD:
		return bad;
	case BUF:
		return (uint32_t)buffer;
	case ZERO:
		return zero_fd;
	case DIRFD:
		return dir_fd;
	case WRFD:
		return wr_fd;
	case RDFD:
		return rd_fd;
	case ROOT:
		return (uint32_t)"/";
	case NAME:
		return (uint32_t)"/no/such/name";
	case IOV:
		iov[0] = bad;
		iov[1] = 64;
		return (uint32_t)iov;
	default:
		return arg;
	}
}

static long call(unsigned i, uint32_t bad)
{
	uint32_t a[6];

	for (int k = 0; k < 6; k++)
		a[k] = real(calls[i].a[k], bad);
	return syscall_by(ENTRY_VDSO, calls[i].nr, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* A sleep with a garbage time would end soon by this. */
static void on_alarm(int sig)
{
	(void)sig;
}

static void one(unsigned i, const uint32_t *bad, unsigned n, const uint32_t *read_only,
		unsigned n_read_only)
{
	unsigned wrong = 0, tried = 0;

	if (call(i, bad[0]) == -ENOSYS) {
		skip(1, calls[i].name);
		return;
	}
	for (unsigned k = 0; k < n + n_read_only; k++) {
		uint32_t p = k < n ? bad[k] : read_only[k - n];
		long r;

		if (k >= n && calls[i].how != WRITES)
			break;
		r = call(i, p);
		tried++;
		if (r == -EFAULT)
			continue;
		wrong++;
		diag("%s with %08x: %ld", calls[i].name, p, r);
	}
	ok(!wrong, "%s: %u bad pointers are EFAULT", calls[i].name, tried);
}

/* A copy that faults half-way gives what it did, or EFAULT; it never writes past the page. */
static void half_way(uint8_t *page)
{
	int fds[2];
	long r;

	if (pipe(fds) < 0)
		return;
	memset(page + 4096 - 16, 0x11, 16);
	r = syscall_by(ENTRY_VDSO, 4, fds[1], page + 4096 - 16, 64);
	ok(r == 16 || r == -EFAULT, "write of 64 bytes with 16 readable: %ld", r);
	r = syscall_by(ENTRY_VDSO, 3, zero_fd, page + 4096 - 16, 64);
	ok((r == 16 || r == -EFAULT) && page[4096 - 17] == 0, "read of 64 bytes with room for 16: %ld",
	   r);
	ok(syscall_by(ENTRY_VDSO, 4, fds[1], page, 0xffffffff) < 0x7fff0000,
	   "write of 4 GiB does not wrap");
	r = syscall_by(ENTRY_VDSO, 3, zero_fd, 0xfffff000, 0x2000);
	ok(r == -EFAULT, "a read whose end wraps is EFAULT (%ld)", r);
	r = syscall_by(ENTRY_VDSO, 122, page + 4096 - 100);
	ok(r == -EFAULT, "uname into the last 100 bytes is EFAULT");
	memset(page + 4096 - 8, 'a', 8);
	r = syscall_by(ENTRY_VDSO, 5, page + 4096 - 8, 0, 0);
	ok(r == -EFAULT, "a path that runs into an unmapped page is EFAULT (%ld)", r);
	memcpy(page + 4096 - 2, "/", 2);
	r = syscall_by(ENTRY_VDSO, 5, page + 4096 - 2, 0, 0);
	ok(r >= 0, "a path that ends with the page is fine");
	close(r);
	close(fds[0]);
	close(fds[1]);
}

/* The status of wait4: the child is gone all the same. */
static void wait_status(void)
{
	int pid = fork();

	if (!pid)
		_exit(3);
	ok(syscall_by(ENTRY_VDSO, 114, pid, 0x10, 0, 0) == -EFAULT, "wait4 into a bad status is EFAULT");
	waitpid(pid, NULL, 0);
}

/* Demand-zero, not yet there: the kernel's copies fault it in. */
static void not_yet_there(void)
{
	char *p = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ok(syscall_by(ENTRY_VDSO, 3, zero_fd, p + 100, 2 * 4096) == 2 * 4096,
	   "read into pages never touched");
	ok(syscall_by(ENTRY_VDSO, 122, p + 2 * 4096 - 200) == 0, "uname across such pages");
	munmap(p, 3 * 4096);
}

int main(void)
{
	uint8_t *page = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			     0);
	uint32_t bad[16], read_only[2];
	unsigned n = 0;
	int fds[2], full[2];

	zero_fd = open("/dev/zero", O_RDONLY);
	dir_fd = open("/", O_RDONLY | O_DIRECTORY);
	if (page == MAP_FAILED || zero_fd < 0 || dir_fd < 0 || pipe(fds) < 0 || pipe(full) < 0 ||
	    write(full[1], buffer, 256) != 256) {
		ok(false, "memory, /dev/zero, / and pipes");
		return done_testing();
	}
	wr_fd = fds[1];
	rd_fd = full[0];
	signal(SIGALRM, on_alarm);
	munmap(page + 4096, 4096);
	mprotect(page + 2 * 4096, 4096, PROT_NONE);
	mprotect(page + 3 * 4096, 4096, PROT_READ);
	bad[n++] = 0x10;
	bad[n++] = 0xffc;
	bad[n++] = (uint32_t)page + 4096;
	bad[n++] = (uint32_t)page + 2 * 4096 - 4;
	bad[n++] = (uint32_t)page + 2 * 4096;
	bad[n++] = 0xffffffff;
	bad[n++] = 0xfffffffc;
	bad[n++] = 0xfffff000;
	bad[n++] = 0xffffe000;
	if (!kernel_is_64()) {
		bad[n++] = 0xc0000000;
		bad[n++] = 0xc0100000;
	}
	read_only[0] = (uint32_t)page + 3 * 4096;
	read_only[1] = (uint32_t)main & ~15u;
	for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		one(i, bad, n, read_only, 2);
	half_way(page);
	wait_status();
	not_yet_there();
	return done_testing();
}
