/* SPDX-License-Identifier: MIT */
/* Storms of pipes and files. */
#include "soak.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK 5000

/* total bytes of a sequence that the reader can check, in pieces of any size. */
static int produce(int fd, uint32_t total)
{
	static unsigned char buf[CHUNK];
	uint32_t done = 0;

	while (done < total) {
		uint32_t n = 1 + below(CHUNK);
		int got;

		n = n < total - done ? n : total - done;
		for (uint32_t i = 0; i < n; i++)
			buf[i] = (done + i) * 7;
		got = write(fd, buf, n);
		if (got <= 0)
			return 1;
		done += got;
	}
	return 0;
}

static bool consume(int fd, uint32_t total)
{
	static unsigned char buf[CHUNK];
	uint32_t done = 0;
	int got;

	while ((got = read(fd, buf, 1 + below(CHUNK))) > 0) {
		for (int i = 0; i < got; i++)
			if (buf[i] != (unsigned char)((done + i) * 7))
				return false;
		done += got;
	}
	return got == 0 && done == total;
}

void storm_pipe(void)
{
	uint32_t total = below(200000);
	int fds[2], pid;

	if (!CHECK(pipe(fds) == 0))
		return;
	pid = fork_child();
	if (!pid) {
		close(fds[0]);
		_exit(produce(fds[1], total));
	}
	close(fds[1]);
	CHECK(consume(fds[0], total));
	close(fds[0]);
	CHECK(ended_with(pid, 0));

	/* the reader goes: SIGPIPE, with what was written still in the pipe */
	if (!CHECK(pipe(fds) == 0))
		return;
	pid = fork_child();
	if (!pid) {
		close(fds[0]);
		produce(fds[1], 1000000);
		_exit(1);
	}
	close(fds[1]);
	sched_yield();
	close(fds[0]);
	CHECK(killed_by(pid, SIGPIPE));
}

static void use_file(const char *name, const char *other)
{
	uint32_t size = below(60000);
	struct stat st;
	int fd = open(name, O_CREAT | O_RDWR | O_EXCL, 0600);

	if (!CHECK(fd >= 0))
		return;
	CHECK(produce(fd, size) == 0 && lseek(fd, 0, SEEK_SET) == 0 && consume(fd, size));
	CHECK(rename(name, other) == 0 && stat(name, &st) < 0 && stat(other, &st) == 0 &&
	      (uint32_t)st.st_size == size);
	CHECK(ftruncate(fd, size / 2) == 0 && lseek(fd, 0, SEEK_SET) == 0 && consume(fd, size / 2));
	CHECK(link(other, name) == 0 && unlink(other) == 0);
	/* gone from its folder, still there */
	CHECK(unlink(name) == 0 && pwrite(fd, "abc", 3, 100000) == 3);
	close(fd);
}

void storm_file(void)
{
	char folder[64], a[96], b[96], c[96];
	int fd, pid;

	snprintf(folder, sizeof(folder), "/tmp/soak.%d", (int)getpid());
	if (!CHECK(mkdir(folder, 0700) == 0))
		return;
	snprintf(a, sizeof(a), "%s/a", folder);
	snprintf(b, sizeof(b), "%s/b", folder);
	snprintf(c, sizeof(c), "%s/fifo", folder);
	for (int i = 0; i < 4; i++)
		use_file(a, b);
	CHECK(symlink("a", b) == 0 && unlink(b) == 0);
	CHECK(mkdir(a, 0700) == 0 && rename(a, b) == 0 && rmdir(folder) < 0 && rmdir(b) == 0);

	CHECK(mkfifo(c, 0600) == 0);
	pid = fork_child();
	if (!pid) {
		fd = open(c, O_WRONLY);
		_exit(produce(fd, 30000));
	}
	fd = open(c, O_RDONLY);
	CHECK(consume(fd, 30000));
	close(fd);
	CHECK(ended_with(pid, 0));
	CHECK(unlink(c) == 0 && rmdir(folder) == 0);
}

#define PIPES 8

/* Waits on many pipes at once for children that answer in their own time. */
void storm_poll(void)
{
	struct pollfd p[PIPES];
	int pids[PIPES], fds[2], left = PIPES;
	char c;

	for (int i = 0; i < PIPES; i++) {
		if (!CHECK(pipe(fds) == 0))
			return;
		p[i] = (struct pollfd){ .fd = fds[0], .events = POLLIN };
		pids[i] = fork_child();
		if (!pids[i]) {
			usleep(below(3000));
			_exit(write(fds[1], "y", 1) != 1);
		}
		close(fds[1]);
	}
	while (left) {
		int n = poll(p, PIPES, 10000);

		if (!CHECK(n > 0))
			break;
		for (int i = 0; i < PIPES; i++) {
			if (p[i].fd < 0 || !p[i].revents)
				continue;
			if (read(p[i].fd, &c, 1) == 1)
				continue;
			close(p[i].fd);
			p[i].fd = -1;
			left--;
		}
	}
	for (int i = 0; i < PIPES; i++)
		CHECK(ended_with(pids[i], 0));
}
