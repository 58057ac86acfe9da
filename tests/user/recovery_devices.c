/* SPDX-License-Identifier: MIT */
/*
 * Every file of /proc and /dev is written to, read at any place, mapped, cut, asked by ioctl, with lengths
 * and pointers that nobody may use, each by a child of its own. What it does to the child is the child's;
 * the machine, a bystander and the files themselves must be there afterwards.
 * Catches: a file that trusts a length, an offset or a pointer; a write that reaches what it may not.
 *
 * As root on our kernel. On Linux root's writes to /proc/sys and /proc/sysrq-trigger do end the machine, as
 * meant, so there as a user. By rule left out for root: other processes' memory and descriptors.
 */
#include "recovery.h"
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <termios.h>

#define USER           1000
#define FILES          3000
#define KERNEL_ADDRESS ((void *)0xc0100000)
#define CHILD_SECONDS  10
#define LINUX_STRIDE   8 /* of its thousand files one in eight */

static char *names[FILES];
static int nr_names;
static uint32_t seed = 7, calls;
static char *edge; /* what follows its PAGE bytes is not mapped */
static struct termios terminal;

static uint32_t rnd(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 4;
}

/* ---- which files ---- */

/* Of the processes: init, the bystander and whoever asks. */
static bool is_other_process(const char *dir, const char *name)
{
	return !strcmp(dir, "/proc") && name[0] >= '0' && name[0] <= '9' && strcmp(name, "1") &&
	       atoi(name) != bystander.pid;
}

/* What root writes there is another process's memory or what it reads: it may end of it. */
static bool is_others_own(const char *path)
{
	char end[2] = "", kind[8] = "";
	int pid = 0;

	if (sscanf(path, "/proc/%d/task/%*d/%7[a-z]%1[/]", &pid, kind, end) < 2 &&
	    sscanf(path, "/proc/%d/%7[a-z]%1[/]", &pid, kind, end) < 2)
		return false;
	return !strcmp(kind, "mem") || (pid == bystander.pid && !strcmp(kind, "fd"));
}

static void collect(const char *dir, int depth)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;
	char path[512];

	while (d && (entry = readdir(d))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    is_other_process(dir, entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		/* Of the links only self and thread-self lead to what is not seen otherwise. */
		if (lstat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode) && depth < 6)
			collect(path, depth + 1);
		if (S_ISLNK(st.st_mode) && !strcmp(entry->d_name, "self"))
			collect("/proc/self/", depth + 1);
		if (nr_names < FILES)
			names[nr_names++] = strdup(path);
	}
	if (d)
		closedir(d);
}

/* ---- what is done to one ---- */

/* Job control of the terminal on which all of this is told, and who may open it. */
static bool spares_terminal(uint32_t request)
{
	return request == TCXONC || request == TIOCEXCL || request == TIOCNOTTY ||
	       request == TIOCSCTTY || request == TIOCSPGRP || request == TIOCSTI;
}

static void ask(int fd, bool tty)
{
	void *const pointers[] = { NULL, (void *)1, KERNEL_ADDRESS, (void *)-1, edge + PAGE - 1 };

	for (uint32_t request = 0x5400; request < 0x5480; request++)
		for (int i = 0; i < 5; i++, calls++)
			if (!tty || !spares_terminal(request))
				ioctl(fd, request, pointers[i]);
	for (int i = 0; i < 50; i++, calls++) {
		uint32_t request = rnd();

		if (!tty || request >> 8 != 0x54)
			ioctl(fd, request, pointers[i % 5]);
	}
}

/* Nothing that a terminal would take for more than text. */
static void fill(char *at, unsigned n, bool tty)
{
	for (unsigned i = 0; i < n; i++)
		at[i] = (char)(tty ? 'a' + rnd() % 26 : rnd());
}

static void write_to(int fd, bool tty)
{
	static const uint32_t lengths[] = { 0,          1,          2,         7,       16,
					    100,        PAGE,       PAGE + 1,  0x10000, 0x7fffffff,
					    0x80000000, 0xfffff000, 0xffffffff };
	struct iovec iov[3] = { { edge, 3 }, { KERNEL_ADDRESS, 5 }, { edge, 0xffffffff } };

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		/* From the end of what is mapped, so that long ones run out of it. */
		uint32_t valid = lengths[i] < PAGE ? lengths[i] : tty ? 20 : PAGE;
		char *from = edge + PAGE - valid;

		fill(from, valid, tty);
		write(fd, from, lengths[i]);
		pwrite(fd, from, lengths[i], tty ? 0 : (off_t)rnd() << (rnd() % 20));
		pwrite(fd, from, lengths[i], -1);
		calls += 3;
	}
	write(fd, KERNEL_ADDRESS, 100);
	write(fd, NULL, 1);
	writev(fd, iov, 3);
	writev(fd, iov, 0x7fffffff);
	writev(fd, KERNEL_ADDRESS, 2);
	calls += 5;
	for (int i = 0; i < 10 && !tty; i++, calls++) {
		char text[32];

		write(fd, text, snprintf(text, sizeof(text), "%d\n", (int)rnd()));
	}
}

static void read_from(int fd)
{
	static const uint32_t lengths[] = { 0, 1, 13, PAGE, 0x10000, 0x7fffffff, 0xffffffff };
	static const off_t offsets[] = {
		0, 1, 4095, 0x7fffffff, 0x80000000ll, 0xffffffffll, -1, INT64_MAX, INT64_MIN,
	};

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		for (unsigned j = 0; j < sizeof(offsets) / sizeof(*offsets); j++) {
			pread(fd, edge, lengths[i], offsets[j]);
			lseek(fd, offsets[j], (int)(j + i) % 5);
			read(fd, edge + PAGE - 1, lengths[i]);
			calls += 3;
		}
	read(fd, KERNEL_ADDRESS, 100);
	read(fd, NULL, 100);
	calls += 2;
}

static void map(int fd)
{
	static const uint32_t offsets[] = { 0, 1, 0x7ffff, 0xfffff, 0xffffffff };

	for (int i = 0; i < 5; i++)
		for (int flags = MAP_SHARED; flags <= MAP_PRIVATE; flags++) {
			volatile char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, flags, fd,
						(off_t)offsets[i] << 12);

			calls++;
			if (p == MAP_FAILED)
				continue;
			p[1] = p[0];
			munmap((void *)p, PAGE);
		}
}

static bool is_tty(int fd)
{
	struct stat st;

	return fstat(fd, &st) || (S_ISCHR(st.st_mode) && major(st.st_rdev) != 1);
}

static void attack_open(const char *name, int mode)
{
	int fd = open(name, mode | O_NONBLOCK | O_NOCTTY);
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };
	bool tty;

	calls++;
	if (fd < 0)
		return;
	tty = is_tty(fd);
	read_from(fd);
	if (mode != O_RDONLY)
		write_to(fd, tty);
	ask(fd, tty);
	map(fd);
	poll(&p, 1, 0);
	ftruncate(fd, 0);
	ftruncate(fd, -1);
	ftruncate(fd, 0x7fffffffffffffffll);
	fsync(fd);
	fchmod(fd, 0644);
	close(fd);
	calls += 6;
}

static void on_bus_error(int sig)
{
	(void)sig;
	_exit(0); /* a mapping with nothing behind it; the kernel said so */
}

static void attack(const char *name)
{
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
	char other[520];

	alarm(vestibule() ? CHILD_SECONDS : 1);
	signal(SIGBUS, on_bus_error);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	seed = (uint32_t)getpid();
	for (int i = 0; i < 3; i++)
		attack_open(name, modes[i]);
	close(open(name, O_RDONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY));
	close(open(name, O_RDWR | O_CREAT | O_EXCL, 0600));
	snprintf(other, sizeof(other), "%s/x", name);
	open(other, O_RDONLY);
	if (strncmp(name, "/dev/", 5)) {
		truncate(name, 5);
		unlink(name);
		rmdir(name);
		rename(name, "/tmp/recovery-renamed");
		mkdir(other, 0700);
	}
}

static bool become_user(void)
{
	return !setgid(USER) && !setuid(USER);
}

/* One file in a child; true if its end was its own: no hang, no signal but what lost memory explains. */
static bool survives(const char *name, bool root, uint32_t *shared_calls)
{
	int status, pid = fork();

	if (!pid) {
		setpgid(0, 0);
		close(bystander.to);
		close(bystander.from);
		if (!root && !become_user())
			_exit(1);
		attack(name);
		*shared_calls += calls;
		_exit(0);
	}
	status = status_of(pid);
	if (!status || status == SIGSEGV || status == SIGILL || status == SIGBUS || status == SIGTRAP)
		return true;
	if (!vestibule() && status == SIGALRM)
		return true; /* it makes a long text anew for each offset */
	diag("%s: status %x", name, status);
	return false;
}

static void attack_all(bool root, uint32_t *shared_calls)
{
	int bad = 0;

	note_state();
	*shared_calls = 0;
	for (int i = 0; i < nr_names; i++) {
		bool tty = !strncmp(names[i], "/dev/tty", 8) || !strcmp(names[i], "/dev/console");

		if ((root && is_others_own(names[i])) || (!vestibule() && i % LINUX_STRIDE))
			continue;
		bad += !survives(names[i], root, shared_calls);
		if (tty) {
			tcsetattr(1, TCSANOW, &terminal);
			printf("\n");
		}
		if (i % 64 == 0 && !answers())
			bad++;
	}
	printf("\n");
	ok(nr_names > 20 && !bad,
	   "%d files as %s, %u calls: %d children ended otherwise than they may", nr_names,
	   root ? "root" : "a user", *shared_calls, bad);
	check_recovered(root ? "root" : "a user");
}

static bool still_works(void)
{
	char text[64];
	int fd = open("/proc/uptime", O_RDONLY), null = open("/dev/null", O_RDWR),
	    zero = open("/dev/zero", O_RDONLY);
	bool good = read(fd, text, sizeof(text)) > 0 && write(null, text, 10) == 10 &&
		    read(null, text, 10) == 0 && read(zero, text, 64) == 64 && !text[0] && !text[63];

	close(fd);
	close(null);
	close(zero);
	return good && meminfo("MemTotal:") > 0;
}

int main(void)
{
	uint32_t *shared_calls =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_SHARED, -1, 0);

	start_bystander();
	tcgetattr(1, &terminal);
	edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	if (edge == MAP_FAILED || shared_calls == MAP_FAILED || munmap(edge + PAGE, PAGE))
		bail_out("no memory");
	collect("/proc", 0);
	collect("/dev", 0);
	attack_all(false, shared_calls);
	if (vestibule())
		attack_all(true, shared_calls);
	else
		skip(1, "root's writes to this kernel's /proc/sys end the machine, as they are "
			"meant to");
	ok(still_works(), "/proc and /dev work as before");
	return done_testing();
}
