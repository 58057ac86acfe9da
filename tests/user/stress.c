/* SPDX-License-Identifier: MIT */
/*
 * A storm of everything at once: fork, exec, signals, ptrace, mappings, pipes, threads and futexes, files,
 * timers, each in a process of its own with a seed, checking what it does. Afterwards as much memory is free
 * and as many tasks exist as before: whatever the kernel forgot to give back shows.
 *
 *	stress [seconds [seed]]
 */
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <futex.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <thread.h>
#include <time.h>
#include <unistd.h>

#define TOLERANCE_KIB 256 /* caches that a kernel fills once */
#define PAGE 4096u

static time_t deadline;
static uint32_t seed, rounds;
static volatile sig_atomic_t handled;

static uint32_t rnd(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static bool time_left(void)
{
	struct timespec now;

	rounds++;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec < deadline;
}

/* A worker ends at its first surprise. */
static void expect(bool good, const char *what)
{
	if (good)
		return;
	diag("%s: round %u, errno %d", what, rounds, errno);
	_exit(1);
}

static int status_of(int pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void storm_fork(void)
{
	int pids[8], n = 1 + rnd(8);

	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(i + 1);
		expect(pids[i] > 0, "fork");
	}
	for (int i = n - 1; i >= 0; i--)
		expect(status_of(pids[i]) == (i + 1) << 8, "fork: exit status");
}

static void storm_exec(void)
{
	static char *const argv[] = { "stress", "exec-child", NULL };
	int pid = rnd(2) ? vfork() : fork();

	if (!pid) {
		execve("/proc/self/exe", argv, NULL);
		_exit(127);
	}
	expect(pid > 0 && status_of(pid) == 42 << 8, "exec");
}

static void on_signal(int sig)
{
	(void)sig;
	handled++;
}

static void storm_signal(void)
{
	union sigval value = { .sival_int = 7 };
	sigset_t rt, old;
	siginfo_t info;
	int pid, before = handled;

	signal(SIGUSR1, on_signal);
	for (int i = 0; i < 20; i++)
		kill(getpid(), SIGUSR1);
	expect(handled == before + 20, "signal: each to oneself is handled at once");
	sigemptyset(&rt);
	sigaddset(&rt, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &rt, &old);
	for (int i = 0; i < 10; i++)
		expect(!sigqueue(getpid(), SIGRTMIN + 1, value), "sigqueue");
	for (int i = 0; i < 10; i++)
		expect(sigwaitinfo(&rt, &info) == SIGRTMIN + 1 && info.si_value.sival_int == 7,
		       "sigwaitinfo");
	sigprocmask(SIG_SETMASK, &old, NULL);
	pid = fork();
	if (!pid)
		for (;;)
			pause();
	kill(pid, SIGSTOP);
	kill(pid, SIGCONT);
	kill(pid, SIGKILL);
	expect(status_of(pid) == SIGKILL, "signal: a child killed");
}

static void storm_ptrace(void)
{
	int status, pid = fork(), calls = 0;

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		for (int i = 0; i < 5; i++)
			getppid();
		_exit(9);
	}
	status = status_of(pid);
	expect(WIFSTOPPED(status), "ptrace: first stop");
	for (int i = 0; i < 30; i++) {
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		status = status_of(pid);
		expect(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP, "ptrace: step");
	}
	if (!rnd(4)) {
		kill(pid, SIGKILL);
		expect(status_of(pid) == SIGKILL, "ptrace: killed while traced");
		return;
	}
	for (;;) {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		status = status_of(pid);
		if (!WIFSTOPPED(status))
			break;
		calls++;
	}
	expect(status == 9 << 8 && calls >= 3, "ptrace: calls until its end");
}

static void storm_mmap(void)
{
	uint32_t pages = 1 + rnd(64), at = rnd(pages);
	char *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | (rnd(2) ? MAP_PRIVATE : MAP_SHARED), -1, 0), *q;
	int pid;

	expect(p != MAP_FAILED, "mmap");
	for (uint32_t i = 0; i < pages; i++)
		p[i * PAGE] = (char)i;
	pid = fork();
	if (!pid) {
		for (uint32_t i = 0; i < pages; i++)
			if (p[i * PAGE] != (char)i)
				_exit(1);
		munmap(p, (at + 1) * PAGE);
		_exit(0);
	}
	expect(status_of(pid) == 0, "mmap: the child sees it");
	expect(!mprotect(p + at * PAGE, PAGE, PROT_READ), "mprotect");
	expect(!mprotect(p, pages * PAGE, PROT_READ | PROT_WRITE), "mprotect back");
	q = mremap(p, pages * PAGE, pages * 2 * PAGE, MREMAP_MAYMOVE);
	expect(q != MAP_FAILED && q[at * PAGE] == (char)at, "mremap");
	expect(!munmap(q + at * PAGE, PAGE) && !munmap(q, pages * 2 * PAGE), "munmap");
}

static void storm_pipe(void)
{
	char buf[6000], back[6000];
	int fds[2][2], pid, n = 1 + rnd(sizeof(buf)), got = 0;

	expect(!pipe(fds[0]) && !pipe(fds[1]), "pipe");
	pid = fork();
	if (!pid) {
		close(fds[0][1]);
		while ((n = read(fds[0][0], buf, sizeof(buf))) > 0)
			if (write(fds[1][1], buf, n) != n)
				_exit(1);
		_exit(0);
	}
	close(fds[0][0]);
	close(fds[1][1]);
	memset(buf, n, n);
	expect(write(fds[0][1], buf, n) == n, "pipe: write");
	while (got < n) {
		int r = read(fds[1][0], back + got, n - got);

		expect(r > 0, "pipe: read");
		got += r;
	}
	expect(!memcmp(buf, back, n), "pipe: content");
	close(fds[0][1]);
	close(fds[1][0]);
	expect(status_of(pid) == 0, "pipe: child");
}

static struct {
	volatile int lock; /* 0 or 1 */
	int count;
} shared;

static void lock(void)
{
	while (__sync_lock_test_and_set(&shared.lock, 1))
		futex_wait(&shared.lock, 1, NULL);
}

static void unlock(void)
{
	__sync_lock_release(&shared.lock);
	futex_wake(&shared.lock, 1);
}

static int thread_main(void *arg)
{
	for (int i = 0; i < 50; i++) {
		lock();
		shared.count++;
		if (i % 16 == (int)(intptr_t)arg)
			sched_yield();
		unlock();
	}
	return 0;
}

static void storm_thread(void)
{
	struct thread threads[3];

	shared.count = 0;
	for (int i = 0; i < 3; i++)
		expect(!thread_create(&threads[i], thread_main, (void *)(intptr_t)i), "thread");
	for (int i = 0; i < 3; i++)
		expect(!thread_join(&threads[i]), "thread: its end");
	expect(shared.count == 150, "threads: count");
}

static void storm_file(void)
{
	char name[64], other[64], buf[PAGE];
	int fd, n = rnd(5 * PAGE);

	snprintf(name, sizeof(name), "/tmp/stress-%d", getpid());
	snprintf(other, sizeof(other), "/tmp/stress-%d.new", getpid());
	fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	expect(fd >= 0, "open");
	memset(buf, 'x', sizeof(buf));
	expect(pwrite(fd, buf, sizeof(buf), n) == sizeof(buf), "pwrite");
	expect(!rename(name, other) && open(name, O_RDONLY) < 0, "rename");
	expect(!symlink(other, name) && !unlink(name) && !unlink(other), "symlink and unlink");
	expect(lseek(fd, 0, SEEK_END) == n + (int)sizeof(buf), "an unlinked file is still there");
	close(fd);
	expect(!mkdir(name, 0700) && !rmdir(name), "mkdir and rmdir");
}

static void storm_timer(void)
{
	struct itimerval soon = { { 0, 3000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct timespec nap = { 0, 20000000 };
	int before = handled;

	signal(SIGALRM, on_signal);
	setitimer(ITIMER_REAL, &soon, NULL);
	while (nanosleep(&nap, &nap) && errno == EINTR)
		;
	setitimer(ITIMER_REAL, &never, NULL);
	expect(handled > before, "timer signals in a sleep");
}

static const struct {
	const char *name;
	void (*storm)(void);
} storms[] = {
	{ "fork", storm_fork },	    { "exec", storm_exec },   { "signal", storm_signal },
	{ "ptrace", storm_ptrace }, { "mmap", storm_mmap },   { "pipe", storm_pipe },
	{ "thread", storm_thread }, { "file", storm_file },   { "timer", storm_timer },
};

#define NR_STORMS (int)(sizeof(storms) / sizeof(*storms))

static long mem_free_kib(void)
{
	char text[2048], *at;
	int fd = open("/proc/meminfo", O_RDONLY), n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	at = strstr(text, "MemFree:");
	return at ? strtol(at + 8, NULL, 10) : -1;
}

static int count_tasks(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	while ((entry = readdir(dir)))
		n += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
	closedir(dir);
	return n;
}

/* All storms at once for so many seconds; how many of them failed. */
static int weather(int seconds, uint32_t start_seed, bool say)
{
	int pids[NR_STORMS], failed = 0;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	deadline = now.tv_sec + seconds;
	for (int i = 0; i < NR_STORMS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		seed = start_seed + i;
		do
			storms[i].storm();
		while (time_left());
		if (say)
			diag("%s: %u rounds", storms[i].name, rounds);
		_exit(0);
	}
	for (int i = 0; i < NR_STORMS; i++) {
		int status = status_of(pids[i]);

		failed += status != 0;
		if (say)
			ok(!status, "%s storm (status %x)", storms[i].name, status);
	}
	return failed;
}

/* True on our kernel, where nothing but this program uses memory meanwhile. */
static bool alone(void)
{
	char text[128] = "";
	int fd = open("/proc/version", O_RDONLY);

	read(fd, text, sizeof(text) - 1);
	close(fd);
	return strstr(text, "Vestibule");
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : 4, tasks;
	uint32_t first = argc > 2 ? (uint32_t)atoi(argv[2]) : 1;
	long before, after;

	if (argc > 1 && !strcmp(argv[1], "exec-child"))
		return 42;
	diag("%d seconds from seed %u", seconds, first);
	fflush(stdout);
	weather(1, 99, false); /* caches fill */
	before = mem_free_kib();
	tasks = count_tasks();
	weather(seconds, first, true);
	usleep(200000);
	after = mem_free_kib();
	diag("%d s: %ld KiB free before, %ld after; %d tasks before, %d after", seconds, before, after, tasks,
	     count_tasks());
	if (alone()) {
		ok(count_tasks() == tasks, "as many tasks as before");
		ok(before - after <= TOLERANCE_KIB, "no memory is lost (%ld KiB)", before - after);
	} else {
		skip(2, "this kernel's tasks and free memory are not this program's alone");
	}
	return done_testing();
}
