/* SPDX-License-Identifier: MIT */
/*
 * Programs that take all memory, each of another kind: the kernel kills the one that takes it, or refuses it
 * more, and everybody else goes on; afterwards all memory is free again.
 * Catches: a wrong victim, a kernel that stops or hangs without memory, a leak on a way that fails.
 */
#include "recovery.h"
#include <stdio.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#define FILL_NAME "/tmp/recovery-fill"

static bool killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static bool killed_or_refused(int status)
{
	return killed(status) || (WIFEXITED(status) && WEXITSTATUS(status) == NO_MEMORY);
}

static bool killed_refused_or_done(int status)
{
	return killed_or_refused(status) || status == 0;
}

/* ---- pages ---- */

static void touch_without_end(int flags)
{
	for (;;) {
		char *p = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);

		if (p == MAP_FAILED)
			_exit(NO_MEMORY);
		for (unsigned i = 0; i < MIB; i += PAGE)
			p[i] = 1;
	}
}

static void private_pages(void)
{
	touch_without_end(MAP_PRIVATE);
}

static void shared_pages(void)
{
	touch_without_end(MAP_SHARED);
}

static void heap(void)
{
	for (;;) {
		char *p = malloc(64 * 1024);

		if (!p)
			_exit(NO_MEMORY);
		memset(p, 1, 64 * 1024);
	}
}

/* The kernel itself touches it: a read into fresh memory. */
static void by_system_call(void)
{
	int fd = open("/dev/zero", O_RDONLY);

	for (;;) {
		char *p = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);

		if (p == MAP_FAILED || read(fd, p, MIB) < 0)
			_exit(NO_MEMORY);
	}
}

/* Copies on write of what a parent and many children share. */
static void copies(void)
{
	unsigned size = 2 * MIB;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	int n = 0, most = vestibule() ? 400 : 150, victims = 0,
	    pid; /* Linux takes a minute to kill a crowd */

	if (p == MAP_FAILED)
		_exit(NO_MEMORY);
	memset(p, 1, size);
	for (; n < most; n++) {
		pid = fork();
		if (pid < 0)
			break;
		if (pid)
			continue;
		memset(p, 2, size);
		for (;;)
			pause();
	}
	usleep(100000);
	kill(0, SIGKILL);
	for (; n > 0; n--)
		victims += killed(status_of(-1));
	_exit(victims ? 0 : 1);
}

static void sparse_once(void)
{
	unsigned size = 0x40000000;
	char *p;

	/* One page in each 2 MiB, so that each costs a page table as well. */
	for (; size >= 16 * MIB; size /= 2) {
		p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			continue;
		for (unsigned at = 0; at < size; at += 2 * MIB)
			p[at] = 1;
	}
}

/* Page tables: mostly empty ones, of many processes. */
static void page_tables(void)
{
	int n = 0;

	for (; n < (vestibule() ? 30 : 16); n++) {
		int pid = fork();

		if (pid < 0)
			break;
		if (pid)
			continue;
		sparse_once();
		for (;;)
			pause();
	}
	usleep(300000);
	kill(0, SIGKILL);
}

static char *reserve_space(unsigned size)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(NO_MEMORY);
	return p;
}

/*
 * Nearly all memory is taken, by pages that a child does not get; what it would get needs more page tables
 * than there is room for. So each fork comes some way and must give back what it had.
 */
static void forks_without_memory(void)
{
	enum { TABLES = 64 };
	unsigned size = 512 * MIB, at = 0, failed = 0;
	long enough_kib = meminfo("MemTotal:") / 64 + 100;
	char *sparse = reserve_space(TABLES * 2 * MIB), *rest = reserve_space(size);

	if (!vestibule())
		_exit(NO_MEMORY); /* what is free counts differently on Linux */
	for (int i = 0; i < TABLES; i++)
		sparse[i * 2 * MIB] = 1;
	madvise(rest, size, MADV_DONTFORK);
	for (; at < size && meminfo("MemFree:") > enough_kib; at += 4 * PAGE)
		for (unsigned i = 0; i < 4; i++)
			rest[at + i * PAGE] = 1;
	for (int n = 0; n < 1500; n++) {
		int pid = fork();

		if (!pid)
			_exit(0);
		if (pid > 0)
			status_of(pid);
		else
			failed++;
	}
	_exit(failed > 700 ? NO_MEMORY : 1);
}

/* ---- files and what else the kernel keeps for a program ---- */

static void fill_file(void)
{
	static char block[64 * 1024];
	int fd = open(FILL_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600), n;

	memset(block, 'x', sizeof(block));
	while ((n = write(fd, block, sizeof(block))) > 0)
		;
	_exit(n < 0 && (errno == ENOSPC || errno == ENOMEM) ? NO_MEMORY : 1);
}

static void fill_mapped_file(void)
{
	int fd = open(FILL_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);
	unsigned size = 0x40000000;
	char *p;

	if (fd < 0 || ftruncate(fd, size))
		_exit(NO_MEMORY);
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		_exit(NO_MEMORY);
	for (unsigned at = 0; at < size; at += PAGE)
		p[at] = 1;
}

/* As many files as one directory takes, with long names. */
static void fill_directory(void)
{
	char name[300];
	int n = 0, fd;

	mkdir(FILL_NAME, 0700);
	if (chdir(FILL_NAME))
		_exit(1);
	memset(name, 'n', sizeof(name));
	for (; n < (vestibule() ? 30000 : 5000); n++) {
		snprintf(name + 240, sizeof(name) - 240, "%d", n);
		fd = open(name, O_CREAT | O_WRONLY, 0600);
		if (fd < 0)
			_exit(errno == ENOSPC || errno == ENOMEM || errno == ENFILE ? NO_MEMORY : 1);
		close(fd);
	}
}

static void empty_directory(void)
{
	char name[300];

	memset(name, 'n', sizeof(name));
	if (chdir(FILL_NAME))
		return;
	for (int n = 0;; n++) {
		snprintf(name + 240, sizeof(name) - 240, "%d", n);
		if (unlink(name))
			break;
	}
	if (chdir("/") || rmdir(FILL_NAME))
		diag("the directory does not go: errno %d", errno);
}

static void fill_pipes_once(void)
{
	static char block[64 * 1024];
	int fds[2], fd = open("/dev/null", O_RDONLY);

	while (!pipe(fds)) {
		fcntl(fds[1], F_SETFL, O_NONBLOCK);
		while (write(fds[1], block, sizeof(block)) > 0)
			;
	}
	close(fd);
}

/* Full pipes, of many processes. Linux charges them to nobody, so there it is one. */
static void pipes(void)
{
	for (int n = 0; n < (vestibule() ? 40 : 1); n++) {
		int pid = fork();

		if (pid < 0)
			break;
		if (pid)
			continue;
		fill_pipes_once();
		for (;;)
			pause();
	}
	usleep(500000);
	kill(0, SIGKILL);
}

/* Mappings: each a structure of the kernel's, and nothing behind it. */
static void mappings(void)
{
	unsigned size = 65000 * 2 * PAGE;
	char *p = mmap(NULL, size, PROT_NONE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(NO_MEMORY);
	for (unsigned at = 0; at < size; at += 2 * PAGE)
		if (mprotect(p + at, PAGE, PROT_READ))
			_exit(errno == ENOMEM ? NO_MEMORY : 1);
}

/* Signals that wait for a process that blocks them. */
static void signals(void)
{
	union sigval value = { .sival_int = 1 };
	sigset_t set;
	int n = 0;

	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (!sigqueue(getpid(), SIGRTMIN + n % 20, value))
		n++;
	_exit(errno == EAGAIN && n > 0 ? NO_MEMORY : 1);
}

/* The longest argument lists: exec copies them. */
static void arguments(void)
{
	static char *argv[2000];
	char *word = malloc(100000);

	memset(word, 'a', 99999);
	word[99999] = '\0';
	for (int i = 0; i < 1999; i++)
		argv[i] = word;
	execv("/proc/self/exe", argv);
	if (errno != E2BIG && errno != ENOMEM)
		_exit(1);
	argv[15] = NULL;
	execv("/proc/self/exe", argv);
	_exit(errno == E2BIG || errno == ENOMEM ? NO_MEMORY : 1);
}

static const struct {
	const char *name;
	void (*attack)(void);
	bool (*expected)(int status);
	void (*afterwards)(void);
} attacks[] = {
	{ "private pages", private_pages, killed, NULL },
	{ "shared pages", shared_pages, killed, NULL },
	{ "a heap", heap, killed_or_refused, NULL },
	{ "pages that a call touches", by_system_call, killed_or_refused, NULL },
	{ "copies on write", copies, killed_refused_or_done, NULL },
	{ "page tables", page_tables, killed_refused_or_done, NULL },
	{ "forks without memory", forks_without_memory, killed_or_refused, NULL },
	{ "a file", fill_file, killed_or_refused, NULL },
	{ "a mapped file", fill_mapped_file, NULL, NULL },
	{ "many files", fill_directory, killed_refused_or_done, empty_directory },
	{ "pipes", pipes, killed_refused_or_done, NULL },
	{ "mappings", mappings, killed_refused_or_done, NULL },
	{ "queued signals", signals, killed_or_refused, NULL },
	{ "arguments", arguments, killed_refused_or_done, NULL },
};

int main(int argc, char **argv)
{
	if (argc > 10)
		return 0; /* arguments(): they fitted */
	start_bystander();
	for (unsigned i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		double began = seconds_now();
		int status;

		/* Private pages again, and Linux has much memory to be touched. */
		if (!vestibule() && (attacks[i].attack == heap || attacks[i].attack == by_system_call))
			continue;
		note_state();
		status = attacked_by(attacks[i].attack);
		/* A mapped file's end is SIGBUS where files have a limit, and SIGKILL else. */
		ok(attacks[i].expected ? attacks[i].expected(status) : WIFSIGNALED(status),
		   "%s: the one who took all is killed or refused (status %x, %d ms)",
		   attacks[i].name, status, (int)((seconds_now() - began) * 1000));
		unlink(FILL_NAME);
		if (attacks[i].afterwards)
			attacks[i].afterwards();
		check_recovered(attacks[i].name);
	}
	return done_testing();
}
