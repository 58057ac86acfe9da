/* SPDX-License-Identifier: MIT */
/*
 * Clocks and sleeps: monotonic, at least as long as asked for, interruptible.
 * Catches: a clock that goes back, a sleep that ends early or never, a time taken unchecked.
 */
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(int clock)
{
	struct timespec ts = { 0, 0 };

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void monotonic(void)
{
	static const struct {
		int clock;
		const char *name;
	} clocks[] = { { CLOCK_MONOTONIC, "CLOCK_MONOTONIC" }, { CLOCK_REALTIME, "CLOCK_REALTIME" } };

	for (unsigned c = 0; c < 2; c++) {
		int64_t last = now(clocks[c].clock), first = last;
		unsigned back = 0;

		for (int i = 0; i < 20000; i++) {
			int64_t t = now(clocks[c].clock);

			back += t < last;
			last = t;
		}
		ok(!back && last > first, "%s goes forward, never back", clocks[c].name);
	}
}

static void sleeps(void)
{
	static const unsigned ms[] = { 0, 1, 5, 20, 50 };

	for (unsigned i = 0; i < sizeof(ms) / sizeof(*ms); i++) {
		struct timespec ts = { 0, ms[i] * 1000000 };
		int64_t start = now(CLOCK_MONOTONIC), took;
		int r = nanosleep(&ts, NULL);

		took = now(CLOCK_MONOTONIC) - start;
		ok(r == 0 && took >= ts.tv_nsec && took < ts.tv_nsec + 3000000000ll,
		   "nanosleep of %u ms takes %u us", ms[i], (unsigned)(took / 1000));
	}
}

static void sleep_errors(void)
{
	static const struct timespec bad[] = { { 0, -1 }, { 0, 1000000000 }, { -1, 0 } };

	for (unsigned i = 0; i < 3; i++)
		ok(nanosleep(&bad[i], NULL) == -1 && errno == EINVAL, "nanosleep of %d s %d ns is EINVAL",
		   (int)bad[i].tv_sec, (int)bad[i].tv_nsec);
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* An interrupted sleep tells what is left. */
static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	struct itimerval it = { { 0, 0 }, { 0, 30000 } };
	struct timespec ts = { 100, 0 }, left = { 0, 0 };
	int64_t start = now(CLOCK_MONOTONIC), took;

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &it, NULL);
	ok(nanosleep(&ts, &left) == -1 && errno == EINTR, "a signal ends a sleep of 100 s: EINTR");
	took = now(CLOCK_MONOTONIC) - start;
	ok(took >= 30000000 && left.tv_sec >= 90 && left.tv_sec < 100, "and %d s are left",
	   (int)left.tv_sec);
}

static void absolute(void)
{
	int64_t target = now(CLOCK_MONOTONIC) + 30000000;
	struct timespec ts = { target / 1000000000, target % 1000000000 };

	ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == 0 &&
		   now(CLOCK_MONOTONIC) >= target,
	   "an absolute sleep ends after its time");
	ts.tv_sec = 0;
	ok(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == 0, "one in the past at once");
	ok(clock_nanosleep(99, 0, &ts, NULL) == EINVAL, "an unknown clock is EINVAL");
}

static void clocks(void)
{
	struct timespec ts, res;
	struct timeval tv;
	int64_t a, b;

	ok(clock_gettime(99, &ts) == -1 && errno == EINVAL && clock_gettime(-1, &ts) == -1 &&
		   errno == EINVAL,
	   "unknown clocks are EINVAL");
	ok(clock_getres(CLOCK_MONOTONIC, &res) == 0 && res.tv_sec == 0 && res.tv_nsec > 0 &&
		   res.tv_nsec <= 10000000,
	   "clock_getres");
	gettimeofday(&tv, NULL);
	a = (int64_t)tv.tv_sec * 1000000 + tv.tv_usec;
	b = now(CLOCK_REALTIME) / 1000;
	ok(b >= a - 1000 && b - a < 5000000, "gettimeofday is CLOCK_REALTIME");
	ok(time(NULL) >= tv.tv_sec && time(NULL) - tv.tv_sec < 6, "time too");
	ok(tv.tv_sec > 1577836800, "the year is 2020 or later");
	ok(times(NULL) != (clock_t)-1, "times");
}

/* CPU time counts work, not sleep. */
static void cpu_time(void)
{
	int64_t start = now(CLOCK_PROCESS_CPUTIME_ID), mid, end;

	if (start == 0) {
		skip(1, "no CLOCK_PROCESS_CPUTIME_ID");
		return;
	}
	usleep(100000);
	mid = now(CLOCK_PROCESS_CPUTIME_ID);
	for (int64_t until = now(CLOCK_MONOTONIC) + 100000000; now(CLOCK_MONOTONIC) < until;)
		;
	end = now(CLOCK_PROCESS_CPUTIME_ID);
	ok(end - mid > mid - start && mid >= start, "CPU time: %u us asleep, %u us at work",
	   (unsigned)((mid - start) / 1000), (unsigned)((end - mid) / 1000));
}

/* alarm(1) kills a program that has no action for it. */
static void alarms(void)
{
	int status = -1, pid = fork();

	if (!pid) {
		signal(SIGALRM, SIG_DFL);
		alarm(1);
		for (;;)
			;
	}
	ok(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM,
	   "alarm ends a spinning program");
	alarm(100);
	ok(alarm(0) >= 99 && alarm(0) == 0, "alarm tells what was left");
}

int main(void)
{
	monotonic();
	sleeps();
	sleep_errors();
	interrupted();
	absolute();
	clocks();
	cpu_time();
	alarms();
	return done_testing();
}
