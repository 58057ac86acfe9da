/* SPDX-License-Identifier: MIT */
/*
 * init - process 1: sets up the console, runs what the kernel command line asked for, then a shell.
 *
 * The kernel passes unknown NAME=value words of its command line as our environment:
 *
 *   TESTS=all | TESTS=a,b	run /tests/NAME each; prints `# test NAME`, `# result NAME status S`
 *				and at the end `# summary: N passed, N failed, N skipped`
 *   RUN="command"		run `sh -c command`; prints `# run status S`
 *   POWEROFF=1			power off afterwards instead of starting a shell
 *
 * The file /etc/run, if there, names one program a line: each is run, with `# run NAME status S`.
 * A status S is the exit status, 128 + the signal that killed, 124 for a test that took over 60 s.
 * A test that exits with 77 as a whole does not apply to this machine and counts as skipped.
 */
#include "mounts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define TEST_SECONDS 60
#define STATUS_TIMEOUT 124
#define STATUS_SKIPPED 77
#define TESTS_DIR "/tests"

static bool have_tty;
static struct termios first_termios;
static volatile pid_t timed_pid;
static volatile sig_atomic_t timed_out;

/* Killing in the handler, not after an interrupted wait, leaves no moment when the alarm is lost. */
static void on_alarm(int sig)
{
	(void)sig;
	timed_out = 1;
	if (timed_pid > 0) {
		kill(-timed_pid, SIGKILL);
		kill(timed_pid, SIGKILL);
	}
}

static void open_console(void)
{
	int fd;

	if (fcntl(0, F_GETFD) >= 0 && fcntl(1, F_GETFD) >= 0 && fcntl(2, F_GETFD) >= 0)
		return;
	fd = open("/dev/console", O_RDWR);
	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void set_up_machine(void)
{
	make_mounts();

	open_console();
	setsid();
	ioctl(0, TIOCSCTTY, 0);
	have_tty = isatty(0) && tcgetattr(0, &first_termios) == 0;

	signal(SIGALRM, on_alarm);
	signal(SIGTTOU, SIG_IGN);	/* we take the terminal back from finished programs */

	setenv("PATH", "/bin:/sbin:/usr/bin", 1);
	setenv("HOME", "/", 0);
}

/* In the child: run argv as a job of its own that owns the terminal. */
static void become(char **argv)
{
	static const int signals[] = { SIGALRM, SIGTTOU, SIGCHLD, SIGINT, SIGQUIT, SIGPIPE };

	setpgid(0, 0);
	if (have_tty)
		tcsetpgrp(0, getpid());
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_DFL);
	execv(argv[0], argv);
	fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static int status_of(int wstatus)
{
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}

/* Wait for pid, reaping every orphan that ends meanwhile. */
static int wait_for(pid_t pid)
{
	int wstatus = 0;

	for (;;) {
		pid_t got = waitpid(-1, &wstatus, 0);

		if (got == pid)
			return status_of(wstatus);
		if (got < 0 && errno != EINTR)
			return 127;
	}
}

/* Nothing of one test may disturb the next: kill what it left, and reap it. */
static void clear_leftovers(void)
{
	const struct timespec pause_10ms = { 0, 10 * 1000 * 1000 };
	bool killed = kill(-1, SIGKILL) == 0;

	for (int i = 0; i < 200; i++) {
		pid_t got;

		do
			got = waitpid(-1, NULL, WNOHANG);
		while (got > 0);
		if (got < 0 || !killed)
			return;
		nanosleep(&pause_10ms, NULL);
	}
}

/* Run argv to its end and return its status; seconds = 0 sets no limit. */
static int run(char **argv, unsigned int seconds)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "init: fork: %s\n", strerror(errno));
		return 126;
	}
	if (pid == 0)
		become(argv);
	setpgid(pid, pid);	/* both sides do it: whoever comes first */

	timed_out = 0;
	timed_pid = seconds ? pid : 0;
	alarm(seconds);
	status = wait_for(pid);
	alarm(0);
	timed_pid = 0;

	if (have_tty) {
		tcsetpgrp(0, getpgrp());
		tcsetattr(0, TCSANOW, &first_termios);
	}
	if (status > 128)
		printf("\n");	/* a killed program may have left half a line */
	return timed_out ? STATUS_TIMEOUT : status;
}

struct tally {
	int passed, failed, skipped;
};

static void run_test(const char *name, struct tally *tally)
{
	char path[512];
	char *argv[] = { path, NULL };
	int status;

	snprintf(path, sizeof(path), "%s/%s", TESTS_DIR, name);
	printf("# test %s\n", name);
	status = run(argv, TEST_SECONDS);
	clear_leftovers();
	printf("# result %s status %d\n", name, status);
	if (status == 0)
		tally->passed++;
	else if (status == STATUS_SKIPPED)
		tally->skipped++;
	else
		tally->failed++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The executable files of TESTS_DIR, sorted; the count is returned, -1 means no directory. */
static int list_tests(char ***names)
{
	DIR *dir = opendir(TESTS_DIR);
	struct dirent *entry;
	int count = 0;

	*names = NULL;
	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		char path[512];
		struct stat st;
		char **grown;

		snprintf(path, sizeof(path), "%s/%s", TESTS_DIR, entry->d_name);
		if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 0111))
			continue;
		grown = realloc(*names, (count + 1) * sizeof(**names));
		if (!grown)
			break;
		*names = grown;
		(*names)[count] = strdup(entry->d_name);
		if (!(*names)[count])
			break;
		count++;
	}
	closedir(dir);
	if (count)
		qsort(*names, count, sizeof(**names), by_name);
	return count;
}

static void run_all_tests(struct tally *tally)
{
	char **names;
	int count = list_tests(&names);

	if (count < 0)
		printf("# no tests: %s: %s\n", TESTS_DIR, strerror(errno));
	for (int i = 0; i < count; i++) {
		run_test(names[i], tally);
		free(names[i]);
	}
	free(names);
}

static void run_tests(char *list)
{
	struct tally tally = { 0, 0, 0 };

	if (strcmp(list, "all") == 0) {
		run_all_tests(&tally);
	} else {
		for (char *name = strtok(list, ","); name; name = strtok(NULL, ","))
			run_test(name, &tally);
	}
	printf("# summary: %d passed, %d failed, %d skipped\n", tally.passed, tally.failed,
	       tally.skipped);
}

static void run_listed_programs(const char *file)
{
	FILE *list = fopen(file, "r");
	char line[512];

	if (!list)
		return;
	fcntl(fileno(list), F_SETFD, FD_CLOEXEC);
	while (fgets(line, sizeof(line), list)) {
		char *argv[] = { line, NULL };
		const char *slash = strrchr(line, '/');

		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		printf("# run %s status %d\n", slash ? slash + 1 : line, run(argv, 0));
	}
	fclose(list);
}

static void power_off(void)
{
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	fprintf(stderr, "init: power off: %s\n", strerror(errno));
	for (;;)
		pause();
}

/* Take a variable out of the environment: it is for us, not for the programs that we start. */
static char *take_variable(const char *name)
{
	const char *value = getenv(name);
	char *copy = value ? strdup(value) : NULL;

	unsetenv(name);
	return copy;
}

int main(void)
{
	char *tests, *command, *poweroff;

	if (getpid() != 1) {
		fprintf(stderr, "init: must be process 1\n");
		return 1;
	}
	set_up_machine();
	tests = take_variable("TESTS");
	command = take_variable("RUN");
	poweroff = take_variable("POWEROFF");

	if (tests && *tests)
		run_tests(tests);
	if (command && *command) {
		char *argv[] = { "/bin/sh", "-c", command, NULL };

		printf("# run status %d\n", run(argv, 0));
	}
	run_listed_programs("/etc/run");

	if (!poweroff || strcmp(poweroff, "1") != 0) {
		char *argv[] = { "/bin/sh", NULL };
		int status = run(argv, 0);

		if (status)
			printf("init: the shell ended with status %d\n", status);
	}
	power_off();
	return 0;
}
