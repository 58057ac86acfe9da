/* SPDX-License-Identifier: MIT */
/*
 * Fork bombs of processes and threads, with and without limits, and every pid used once: the kernel refuses
 * more, a bystander goes on, and afterwards there are as many tasks and as much memory as before.
 * Catches: a limit that does not hold, a pid given twice or never again, a zombie that nobody reaps.
 */
#include "recovery.h"
#include <sched.h>
#include <string.h>
#include <thread.h>

#define USER       1000
#define ALLOWED    40   /* tasks of that user */
#define MOST       5000 /* more than our kernel lets be on the machines that the tests have */
#define LINUX_MOST 300  /* its own limit is above what its memory allows */

static bool refused(int error)
{
	return error == EAGAIN || error == ENOMEM;
}

/* ---- one after the other until no more ---- */

static int children;

/* Sleeping children until fork refuses; -1: it never did; else errno. */
static int fork_until_refused(int most)
{
	for (children = 0; children < most; children++) {
		int pid = fork();

		if (pid < 0)
			return errno;
		if (!pid)
			for (;;)
				pause();
	}
	return -1;
}

static int end_children(void)
{
	int reaped = 0;

	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (waitpid(-1, NULL, 0) > 0)
		reaped++;
	return reaped;
}

static void many_processes(void)
{
	int error, reaped;

	signal(SIGTERM, SIG_DFL);
	error = fork_until_refused(vestibule() ? MOST : LINUX_MOST);
	reaped = end_children();
	if (reaped != children || (vestibule() && !refused(error)))
		_exit(1);
}

static bool become_user(void)
{
	struct rlimit few = { ALLOWED, ALLOWED };

	return !setrlimit(RLIMIT_NPROC, &few) && !setgid(USER) && !setuid(USER);
}

/* As a user with a limit: exactly so many, and as many again when they have gone. */
static void limited(void)
{
	if (!become_user())
		_exit(2);
	for (int round = 0; round < 3; round++) {
		int error = fork_until_refused(4 * ALLOWED), reaped;

		reaped = end_children();
		signal(SIGTERM, SIG_DFL);
		if (error != EAGAIN || reaped != children || children < ALLOWED - 2 ||
		    children > ALLOWED)
			_exit(3);
	}
}

/* ---- threads ---- */

static struct thread threads[MOST];
static volatile int go_home;

static int thread_main(void *arg)
{
	(void)arg;
	while (!go_home)
		usleep(20000);
	return 7;
}

/* How many threads could be made; all have ended. -1: one went wrong. */
static int threads_until_refused(int most, int *error)
{
	int n = 0, bad = 0;

	*error = 0;
	go_home = 0;
	while (n < most && !thread_create(&threads[n], thread_main, NULL))
		n++;
	if (n < most)
		*error = errno;
	go_home = 1;
	for (int i = 0; i < n; i++)
		bad += thread_join(&threads[i]) != 7;
	return bad ? -1 : n;
}

static void many_threads(void)
{
	int error, n = threads_until_refused(vestibule() ? MOST : LINUX_MOST, &error);

	if (n < 20 || (vestibule() && !refused(error)))
		_exit(1);
}

static void limited_threads(void)
{
	int error;

	if (!become_user())
		_exit(2);
	for (int round = 0; round < 3; round++) {
		int n = threads_until_refused(4 * ALLOWED, &error);

		if (error != EAGAIN || n < ALLOWED - 2 || n > ALLOWED)
			_exit(3);
	}
}

/* Nobody joins them: the process ends with all of them asleep. */
static void threads_left_behind(void)
{
	for (int n = 0; n < (vestibule() ? MOST : LINUX_MOST); n++)
		if (thread_create(&threads[n], thread_main, NULL))
			break;
}

/* ---- bombs: every copy makes copies, until somebody kills them all ---- */

static void explode(void)
{
	for (;;)
		if (fork() < 0)
			sched_yield();
}

/* Lets a bomb burn for a while, then kills its group until nothing of it is left. */
static void bomb(bool as_user)
{
	int pid = fork();

	if (!pid) {
		setpgid(0, 0);
		if (as_user && !become_user())
			_exit(2);
		explode();
	}
	setpgid(pid, pid);
	usleep(1500000);
	ok(answers(), "a bystander answers beside the bomb");
	for (int i = 0; i < 1000 && !kill(-pid, SIGKILL); i++)
		usleep(1000);
	ok(status_of(pid) == SIGKILL && kill(-pid, SIGKILL) && errno == ESRCH,
	   "and all of it can be killed");
}

/* Its children are nobody's to wait for. */
static void unattended(void)
{
	signal(SIGCHLD, SIG_IGN);
	for (int n = 0; n < 1000; n++) {
		int pid = fork();

		if (!pid)
			_exit(0);
		if (pid < 0)
			_exit(1);
		if (n % 16 == 0)
			sched_yield();
	}
	if (waitpid(-1, NULL, 0) != -1 || errno != ECHILD)
		_exit(2);
}

/* Each leaves a zombie, until fork refuses; their parent's end frees them all. */
static void zombies(void)
{
	for (int n = 0; n < (vestibule() ? MOST : LINUX_MOST); n++) {
		int pid = fork();

		if (!pid)
			_exit(0);
		if (pid < 0)
			_exit(refused(errno) ? 0 : 1);
	}
	_exit(vestibule());
}

/* Children that become init's while they live. */
static void orphans(void)
{
	for (int n = 0; n < 200; n++) {
		int pid = fork();

		if (pid < 0)
			_exit(1);
		if (!pid) {
			if (!fork())
				usleep(20000);
			_exit(0);
		}
		status_of(pid);
	}
}

/* ---- pids ---- */

__attribute__((noinline)) static int brief_child(void)
{
	int pid = vfork();

	if (!pid)
		_exit(0);
	return pid;
}

/* All the numbers once and a little more: none is given that somebody has. Linux is too slow for all. */
static void every_pid(void)
{
	enum { HELD = 8 };
	int rounds = vestibule() ? 33500 : 3000, held[HELD], last = 0, wraps = !vestibule(), bad = 0;

	for (int i = 0; i < HELD; i++)
		if (!(held[i] = fork()))
			for (;;)
				pause();
	for (int n = 0; n < rounds && !bad; n++) {
		int pid = brief_child();

		bad = pid < 2 || pid >= 32768 || pid == getpid() || pid == bystander.pid;
		for (int i = 0; i < HELD; i++)
			bad |= pid == held[i];
		wraps += pid < last;
		last = pid;
		bad |= status_of(pid) != 0;
	}
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	_exit(bad ? 1 : wraps < 1 ? 2 : 0);
}

static const struct {
	const char *name;
	void (*attack)(void);
} attacks[] = {
	{ "processes until none is left", many_processes },
	{ "processes of a user with a limit", limited },
	{ "threads until none is left", many_threads },
	{ "threads of a user with a limit", limited_threads },
	{ "threads that their process leaves behind", threads_left_behind },
	{ "children that nobody waits for", unattended },
	{ "zombies until none is left", zombies },
	{ "orphans", orphans },
	{ "every pid", every_pid },
};

int main(void)
{
	start_bystander();
	for (unsigned i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
		double began = seconds_now();
		int status;

		signal(SIGTERM, SIG_DFL);
		note_state();
		status = attacked_by(attacks[i].attack);
		ok(status == 0, "%s (status %x, %d ms)", attacks[i].name, status,
		   (int)((seconds_now() - began) * 1000));
		check_recovered(attacks[i].name);
	}
	note_state();
	bomb(true);
	check_recovered("a bomb of a user with a limit");
	if (vestibule()) {
		note_state();
		bomb(false);
		check_recovered("a bomb without a limit");
	} else {
		skip(1, "this kernel's limit on tasks is above what its memory allows");
	}
	return done_testing();
}
