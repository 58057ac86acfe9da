/* SPDX-License-Identifier: MIT */
/* Storms of threads and futexes. */
#include "soak.h"
#include <errno.h>
#include <futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <thread.h>
#include <time.h>
#include <unistd.h>

#define THREADS 5
#define TURNS 300

/* 0 free, 1 held, 2 held and waited for */
static volatile int lock_word;
static volatile int shared_count, go;

static void lock(void)
{
	int was = __sync_val_compare_and_swap(&lock_word, 0, 1);

	while (was) {
		if (was == 2 || __sync_val_compare_and_swap(&lock_word, 1, 2))
			futex_wait(&lock_word, 2, NULL);
		was = __sync_val_compare_and_swap(&lock_word, 0, 2);
	}
}

static void unlock(void)
{
	if (__sync_fetch_and_sub(&lock_word, 1) != 1) {
		__sync_lock_release(&lock_word);
		futex_wake(&lock_word, 1);
	}
}

static int add(void *arg)
{
	for (int i = 0; i < TURNS; i++) {
		lock();
		shared_count++;
		if (i % 50 == 0)
			sched_yield();
		unlock();
	}
	return (int)(uintptr_t)arg;
}

void storm_thread(void)
{
	struct thread t[THREADS];
	int n = 1 + below(THREADS), made = 0;

	shared_count = lock_word = 0;
	while (made < n && CHECK(thread_create(&t[made], add, (void *)(uintptr_t)(made + 50)) == 0))
		made++;
	for (int i = 0; i < made; i++)
		CHECK(thread_join(&t[i]) == i + 50);
	CHECK(shared_count == made * TURNS && !lock_word);
}

static int wait_for_go(void *arg)
{
	struct timespec soon = { 0, 500000 };

	(void)arg;
	while (!go) {
		errno = 0;
		if (below(2))
			futex_wait(&go, 0, &soon);
		else
			futex_wait(&go, 0, NULL);
	}
	return 3;
}

/* Everybody waits for one word, some with a limit; signals fly; all are woken at last. */
void storm_futex(void)
{
	struct thread t[THREADS];
	int made = 0;

	go = 0;
	while (made < THREADS && CHECK(thread_create(&t[made], wait_for_go, NULL) == 0))
		made++;
	for (int i = 0; i < 20; i++) {
		futex_wake(&go, below(3));
		sched_yield();
	}
	go = 1;
	for (int i = 0; i < made; i++) {
		futex_wake(&go, THREADS);
		CHECK(thread_join(&t[i]) == 3);
	}
}

static int spin(void *arg)
{
	(void)arg;
	for (;;)
		next_random();
	return 0;
}

static int sleep_long(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return 0;
}

static int exec_in_thread(void *arg)
{
	char *argv[] = { (char *)soak_self, "nop", NULL };

	(void)arg;
	execve(soak_self, argv, NULL);
	return 1;
}

/* A group that ends whatever its threads do: exit_group, exec from a thread, a deadly signal. */
void storm_thread_exit(void)
{
	struct thread t[3];
	int how = below(4), pid = fork_child();

	if (!pid) {
		thread_create(&t[0], spin, NULL);
		thread_create(&t[1], sleep_long, NULL);
		sched_yield();
		if (how == 0)
			_exit(42);
		if (how == 1)
			thread_create(&t[2], exec_in_thread, NULL);
		else if (how == 2)
			exec_in_thread(NULL);
		else
			kill(getpid(), SIGKILL);
		for (;;)
			pause();
	}
	CHECK(how == 3 ? killed_by(pid, SIGKILL) : ended_with(pid, 42));
}
