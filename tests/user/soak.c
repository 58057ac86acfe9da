/* SPDX-License-Identifier: MIT */
/*
 * soak [seconds [seed [workers]]] - storms of fork, exec, signals, ptrace, mappings, pipes, files,
 * threads and futexes, several processes at a time, the same for the same seed. Afterwards the machine must
 * be as it was before: as many tasks, and as many free pages but for the few that the kernel keeps at
 * hand. For hours: RUN="/tests/soak 1800".
 * Catches: a page, a task or a structure that the kernel loses; anything that goes wrong once in a thousand.
 */
#include "kernel.h"
#include "soak/soak.h"
#include "tap.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 5
#define MAX_WORKERS 16
#define FAILURES_SHOWN 8
#define KEPT_KIB 60 /* an empty page of each of kmalloc's 15 sizes */

static const struct storm {
	const char *name;
	void (*fn)(void);
} storms[] = {
	{ "fork", storm_fork }, { "exec", storm_exec }, { "signal", storm_signal }, { "stop", storm_stop },
	{ "ptrace", storm_ptrace }, { "seize", storm_seize }, { "mmap", storm_mmap }, { "cow", storm_cow },
	{ "pipe", storm_pipe }, { "file", storm_file }, { "poll", storm_poll }, { "thread", storm_thread },
	{ "futex", storm_futex }, { "thread exit", storm_thread_exit }, { "timer", storm_timer },
};
#define N_STORMS (sizeof(storms) / sizeof(storms[0]))

const char *soak_self;
static char self[256];

struct shared {
	volatile uint32_t rounds[N_STORMS];
	volatile uint32_t failures;
	volatile int running[MAX_WORKERS];	/* the storm that a worker is in */
	struct failure {
		const char *file, *what;
		int line, error;
	} failure[FAILURES_SHOWN];
};

static struct shared *shared;

bool check_that(bool cond, const char *file, int line, const char *what)
{
	int error = errno;
	uint32_t n;

	if (cond)
		return true;
	n = __sync_fetch_and_add(&shared->failures, 1);
	if (n < FAILURES_SHOWN)
		shared->failure[n] = (struct failure){ file, what, line, error };
	return false;
}

static uint32_t random_state = 1;

void seed_random(uint32_t seed)
{
	random_state = seed * 2654435761u | 1;
}

uint32_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

uint32_t below(uint32_t n)
{
	return (uint64_t)next_random() * n >> 32;
}

static int now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int)ts.tv_sec;
}

/* kB, or -1 */
static int free_memory(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	char line[128];
	int kib = -1;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemFree: %d", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

static int tasks(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	int n = 0;

	while (d && (e = readdir(d)))
		n += isdigit((unsigned char)e->d_name[0]) != 0;
	if (d)
		closedir(d);
	return n;
}

static uint32_t all_rounds(void)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < N_STORMS; i++)
		sum += shared->rounds[i];
	return sum;
}

static void one_storm(int worker, unsigned int i)
{
	shared->running[worker] = i;
	storms[i].fn();
	__sync_fetch_and_add(&shared->rounds[i], 1);
}

static int worker(int number, uint32_t seed, int until)
{
	seed_random(seed + number);
	while (now() < until)
		one_storm(number, below(N_STORMS));
	return 0;
}

/* Every storm once: what the kernel keeps for the next time is there before the count begins. */
static void warm_up(uint32_t seed)
{
	seed_random(seed);
	for (unsigned i = 0; i < N_STORMS; i++)
		one_storm(0, i);
	diag("each storm once: %d kB free, %d tasks", free_memory(), tasks());
}

/* All workers until the time is over; false if one had to be killed. */
static bool rage(int workers, uint32_t seed, int seconds)
{
	int start = now(), until = start + seconds, told = 0, left = workers, pids[MAX_WORKERS];
	bool all_back = true;

	for (int i = 0; i < workers; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			setpgid(0, 0);
			_exit(worker(i, seed, until));
		}
	}
	while (left) {
		usleep(100000);
		for (int i = 0; i < workers; i++) {
			int status;

			if (pids[i] && waitpid(pids[i], &status, WNOHANG) == pids[i]) {
				if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0))
					diag("worker %d: status %#x", i, status);
				pids[i] = 0;
				left--;
			}
			if (pids[i] && now() > until + 40) {
				diag("worker %d hangs in storm %s", i, storms[shared->running[i]].name);
				kill(-pids[i], SIGKILL);
				all_back = false;
			}
		}
		if ((now() - start) / 10 > told) {
			told = (now() - start) / 10;
			diag("%d s: %u storms, %d kB free, %d tasks", now() - start, all_rounds(),
			     free_memory(), tasks());
		}
	}
	return all_back;
}

/* The last of a task goes after its parent was told: a moment of patience. */
static void as_before(int memory, int n)
{
	int end_memory = 0, end_tasks = 0;

	for (int i = 0; i < 50; i++) {
		end_memory = free_memory();
		end_tasks = tasks();
		if (end_memory >= memory - KEPT_KIB && end_tasks <= n)
			break;
		usleep(50000);
	}
	ok(end_tasks == n, "tasks: %d before, %d after", n, end_tasks);
	ok(end_memory >= memory - KEPT_KIB, "free memory: %d kB before, %d kB after", memory, end_memory);
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : SECONDS, workers = argc > 3 ? atoi(argv[3]) : 4;
	uint32_t seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1, failures;
	int memory, n, length;

	if (argc > 1 && !strcmp(argv[1], "nop"))
		return 42;
	length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	soak_self = length > 0 ? self : "/tests/soak";
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || workers < 1 || workers > MAX_WORKERS) {
		ok(false, "shared memory, and 1 to %d workers", MAX_WORKERS);
		return done_testing();
	}
	warm_up(seed);
	n = tasks();
	memory = free_memory();
	ok(rage(workers, seed, seconds), "%d workers, seed %u, %d s: all came back", workers, seed, seconds);
	failures = shared->failures;
	for (uint32_t i = 0; i < failures && i < FAILURES_SHOWN; i++)
		diag("%s:%d: %s (errno %d)", shared->failure[i].file, shared->failure[i].line,
		     shared->failure[i].what, shared->failure[i].error);
	ok(!failures, "%u storms, %u failures", all_rounds(), failures);
	for (unsigned i = 0; i < N_STORMS; i++)
		diag("%7u %s", shared->rounds[i], storms[i].name);
	if (vestibule())
		as_before(memory, n);
	else
		skip(2, "Linux has tasks and caches of its own, which come and go");
	return done_testing();
}
