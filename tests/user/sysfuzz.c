/* SPDX-License-Identifier: MIT */
/*
 * sysfuzz [seconds|+batches [seed [batch]]] - every system call of the table with arguments of every kind,
 * good ones and hostile ones, in batches: one process each, in turn as root and as a user, whose calls share
 * descriptors and mappings. The same seed draws the same calls. After each batch all that it left is
 * killed and removed, and the machine must be as it was. With a batch's number only that one runs, each call
 * shown before it is made. A kernel that stops names the process, fuzz-NUMBER.
 * Catches: a call that stops, hangs or damages the kernel, or that keeps memory or tasks.
 */
#include "kernel.h"
#include "sysfuzz/sysfuzz.h"
#include "tap.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define FOLDER	  "/sysfuzz" /* no user can leave anything beside it */
#define TICKS	  8	/* of 20 ms, without a call: the batch waits for something, and is ended */
#define PATIENCE  250	/* ticks until what was killed must be gone */
#define WARM_UP	  3	/* batches, before memory is counted */
#define BATCHES	  12	/* without seconds given */
#define KEPT_KIB  192	/* an empty page of each of kmalloc's sizes, name cache, kernel stacks */
#define SWEEP	  16	/* batches between two looks at the kernel's heap */
#define MAX_TASKS 256
#define MIN_SHARE 25	/* percent of the calls that must succeed, or the run shows little */

static int before[MAX_TASKS], n_before;
static int failures;
static uint32_t ended, waited, died;
static struct termios terminal;
static bool have_terminal;

static void on_tick(int sig)
{
	(void)sig;
}

/* The test itself is hit: nothing that a batch does may reach it. */
static void on_fault(int sig, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;

	bail_out("signal %d hit the parent: code %d, address %p, ip %x, trap %d, error %x", sig,
		 info->si_code, info->si_addr, (unsigned)uc->uc_mcontext.gregs[REG_EIP],
		 (int)uc->uc_mcontext.gregs[REG_TRAPNO], (unsigned)uc->uc_mcontext.gregs[REG_ERR]);
}

static uint32_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint32_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void fail(uint32_t number, const char *what)
{
	failures++;
	diag("batch %u: %s", number, what);
	if (failures < 4)
		for (uint32_t i = 0; i < 16; i++)
			print_attempt(&shared->ring[(shared->last + i) % 16]);
}

/* ---- what is there --------------------------------------------------------------------------- */

static int free_memory(void)
{
	char text[512] = "", *at;
	int fd = open("/proc/meminfo", O_RDONLY);

	read(fd, text, sizeof(text) - 1);
	close(fd);
	at = strstr(text, "MemFree:");
	return at ? atoi(at + 8) : -1;
}

/* Has the kernel verify all of its heap, which stops it where something is wrong; false: it cannot. */
static bool sweep_heap(void)
{
	char text[128];
	int fd = open("/proc/heap_check", O_RDONLY), n = read(fd, text, sizeof(text));

	close(fd);
	return n > 0;
}

/* All tasks' numbers; how many. */
static int list_tasks(int *pids)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) && n < MAX_TASKS)
			pids[n++] = atoi(entry->d_name);
	if (dir)
		closedir(dir);
	return n;
}

static bool was_there(int pid)
{
	for (int i = 0; i < n_before; i++)
		if (before[i] == pid)
			return true;
	return false;
}

/* ---- the end of a batch ---------------------------------------------------------------------- */

/* How many tasks are left that were not there before; each is killed. */
static int kill_rest(void)
{
	int pids[MAX_TASKS], n = list_tasks(pids), rest = 0;

	for (int i = 0; i < n; i++)
		if (!was_there(pids[i]) && !kill(pids[i], SIGKILL))
			rest++;
	return rest;
}

/* Orphans are ours: prctl made us the one who reaps them. */
static bool reap_all(void)
{
	int status;

	for (int i = 0; i < PATIENCE; i++) {
		kill_rest();
		while (waitpid(-1, &status, WNOHANG | __WALL) > 0)
			;
		if (waitpid(-1, &status, WNOHANG | __WALL) < 0 && errno == ECHILD &&
		    (!vestibule() || !kill_rest()))
			return true;
		usleep(i < 10 ? 1000 : 20000);
	}
	return false;
}

static void remove_tree(const char *path, int depth)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[4400];

	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (unlink(name) && depth < 8)
			remove_tree(name, depth + 1);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* What root may have changed of the machine. */
static void restore(int32_t real_minus_monotonic)
{
	static const char *const nodes[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/urandom",
					     "/dev/tty" };
	struct timespec ts;

	if (have_terminal) {
		tcflow(1, TCOON);
		tcsetattr(1, TCSANOW, &terminal);
	}
	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += real_minus_monotonic;
	clock_settime(CLOCK_REALTIME, &ts);
	setpriority(PRIO_PROCESS, 1, 0);
	chmod("/", 0755);
	chmod("/proc", 0555);
	for (unsigned int i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		chown(nodes[i], 0, 0);
		chmod(nodes[i], 0666);
	}
	remove_tree(FOLDER, 0);
	mkdir(FOLDER, 0777);
	chmod(FOLDER, 0777);
}

/* ---- a batch --------------------------------------------------------------------------------- */

/* It may have blocked some signals, but hardly all. */
static void nudge(int pid)
{
	static const int signals[] = { SIGCONT,  SIGALRM, SIGHUP, SIGUSR1, SIGTERM,
				       SIGWINCH, 40,      50,     60 };

	for (unsigned int i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		kill(pid, signals[i]);
}

/* Waits for the child; ends it when no call is made for a while. */
static void watch(int pid)
{
	uint32_t seen = shared->made;
	int status, ticks = 0;

	while (waitpid(pid, &status, __WALL) != pid) {
		if (errno != EINTR)
			return;
		ticks = shared->made == seen ? ticks + 1 : 0;
		seen = shared->made;
		if (ticks == TICKS / 4 || ticks == TICKS / 2)
			nudge(pid);
		if (ticks == TICKS) {
			waited++;
			print_attempt(&shared->ring[(shared->last - 1) % 16]);
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
		} else if (ticks > PATIENCE) {
			return;
		}
	}
	if (WIFEXITED(status))
		ended++;
	else
		died++;
}

static void one_batch(uint32_t seed, uint32_t number, int32_t real_minus_monotonic)
{
	int pid;

	chdir(FOLDER);
	pid = fork();
	if (!pid) {
		struct sched_param other = { 0 };

		sched_setscheduler(0, SCHED_OTHER, &other);
		batch(seed, number);
	}
	if (pid < 0) {
		fail(number, "no memory for a process");
		usleep(100000);
		return;
	}
	watch(pid);
	if (!reap_all())
		fail(number, "what it left cannot be killed");
	chdir("/");
	restore(real_minus_monotonic);
}

static void run(uint32_t seed, uint32_t first, uint32_t last, uint32_t seconds)
{
	uint32_t start = now_ms(), told = 0;
	struct timespec real, monotonic;

	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_MONOTONIC, &monotonic);
	for (uint32_t i = first;
	     i < last && (!seconds || now_ms() - start < seconds * 1000); i++) {
		one_batch(seed, i, real.tv_sec - monotonic.tv_sec);
		if (i % SWEEP == 0)
			sweep_heap();
		if ((now_ms() - start) / 5000 > told) {
			told = (now_ms() - start) / 5000;
			diag("%u s: batch %u, %u calls, %d kB free", (now_ms() - start) / 1000, i,
			     shared->made, free_memory());
		}
	}
}

/* ---- the sum --------------------------------------------------------------------------------- */

static void print_counts(bool all)
{
	char line[128] = "";

	for (uint32_t nr = 0, n = 0; nr < MAX_NR; nr++) {
		char one[48];

		if (!calls[nr].name || (!all && shared->of[nr].ok))
			continue;
		snprintf(one, sizeof(one), "%s %u/%u", calls[nr].name, shared->of[nr].ok,
			 shared->of[nr].ok + shared->of[nr].failed);
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "%-31s", one);
		if (++n % 3 == 0) {
			diag("%s", line);
			line[0] = '\0';
		}
	}
	if (line[0])
		diag("%s", line);
}

static void judge(bool all, uint32_t ms)
{
	uint32_t good = 0, made = 0, never_made = 0;

	for (uint32_t nr = 0; nr < MAX_NR; nr++) {
		good += shared->of[nr].ok;
		made += shared->of[nr].ok + shared->of[nr].failed;
		never_made += calls[nr].name && !shared->of[nr].ok && !shared->of[nr].failed;
	}
	diag("%u calls in %u ms, %u/s; %u batches ended, %u waited too long, %u died", made, ms,
	     (uint32_t)((uint64_t)made * 1000 / (ms | 1)), ended, waited, died);
	diag("%s", all ? "call, successes/made:" : "these never succeeded, of so many made:");
	print_counts(all);
	ok(!failures, "every batch came to its end");
	ok(made && (uint64_t)good * 100 / made >= MIN_SHARE, "%u of %u calls succeeded", good, made);
	ok(!never_made, "calls of the table that were never made: %u", never_made);
}

/* The last of a task goes after its parent was told: a moment of patience. */
static void as_before(int memory)
{
	int pids[MAX_TASKS], tasks = 0, end = 0;

	for (int i = 0; i < 50; i++) {
		end = free_memory();
		tasks = list_tasks(pids);
		if (tasks == n_before && end >= memory - KEPT_KIB)
			break;
		usleep(20000);
	}
	ok(tasks == n_before, "tasks: %d before, %d after", n_before, tasks);
	ok(end >= memory - KEPT_KIB, "free memory: %d kB before, %d kB after", memory, end);
	if (sweep_heap())
		ok(true, "the kernel's heap is sound");
	else
		skip(1, "only the debug build checks its heap");
}

/* Nothing that a batch sends may end us, and no loop of its may keep us from running. */
static void prepare(void)
{
	struct itimerval tick = { { 0, 20000 }, { 0, 20000 } };
	struct sched_param highest = { .sched_priority = 99 };
	struct sigaction act = { .sa_handler = on_tick };
	struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

	for (int sig = 1; sig <= 64; sig++)
		if (sig != SIGCHLD)
			signal(sig, SIG_IGN);
	sigaction(SIGSEGV, &fault, NULL);
	sigaction(SIGBUS, &fault, NULL);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &tick, NULL);
	sched_setscheduler(0, SCHED_FIFO, &highest);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	have_terminal = !tcgetattr(1, &terminal);
	mkdir(FOLDER, 0777);
	chmod(FOLDER, 0777);
	shared->parent = getpid();
	shared->init = 1;
	n_before = list_tasks(before);
}

int main(int argc, char **argv)
{
	bool counted = argc > 1 && argv[1][0] == '+';
	uint32_t how_long = argc > 1 ? strtoul(argv[1] + counted, NULL, 10) : 0,
		 seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1,
		 only = argc > 3 ? strtoul(argv[3], NULL, 10) : 0, start;
	int memory;

	shared = mmap((void *)SHARED, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		bail_out("no memory for the counts");
	verbose = argc > 3;
	prepare();
	if (verbose) {
		run(seed, only, only + 1, 0);
		ok(!failures, "batch %u of seed %u", only, seed);
		return done_testing();
	}
	run(seed ^ 0x55555555, 0, WARM_UP, 0);
	memory = free_memory();
	diag("seed %u, %d kB free", seed, memory);
	memset((void *)shared->of, 0, sizeof(shared->of));
	start = now_ms();
	run(seed, 0, counted ? how_long : how_long ? ~0u : BATCHES, counted ? 0 : how_long);
	judge(how_long, now_ms() - start);
	if (vestibule())
		as_before(memory);
	else
		skip(3, "Linux has tasks and caches of its own, which come and go");
	return done_testing();
}
