/* SPDX-License-Identifier: MIT */
/* Storms of signals and timers. */
#include "soak.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RT SIGRTMIN + 3

static volatile int handled, queued_sum;

static void count_one(int sig)
{
	(void)sig;
	handled++;
}

static void count_queued(int sig, siginfo_t *si, void *context)
{
	(void)sig, (void)context;
	handled++;
	queued_sum += si->si_value.sival_int;
}

/* Takes n queued signals in any order of arrival, on another stack, then exits. */
static int take_queued(int n, int ready)
{
	static char stack[16384];
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction sa = { .sa_sigaction = count_queued, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	sigset_t none, block;

	sigaltstack(&ss, NULL);
	sigaction(RT, &sa, NULL);
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, RT);
	sigprocmask(SIG_BLOCK, &block, NULL);
	if (write(ready, "r", 1) != 1)
		return 1;
	while (handled < n)
		sigsuspend(&none);
	return queued_sum == n * (n - 1) / 2 ? 9 : 2;
}

void storm_signal(void)
{
	int n = 1 + below(60), fds[2], pid;
	sigset_t all, old;
	char c;

	if (!CHECK(pipe(fds) == 0))
		return;
	handled = queued_sum = 0;
	pid = fork_child();
	if (!pid)
		_exit(take_queued(n, fds[1]));
	CHECK(read(fds[0], &c, 1) == 1);
	for (int i = 0; i < n; i++) {
		union sigval value = { .sival_int = i };

		while (sigqueue(pid, RT, value) < 0 && errno == EAGAIN)
			sched_yield();
	}
	CHECK(ended_with(pid, 9));
	close(fds[0]);
	close(fds[1]);

	/* signals that nobody takes before the end */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	pid = fork_child();
	if (!pid)
		for (;;)
			pause();
	sigprocmask(SIG_SETMASK, &old, NULL);
	for (int i = 0; i < n; i++)
		kill(pid, i & 1 ? RT : SIGUSR1);
	kill(pid, SIGKILL);
	CHECK(killed_by(pid, SIGKILL));
}

/* Stop and go, and every end. */
void storm_stop(void)
{
	static const int ends[] = { SIGKILL, SIGTERM, SIGHUP, SIGSEGV, SIGUSR1, SIGPIPE };
	int end = ends[below(6)], pid = fork_child(), status;

	if (!pid)
		for (;;)
			next_random();
	for (int i = 0; i < 4; i++) {
		kill(pid, SIGSTOP);
		CHECK(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
		if (i == 3 && end == SIGKILL)
			break;	/* killed in the stop */
		kill(pid, SIGCONT);
		CHECK(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status));
	}
	kill(pid, end);
	CHECK(killed_by(pid, end));
}

void storm_timer(void)
{
	struct itimerval fast = { { 0, 2000 + below(5000) }, { 0, 1000 } }, off = { { 0, 0 }, { 0, 0 } };
	struct sigaction sa = { .sa_handler = count_one }, old;
	bool real = below(2);
	int pid = fork_child();

	if (pid) {
		CHECK(ended_with(pid, 0));
		return;
	}
	sigaction(SIGVTALRM, &sa, &old);
	sigaction(SIGALRM, &sa, &old);
	handled = 0;
	setitimer(real ? ITIMER_REAL : ITIMER_VIRTUAL, &fast, NULL);
	while (handled < 3) {
		struct timespec ts = { 0, 200000 };

		/* A clock of CPU time may not see who only works for moments. */
		if (real)
			nanosleep(&ts, NULL);
		for (int i = 0; i < 1000; i++)
			next_random();
	}
	if (below(2)) {
		setitimer(ITIMER_REAL, &off, NULL);
		setitimer(ITIMER_VIRTUAL, &off, NULL);
	}
	_exit(0); /* or with the timer running */
}
