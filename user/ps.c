/* SPDX-License-Identifier: MIT */
/* ps - the processes, from /proc/PID/stat and cmdline as proc(5) describes them */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process {
	int pid, ppid, pgrp, session, tty;
	char state;
	unsigned long utime, stime;	/* in clock ticks */
	char name[64];
};

/* The file's beginning as a string; its length, or -1 if there is no such file. */
static ssize_t read_file(int pid, const char *name, char *buf, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/* The name stands in parentheses and may hold anything, parentheses too: the last one ends it. */
static int parse(const char *stat, struct process *p)
{
	const char *open = strchr(stat, '('), *close = strrchr(stat, ')');

	if (!open || !close || close < open)
		return -1;
	p->pid = atoi(stat);
	snprintf(p->name, sizeof(p->name), "%.*s", (int)(close - open - 1), open + 1);
	return sscanf(close + 1, " %c %d %d %d %d %*d %*u %*u %*u %*u %*u %lu %lu", &p->state, &p->ppid,
		      &p->pgrp, &p->session, &p->tty, &p->utime, &p->stime) == 7 ? 0 : -1;
}

static const char *tty_name(int device)
{
	static char name[16];
	int major = (device >> 8) & 0xfff, minor = (device & 0xff) | ((device >> 12) & 0xfff00);

	if (!device)
		return "-";
	if (major == 4)
		snprintf(name, sizeof(name), minor < 64 ? "tty%d" : "ttyS%d",
			 minor < 64 ? minor : minor - 64);
	else if (major == 5 && minor == 1)
		snprintf(name, sizeof(name), "console");
	else if (major >= 136 && major < 144)
		snprintf(name, sizeof(name), "pts/%d", minor + (major - 136) * 256);
	else
		snprintf(name, sizeof(name), "%d,%d", major, minor);
	return name;
}

static void show(int pid)
{
	char stat[512], command[256];
	struct process p;
	unsigned long seconds;
	ssize_t n;

	/* It may have ended since its directory entry was read. */
	if (read_file(pid, "stat", stat, sizeof(stat)) <= 0 || parse(stat, &p) < 0)
		return;
	seconds = (p.utime + p.stime) / 100;	/* USER_HZ is 100 */
	n = read_file(pid, "cmdline", command, sizeof(command));
	for (ssize_t i = 0; i < n - 1; i++)
		if (command[i] == '\0' || command[i] == '\n')
			command[i] = ' ';
	printf("%5d %5d %5d %-8s %c %3lu:%02lu ", p.pid, p.ppid, p.pgrp, tty_name(p.tty), p.state,
	       seconds / 60, seconds % 60);
	if (n > 0)
		printf("%s\n", command);
	else
		printf("[%s]\n", p.name);	/* a kernel thread, or a zombie */
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int main(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	int *pids = NULL, count = 0;

	if (!dir) {
		fprintf(stderr, "ps: /proc: %s\n", strerror(errno));
		return 1;
	}
	while ((entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if (count % 64 == 0) {
			int *grown = realloc(pids, (count + 64) * sizeof(*pids));

			if (!grown) {
				fprintf(stderr, "ps: %s\n", strerror(errno));
				return 1;
			}
			pids = grown;
		}
		pids[count++] = atoi(entry->d_name);
	}
	closedir(dir);
	if (count)
		qsort(pids, count, sizeof(*pids), by_number);
	printf("%5s %5s %5s %-8s %c %6s %s\n", "PID", "PPID", "PGRP", "TTY", 'S', "TIME", "COMMAND");
	for (int i = 0; i < count; i++)
		show(pids[i]);
	free(pids);
	return fflush(stdout) != 0;
}
