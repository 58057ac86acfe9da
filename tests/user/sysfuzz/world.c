/* SPDX-License-Identifier: MIT */
/* What a batch begins with: memory and descriptors of every kind, limits, signals. */
#include "sysfuzz.h"
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- signals --------------------------------------------------------------------------------- */

/* The stream whose loop runs on this stack. */
static struct stream *streams[2];

static void on_signal(int sig)
{
	(void)sig;
}

/* A structure could not be written: its page is gone. On with the next call. */
static void on_fault(int sig)
{
	const uint8_t *here = (const uint8_t *)&sig;

	for (int i = 0; i < 2; i++) {
		ptrdiff_t away = streams[i] ? streams[i]->stack - here : -1;

		if (away > -4096 && away < 65536)
			siglongjmp(streams[i]->out, 1);
	}
	_exit(98);
}

static void catch_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	for (int sig = 1; sig <= 64; sig++)
		if (sig != SIGCHLD)
			sigaction(sig, &act, NULL);
	act.sa_handler = on_fault;
	act.sa_flags = SA_NODEFER;
	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
}

/* Before a call that may wait: a signal soon, whatever earlier calls did to it. */
void arm_timer(struct stream *s)
{
	struct itimerval soon = { { 0, 2000 }, { 0, 100 + below(s, 700) } };
	struct sigaction act = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void map(uint32_t first, uint32_t pages, int prot, int flags, int fd)
{
	mmap((void *)(uintptr_t)(ARENA + first * PAGE), pages * PAGE, prot, flags | MAP_FIXED, fd, 0);
}

static void make_memory(int file)
{
	int rw = PROT_READ | PROT_WRITE, anonymous = MAP_ANONYMOUS | MAP_PRIVATE;

	mmap((void *)(uintptr_t)SCRATCH, SCRATCH_PAGES * PAGE, rw, anonymous | MAP_FIXED, -1, 0);
	map(0, 8, rw, anonymous, -1);
	map(8, 8, PROT_READ, anonymous, -1);
	map(16, 8, rw, MAP_ANONYMOUS | MAP_SHARED, -1);
	map(24, 8, PROT_NONE, anonymous, -1);
	map(32, 8, rw, MAP_SHARED, file);	/* half of it lies behind the file's end */
	map(40, 8, rw, MAP_PRIVATE, file);
	/* 48 to 55: nothing */
	map(56, 8, PROT_READ | PROT_WRITE | PROT_EXEC, anonymous, -1);
}

/* ---- files ----------------------------------------------------------------------------------- */

static int make_files(void)
{
	static const char page[PAGE] = "sysfuzz";
	static const char script[] = "#!/bin/true\n";
	int file = open("exe", O_RDWR | O_CREAT, 0777);

	write(file, script, sizeof(script) - 1);
	close(file);
	file = open("file", O_RDWR | O_CREAT, 0666);

	for (int i = 0; i < 3; i++)
		write(file, page, sizeof(page));
	write(file, page, 100);
	mkdir("dir", 0777);
	mkdir("dir/sub", 0777);
	symlink("file", "link");
	symlink("loop", "loop");
	mknod("fifo", S_IFIFO | 0666, 0);
	return file;
}

static void make_descriptors(void)
{
	static const struct {
		const char *path;
		int flags;
	} files[] = {
		{ "file", O_RDWR },
		{ "file", O_RDONLY },
		{ "big", O_RDWR | O_CREAT },
		{ "log", O_WRONLY | O_APPEND | O_CREAT },
		{ ".", O_RDONLY },
		{ "dir", O_RDONLY | O_DIRECTORY },
		{ "fifo", O_RDWR | O_NONBLOCK },
		{ "/dev/null", O_RDWR },
		{ "/dev/zero", O_RDWR },
		{ "/dev/full", O_RDWR },
		{ "/dev/urandom", O_RDONLY },
		{ "/dev/console", O_RDONLY | O_NOCTTY | O_NONBLOCK },
		{ "/dev/tty", O_RDONLY | O_NOCTTY },
		{ "/proc/self/maps", O_RDONLY },
		{ "/proc/self/mem", O_RDWR },
		{ "/proc/meminfo", O_RDONLY },
		{ "/proc/self/status", O_RDONLY },
		{ "/proc", O_RDONLY },
		{ "/proc/self/fd", O_RDONLY },
		{ "/proc/self/task", O_RDONLY },
		{ "/proc/self/exe", O_RDONLY },
		{ "file", 010000000 /* O_PATH */ },
		{ "/proc/self/comm", O_RDWR },
	};
	int ends[2];

	for (unsigned int i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		open(files[i].path, files[i].flags, 0666);
	pipe(ends);
	pipe(ends);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
}

/* Nothing that is written may reach the terminal. */
void silence(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void limit(int resource, uint32_t value)
{
	struct rlimit rlim = { value, value };

	setrlimit(resource, &rlim);
}

/* What one batch may take: mostly little, so that filling it is quick, and sometimes next to nothing. */
static void make_limits(struct stream *s)
{
	limit(RLIMIT_AS, chance(s, 1, 8) ? 2u << 20 : chance(s, 1, 16) ? 512u << 20 : 24u << 20);
	limit(RLIMIT_FSIZE, chance(s, 1, 16) ? 64u << 20 : 256u << 10);
	limit(RLIMIT_NOFILE, chance(s, 1, 8) ? 36 : 64);
	limit(RLIMIT_CORE, 0);
	setpriority(PRIO_PROCESS, 0, 5);
}

/*
 * The one call whose failure may not be passed over: a user's batch that stayed root would do what allowed()
 * keeps root from. With fail-alloc it fails now and then.
 */
static void become_user(void)
{
	for (int i = 0; i < 100; i++)
		if (!setgid(1000) && !setuid(1000))
			return;
	_exit(97);
}

void make_world(struct stream *s)
{
	static struct stream *first;
	int file;

	if (first) {	/* the second thread's stream: the world is there */
		streams[1] = s;
		return;
	}
	streams[0] = first = s;
	catch_signals();
	setsid();
	if (!s->root) {
		become_user();
		prctl(PR_SET_DUMPABLE, 1);	/* or no relative could trace it */
	}
	umask(0);
	file = make_files();
	make_memory(file);
	make_descriptors();
	make_limits(s);
}
