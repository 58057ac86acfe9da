/* SPDX-License-Identifier: MIT */
/*
 * What the tests of recovery share: a bystander that must live through everything and answer, and how much
 * memory and how many tasks there are. An attack runs in a child; afterwards all must be as before.
 */
#ifndef TESTS_RECOVERY_H
#define TESTS_RECOVERY_H

#include "kernel.h"
#include "tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE          4096u
#define MIB           (1u << 20)
#define TOLERANCE_KIB 256 /* caches that a kernel fills once */
#define ANSWER_MS     15000
#define NO_MEMORY     42 /* how an attacker's exit says that a call refused it more */

static struct {
	int pid, to, from;
	long kib; /* free then */
	int tasks;
} bystander;

static inline int status_of(int pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static inline double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The figure of a line of /proc/meminfo, in KiB; -1: none. */
static inline long meminfo(const char *line)
{
	static char text[4096];
	char *at;
	int fd = open("/proc/meminfo", O_RDONLY), n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	at = strstr(text, line);
	return at ? strtol(at + strlen(line), NULL, 10) : -1;
}

static inline int count_tasks(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		n += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
	closedir(dir);
	return n;
}

/* Answers each byte with the next one, as long as its own memory is what it was. */
static inline void bystander_main(int in, int out)
{
	static uint32_t own[MIB / 4]; /* more than some attackers touch */
	uint8_t byte;

	for (unsigned i = 0; i < sizeof(own) / 4; i++)
		own[i] = i * 2654435761u;
	while (read(in, &byte, 1) == 1) {
		for (unsigned i = 0; i < sizeof(own) / 4; i++)
			if (own[i] != i * 2654435761u)
				_exit(1);
		byte++;
		write(out, &byte, 1);
	}
	_exit(0);
}

/* True if the bystander answers in time. */
static inline bool answers(void)
{
	static uint8_t byte;
	uint8_t back = 0;
	struct pollfd p = { .fd = bystander.from, .events = POLLIN };

	byte += 3;
	return write(bystander.to, &byte, 1) == 1 && poll(&p, 1, ANSWER_MS) == 1 &&
	       read(bystander.from, &back, 1) == 1 && back == (uint8_t)(byte + 1);
}

static inline void start_bystander(void)
{
	int to[2], from[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe(to) || pipe(from) || (bystander.pid = fork()) < 0)
		bail_out("no bystander: errno %d", errno);
	if (!bystander.pid) {
		close(to[1]);
		close(from[0]);
		bystander_main(to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	bystander.to = to[1];
	bystander.from = from[0];
	if (!answers())
		bail_out("the bystander does not answer");
}

/* The state to which everything must come back. Only our kernel's is this program's alone. */
static inline void note_state(void)
{
	bystander.kib = meminfo("MemFree:");
	bystander.tasks = count_tasks();
}

/* The end may still be on its way: up to two seconds. */
static inline bool state_is_back(void)
{
	long lost = 0;
	int more = 0;

	for (int i = 0; i < 40; i++) {
		lost = bystander.kib - meminfo("MemFree:");
		more = count_tasks() - bystander.tasks;
		if (lost <= TOLERANCE_KIB && !more)
			return true;
		usleep(50000);
	}
	diag("%ld KiB less are free than before, there are %d tasks more", lost, more);
	return false;
}

/* After an attack: a point for the bystander and init, and, where it can be judged, for memory and tasks. */
static inline void check_recovered(const char *what)
{
	ok(answers() && !kill(1, 0), "%s: a bystander still answers, init is there", what);
	if (vestibule())
		ok(state_is_back(), "%s: all memory and tasks came back", what);
}

/* Runs attack in a child that is no bystander of its own; returns its status. */
static inline int attacked_by(void (*attack)(void))
{
	int pid = fork();

	if (!pid) {
		setpgid(0, 0);
		attack();
		_exit(0);
	}
	return pid < 0 ? -1 : status_of(pid);
}

#endif
