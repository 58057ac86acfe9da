/* SPDX-License-Identifier: MIT */
/*
 * Does anything of the kernel's memory reach a program?  On the debug build /proc/plant fills the free
 * kernel stack before each call, first with a5, then with 5a: a byte that a call hands out as a5 the first
 * time and as 5a the second was never initialized.  Free kernel memory holds 6b there.  On any kernel:
 * fresh pages are zero, and no word looks like one of its addresses.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"
#include "tap.h"

#define SIZE	4096
#define BUF	0x7b7b7b7b	/* an argument that is this becomes the buffer */
#define UNTOUCHED 0x11

static unsigned char buf[2][SIZE] __attribute__((aligned(4096)));
static bool planted;

static bool plant(const char *want)
{
	char now[4] = "";
	int fd = open("/proc/plant", O_RDONLY);

	for (int i = 0; fd >= 0 && i < 3 && memcmp(now, want, 2); i++)
		pread(fd, now, 3, 0);
	if (fd >= 0)
		close(fd);
	return !memcmp(now, want, 2);
}

/* An address of ours in 128 MiB of memory; Linux's could be anywhere. */
static bool kernel_address(const uint32_t *w)
{
	if (!vestibule())
		return false;
	if (!kernel_is_64())
		return (w[0] >= 0xc0100000 && w[0] < 0xc8000000) || (w[0] >= 0xf0000000 && w[0] < 0xf1000000);
	return (w[1] == 0xffff8880 && w[0] < 0x8000000) || (w[1] == 0xffffc900 && w[0] < 0x1000000) ||
	       (w[1] == 0xffffffff && w[0] - 0x80100000 < 0x800000);
}

/* Where the two results show kernel memory, or -1. */
static int leak_at(size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint32_t w[2];

		if (planted && buf[0][i] == 0xa5 && buf[1][i] == 0x5a)
			return (int)i;
		if (i % 4 || i + 8 > size)
			continue;
		memcpy(w, buf[0] + i, 8);
		if (w[0] == 0x6b6b6b6b || kernel_address(w))
			return (int)i;
	}
	return -1;
}

static void show(size_t at)
{
	char line[2][60] = { "", "" };

	for (int b = 0; b < 2; b++)
		for (size_t i = 0; i < 16 && at + i < SIZE; i++)
			snprintf(line[b] + 3 * i, 4, " %02x", buf[b][at + i]);
	diag("at %u:%s and then:%s", (unsigned)at, line[0], line[1]);
}

/* make() fills the buffer, once for each filling of the kernel's stack. */
static int two_runs(void (*make)(unsigned char *b, const void *what), const void *what)
{
	static const char *const fill[] = { "a5", "5a" };
	int at;

	for (int i = 0; i < 2; i++) {
		memset(buf[i], UNTOUCHED, SIZE);
		planted = plant(fill[i]);
		make(buf[i], what);
	}
	plant("00");
	at = leak_at(SIZE);
	if (at >= 0)
		show((size_t)at);
	return at;
}

struct call {
	const char *name;
	uint32_t nr, arg[6];
};

#define P(ptr) ((uint32_t)(ptr))
static uint32_t zeros[64], own_timer;
static struct call calls[] = {
	{ "stat64", 195, { P("/"), BUF } },
	{ "stat64 of a device", 195, { P("/dev/null"), BUF } },
	{ "lstat64", 196, { P("/proc/self"), BUF } },
	{ "fstat64", 197, { 1, BUF } },
	{ "fstatat64", 300, { -100, P("/bin"), BUF, 0 } },
	{ "statx", 383, { -100, P("/"), 0, 0xfff, BUF } },
	{ "statfs", 99, { P("/"), BUF } },
	{ "fstatfs", 100, { 1, BUF } },
	{ "statfs64", 268, { P("/proc"), 84, BUF } },
	{ "fstatfs64", 269, { 1, 84, BUF } },
	{ "uname", 122, { BUF } },
	{ "getrusage", 77, { 0, BUF } },
	{ "wait4", 114, { -1, BUF, 1, BUF + 1 } },
	{ "waitid", 284, { 0, 0, BUF, 5, BUF + 1 } },
	{ "sysinfo", 116, { BUF } },
	{ "times", 43, { BUF } },
	{ "gettimeofday", 78, { BUF, BUF + 1 } },
	{ "clock_gettime", 265, { 1, BUF } },
	{ "clock_gettime64", 403, { 1, BUF } },
	{ "clock_getres", 266, { 0, BUF } },
	{ "clock_getres_time64", 406, { 0, BUF } },
	{ "getitimer", 105, { 0, BUF } },
	{ "setitimer", 104, { 0, P(zeros), BUF } },
	{ "timer_create", 259, { 0, 0, BUF } },
	{ "timer_gettime", 261, { 0, BUF } },
	{ "timer_settime", 260, { 0, 0, P(zeros), BUF } },
	{ "timer_gettime64", 408, { 0, BUF } },
	{ "timer_settime64", 409, { 0, 0, P(zeros), BUF } },
	{ "getdents64", 220, { 100, BUF, SIZE } },
	{ "readlink", 85, { P("/proc/self/exe"), BUF, SIZE } },
	{ "getcwd", 183, { BUF, SIZE } },
	{ "TCGETS", 54, { 101, 0x5401, BUF } },
	{ "TCGETA", 54, { 101, 0x5405, BUF } },
	{ "TIOCGWINSZ", 54, { 101, 0x5413, BUF } },
	{ "TIOCGPGRP", 54, { 101, 0x540f, BUF } },
	{ "FIONREAD", 54, { 101, 0x541b, BUF } },
	{ "sigaltstack", 186, { 0, BUF } },
	{ "sigaction", 67, { 10, 0, BUF } },
	{ "rt_sigaction", 174, { 10, 0, BUF, 8 } },
	{ "sigprocmask", 126, { 0, 0, BUF } },
	{ "rt_sigprocmask", 175, { 0, 0, BUF, 8 } },
	{ "sigpending", 73, { BUF } },
	{ "rt_sigpending", 176, { BUF, 8 } },
	{ "getrlimit", 76, { 3, BUF } },
	{ "ugetrlimit", 191, { 3, BUF } },
	{ "prlimit64", 340, { 0, 3, 0, BUF } },
	{ "sched_getparam", 155, { 0, BUF } },
	{ "sched_rr_get_interval", 161, { 0, BUF } },
	{ "sched_rr_get_interval_time64", 423, { 0, BUF } },
	{ "sched_getaffinity", 242, { 0, 128, BUF } },
	{ "getcpu", 318, { BUF, BUF + 1, 0 } },
	{ "getgroups32", 205, { 32, BUF } },
	{ "getresuid32", 209, { BUF, BUF + 1, BUF + 2 } },
	{ "getresgid32", 211, { BUF, BUF + 1, BUF + 2 } },
	{ "poll", 168, { BUF, 0, 0 } },
	{ "F_GETLK", 221, { 1, 5, BUF } },
	{ "F_GETLK64", 221, { 1, 12, BUF } },
	{ "get_thread_area", 244, { BUF } },
	{ "modify_ldt", 123, { 0, BUF, SIZE } },
	{ "modify_ldt's default", 123, { 2, BUF, SIZE } },
	{ "PR_GET_NAME", 172, { 16, BUF } },
	{ "PR_GET_PDEATHSIG", 172, { 2, BUF } },
	{ "get_robust_list", 312, { 0, BUF, BUF + 1 } },
	{ "mincore", 218, { P(buf), 4096, BUF } },
	{ "rt_sigtimedwait", 177, { P(zeros), BUF, P(zeros), 8 } },
	{ "PTRACE_GETREGS", 26, { 12, -1, 0, BUF } },
	{ "PTRACE_GETFPREGS", 26, { 14, -1, 0, BUF } },
	{ "PTRACE_GETFPXREGS", 26, { 18, -1, 0, BUF } },
	{ "PTRACE_GETSIGINFO", 26, { 0x4202, -1, 0, BUF } },
	{ "listxattr", 232, { P("/"), BUF, SIZE } },
	{ "syslog", 103, { 3, BUF, SIZE } },
	{ "ustat", 62, { 0, BUF } },
	{ "capget", 184, { P(zeros), BUF } },
	{ "sched_getattr", 352, { 0, BUF, 56, 0 } },
};

static void make_call(unsigned char *b, const void *what)
{
	const struct call *c = what;
	uint32_t arg[6];

	/* A second buffer begins 1 KiB on. */
	for (int i = 0; i < 6; i++)
		arg[i] = c->arg[i] - BUF < 3 ? P(b) + 1024 * (c->arg[i] - BUF) : c->arg[i];
	if (c->nr == 26)
		memset(b + 3000, 0, 4);
	if (c->nr == 220)
		lseek((int)arg[0], 0, SEEK_SET);
	if (c->nr == 221)
		memset(b, 0, 32);
	if (c->nr == 244)
		memset(b, 0xff, 4);
	syscall((long)c->nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}

/* What a tracer and a parent read of another task. */
static void stopped_child(struct call *table, size_t n)
{
	pid_t pid = fork();

	if (pid == 0) {
		syscall(26, 0, 0, 0, 0);
		raise(SIGUSR1);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	for (size_t i = 0; i < n; i++)
		if (table[i].nr == 26)
			table[i].arg[1] = (uint32_t)pid;
}

static void all_calls(void)
{
	size_t n = sizeof(calls) / sizeof(calls[0]);

	dup2(open("/bin", O_RDONLY | O_DIRECTORY), 100);
	dup2(open("/dev/tty", O_RDWR), 101);
	if (fcntl(101, F_GETFD) < 0)
		dup2(open("/dev/console", O_RDWR), 101);
	syscall(259, 0, 0, &own_timer);
	stopped_child(calls, n);
	for (size_t i = 0; i < n; i++)
		ok(two_runs(make_call, &calls[i]) < 0, "%s shows nothing of the kernel", calls[i].name);
}

/* ---- signal frames: everything that the kernel wrote to the alternate stack ---------------------------- */

static void on_signal(int sig)
{
	(void)sig;
}

static void on_info(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)info, (void)context;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	uint32_t *gregs = (uint32_t *)context + 5;

	(void)sig, (void)info;
	gregs[14] += 2; /* past the UD2 */
}

static void by_raise(void)
{
	raise(SIGUSR1);
}

static void by_kill(void)
{
	kill(getpid(), SIGUSR1);
}

static void by_fault(void)
{
	__asm__ volatile("ud2" ::: "memory");
}

/* start() makes SIGALRM come, which is let in only while this waits for it. */
static void alarm_by(void (*start)(void))
{
	sigset_t alarm, old;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, &old);
	start();
	sigsuspend(&old);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void start_timer(void)
{
	struct itimerval soon = { .it_value.tv_usec = 1000 };

	setitimer(ITIMER_REAL, &soon, NULL);
}

static void by_timer(void)
{
	alarm_by(start_timer);
}

static void start_posix_timer(void)
{
	static const uint32_t soon[4] = { 0, 0, 0, 1000000 };

	syscall(260, own_timer, 0, soon, 0);
}

static void by_posix_timer(void)
{
	alarm_by(start_posix_timer);
}

static void by_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(3);
	while (waitpid(pid, NULL, 0) < 0)
		;
}

struct frame {
	const char *name;
	int sig, flags;
	void *action;
	void (*come)(void);
};

static void make_frame(unsigned char *b, const void *what)
{
	const struct frame *f = what;
	stack_t ss = { .ss_sp = b, .ss_size = SIZE }, off = { .ss_flags = SS_DISABLE };
	struct sigaction sa = { .sa_handler = (void (*)(int))f->action, .sa_flags = SA_ONSTACK | f->flags };

	sigaction(f->sig, &sa, NULL);
	sigaltstack(&ss, NULL);
	f->come();
	sigaltstack(&off, NULL);
}

static void all_frames(void)
{
	static const struct frame frames[] = {
		{ "a legacy frame", SIGUSR1, 0, on_signal, by_raise },
		{ "tkill's frame", SIGUSR1, SA_SIGINFO, on_info, by_raise },
		{ "kill's frame", SIGUSR1, SA_SIGINFO, on_info, by_kill },
		{ "a fault's frame", SIGILL, SA_SIGINFO, on_fault, by_fault },
		{ "an interval timer's frame", SIGALRM, SA_SIGINFO, on_info, by_timer },
		{ "a POSIX timer's frame", SIGALRM, SA_SIGINFO, on_info, by_posix_timer },
		{ "a child's frame", SIGCHLD, SA_SIGINFO, on_info, by_child },
	};

	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
		ok(two_runs(make_frame, &frames[i]) < 0, "%s shows nothing of the kernel", frames[i].name);
}

/* ---- memory -------------------------------------------------------------------------------------------- */

static bool all_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void fresh_pages(void)
{
	size_t size = 512 * 1024;
	unsigned char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *q;
	int fd = open("/tmp/leaks", O_RDWR | O_CREAT | O_TRUNC, 0600);

	for (size_t i = 0; i < size; i += 4096)
		p[i] = 0; /* a page of its own, not the one of zeros */
	ok(all_zero(p, size), "anonymous pages are zero");
	munmap(p, size);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ok(all_zero(p, size), "shared ones too");
	q = sbrk((intptr_t)size);
	ok(q != (void *)-1 && all_zero(q, size), "the heap's too");
	ok(write(fd, "0123456789", 10) == 10, "a file of 10 bytes");
	q = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(q != MAP_FAILED && all_zero(q + 10, 4086), "the rest of its page is zero");
	memset(q, 'x', 4096);
	ftruncate(fd, 5);
	ftruncate(fd, 4096);
	ok(all_zero(q + 5, 4091), "what truncate took is zero when the file grows again");
	lseek(fd, 3 * 4096, SEEK_SET);
	write(fd, "y", 1);
	memset(buf[0], UNTOUCHED, SIZE);
	ok(pread(fd, buf[0], SIZE, 8192) == SIZE && all_zero(buf[0], SIZE), "a hole reads as zero");
	close(fd);
	unlink("/tmp/leaks");
}

static __attribute__((noinline)) bool deep_stack(void)
{
	volatile unsigned char room[256 * 1024];
	uint32_t at = P(&room) & ~4095u;

	/* Down from what is in use, page by page. */
	return all_zero((unsigned char *)at, 64 * 1024);
}

/* The page before the vDSO: the clock, whose rest belongs to nobody. */
static void clock_page(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned from = 0;
	char line[200];

	while (maps && fgets(line, sizeof(line), maps))
		if (strstr(line, "[vvar]"))
			from = (unsigned)strtoul(line, NULL, 16);
	if (maps)
		fclose(maps);
	if (!from || !vestibule())
		skip(1, "Linux's clock page is its own affair");
	else
		ok(all_zero((unsigned char *)from + 64, 4096 - 64), "the rest of the clock's page is zero");
}

static void pipe_and_proc(void)
{
	int fd = open("/proc/self/auxv", O_RDONLY);
	ssize_t n;

	memset(buf[0], UNTOUCHED, SIZE);
	memset(buf[1], UNTOUCHED, SIZE);
	n = read(fd, buf[0], SIZE);
	pread(fd, buf[1], SIZE, 0);
	close(fd);
	ok(n > 0 && leak_at(SIZE) < 0, "/proc/self/auxv shows nothing of the kernel");
}

/* A program that begins: its stack holds only what exec put there. AT_RANDOM's bytes can be anything. */
static int fresh_program(char *stack)
{
	uint32_t noise = getauxval(AT_RANDOM);

	/* The words in pairs, up to the stack's last. */
	for (uint32_t at = P(stack) & ~3u; at < 0xffffe000 - 8; at += 4) {
		const uint32_t *w = (uint32_t *)at;

		if (mincore((void *)((at + 7) & ~4095u), 4096, buf[0]) < 0)
			break;
		if (at + 8 > noise && at < noise + 16)
			continue;
		if (w[0] == 0x6b6b6b6b || w[0] == 0xa5a5a5a5 || kernel_address(w))
			return 1;
	}
	return 42;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (argc > 1)
		return fresh_program((char *)(argv - 1));
	if (!plant("a5"))
		skip(1, vestibule() ? "the release kernel plants nothing" : "Linux plants nothing");
	if (fork() == 0) {
		execl("/proc/self/exe", "leaks", "fresh", NULL);
		_exit(1);
	}
	wait(&status);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "a fresh program's stack shows nothing of the kernel");
	ok(deep_stack(), "pages of a growing stack are zero");
	all_calls();
	all_frames();
	fresh_pages();
	clock_page();
	pipe_and_proc();
	return done_testing();
}
