/* SPDX-License-Identifier: MIT */
/*
 * fork, exec, wait, pipes, groups: statuses, orphans, inherited and closed descriptors.
 * Catches: a lost or doubled child, a wrong status, a pipe that never ends or never blocks.
 */
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void statuses(void)
{
	unsigned bad = 0;
	int status;

	for (int code = 0; code < 256; code += 5) {
		int pid = fork();

		if (!pid)
			_exit(code);
		bad += waitpid(pid, &status, 0) != pid || status != code << 8;
	}
	ok(!bad, "exit codes come back");
	bad = 0;
	for (int sig = 1; sig < 32; sig++) {
		int pid;

		/* stop, continue and what is ignored by default do not end it */
		if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU ||
		    sig == SIGCONT || sig == SIGCHLD || sig == SIGURG || sig == SIGWINCH)
			continue;
		pid = fork();
		if (!pid) {
			kill(getpid(), sig);
			_exit(0);
		}
		if (waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		    WTERMSIG(status) == sig && !WIFEXITED(status))
			continue;
		bad++;
		diag("signal %d: status %x", sig, status);
	}
	ok(!bad, "each fatal signal is in the status");
}

static void waiting(void)
{
	int status, pid, fds[2];
	char c;

	ok(waitpid(-1, &status, 0) == -1 && errno == ECHILD, "no child is ECHILD");
	ok(waitpid(1 << 22, &status, 0) == -1 && errno == ECHILD, "nobody's child is ECHILD");
	ok(waitpid(-1, &status, 0x10000) == -1 && errno == EINVAL, "unknown options are EINVAL");
	if (pipe(fds) < 0)
		return;
	pid = fork();
	if (!pid)
		_exit(read(fds[0], &c, 1) == 1 ? 9 : 8);
	ok(waitpid(pid, &status, WNOHANG) == 0, "WNOHANG while it runs is 0");
	ok(waitpid(-getpgrp() - 100000, &status, WNOHANG) == -1 && errno == ECHILD,
	   "another group's child is ECHILD");
	ok(write(fds[1], "x", 1) == 1 && waitpid(-getpgrp(), &status, 0) == pid && status == 9 << 8,
	   "a child of the group is found, its status once");
	ok(waitpid(pid, &status, 0) == -1 && errno == ECHILD, "a second time is ECHILD");
	ok(kill(pid, 0) == -1 && errno == ESRCH, "a child waited for is gone");
	close(fds[0]);
	close(fds[1]);
}

static void zombies(void)
{
	struct rusage ru;
	int pids[40], status;
	unsigned found = 0, sum = 0;

	for (int i = 0; i < 40; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(i);
	}
	while (wait4(-1, &status, 0, &ru) > 0) {
		found++;
		sum += WEXITSTATUS(status);
	}
	ok(found == 40 && sum == 780 && errno == ECHILD, "40 children at once, each found once");
	for (int i = 0; i < 300; i++) {
		int pid = fork();

		if (!pid)
			_exit(0);
		found += pid > 0 && waitpid(pid, &status, 0) == pid;
	}
	ok(found == 340, "300 children one after the other");
}

/* The orphan tells its new parent's pid through a pipe. */
static void orphans(void)
{
	int fds[2], status, pid, parent = 0;

	if (pipe(fds) < 0)
		return;
	pid = fork();
	if (!pid) {
		int me = getpid();

		if (!fork()) {
			while (getppid() == me)
				usleep(2000);
			parent = getppid();
			_exit(write(fds[1], &parent, sizeof(parent)) != sizeof(parent));
		}
		_exit(3);
	}
	ok(waitpid(pid, &status, 0) == pid && status == 3 << 8, "a parent may go before its child");
	ok(read(fds[0], &parent, sizeof(parent)) == sizeof(parent) && parent != pid && parent > 0,
	   "the orphan gets another parent (%d)", parent);
	close(fds[0]);
	close(fds[1]);
}

static void pipes(void)
{
	static char big[70000], back[70000];
	int fds[2], pid, status;
	unsigned got = 0;
	ssize_t n;

	if (pipe(fds) < 0)
		return;
	ok(write(fds[1], "hello", 5) == 5 && read(fds[0], back, 100) == 5 && !memcmp(back, "hello", 5),
	   "a pipe carries bytes");
	for (unsigned i = 0; i < sizeof(big); i++)
		big[i] = i * 7;
	pid = fork();
	if (!pid) {
		close(fds[0]);
		_exit(write(fds[1], big, sizeof(big)) == sizeof(big) ? 7 : 8);
	}
	close(fds[1]);
	while ((n = read(fds[0], back + got, sizeof(back) - got)) > 0)
		got += n;
	ok(n == 0 && got == sizeof(big) && !memcmp(big, back, sizeof(big)) &&
		   waitpid(pid, &status, 0) == pid && status == 7 << 8,
	   "more than a pipe holds, then end of file");
	close(fds[0]);
	if (pipe(fds) < 0)
		return;
	close(fds[0]);
	signal(SIGPIPE, SIG_IGN);
	ok(write(fds[1], "x", 1) == -1 && errno == EPIPE, "writing with no reader is EPIPE");
	signal(SIGPIPE, SIG_DFL);
	pid = fork();
	if (!pid)
		_exit(write(fds[1], "x", 1) > 0);
	ok(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE,
	   "and SIGPIPE");
	close(fds[1]);
	ok(pipe2(fds, O_NONBLOCK | O_CLOEXEC) == 0 && read(fds[0], back, 1) == -1 && errno == EAGAIN,
	   "an empty O_NONBLOCK pipe is EAGAIN");
	while ((n = write(fds[1], big, 4096)) > 0)
		got += n;
	ok(n == -1 && errno == EAGAIN, "so is a full one");
	ok(read(fds[1], back, 1) == -1 && errno == EBADF && write(fds[0], big, 1) == -1 &&
		   errno == EBADF && lseek(fds[0], 0, SEEK_CUR) == -1 && errno == ESPIPE,
	   "its ends have one direction and no offset");
	ok(pipe2(fds, 0x40000000) == -1 && errno == EINVAL, "unknown pipe2 flags are EINVAL");
}

/* The program execs itself: what of a process lasts, what does not. */
static int after_exec(char **argv)
{
	int kept = argv[2][0] - '0', closed = argv[2][1] - '0', bad = 0;
	struct sigaction sa;
	sigset_t set;

	if (fcntl(kept, F_GETFD) != 0)
		bad |= 1;
	if (fcntl(closed, F_GETFD) != -1)
		bad |= 2;
	sigaction(SIGUSR1, NULL, &sa);
	if (sa.sa_handler != SIG_DFL)
		bad |= 4;
	sigaction(SIGUSR2, NULL, &sa);
	if (sa.sa_handler != SIG_IGN)
		bad |= 8;
	sigprocmask(SIG_BLOCK, NULL, &set);
	if (!sigismember(&set, SIGHUP))
		bad |= 16;
	if (getpid() != (int)strtoul(argv[3], NULL, 10))
		bad |= 32;
	if (strcmp(getenv("EXEC_TEST") ? getenv("EXEC_TEST") : "", "yes"))
		bad |= 64;
	return bad;
}

static void on_signal(int sig)
{
	(void)sig;
}

static void through_exec(void)
{
	char *self = (char *)getauxval(AT_EXECFN);
	char fds_text[3] = "", pid_text[16];
	int kept = open("/", O_RDONLY), closed = open("/", O_RDONLY | O_CLOEXEC), pid, status = -1;

	if (kept < 0 || closed < 0 || closed > 9) {
		ok(false, "two descriptors");
		return;
	}
	fds_text[0] = '0' + kept;
	fds_text[1] = '0' + closed;
	pid = fork();
	if (!pid) {
		char *const argv[] = { self, (char *)"exec", fds_text, pid_text, NULL };
		char *const envp[] = { (char *)"EXEC_TEST=yes", NULL };
		sigset_t set;

		signal(SIGUSR1, on_signal);
		signal(SIGUSR2, SIG_IGN);
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		sigprocmask(SIG_BLOCK, &set, NULL);
		snprintf(pid_text, sizeof(pid_text), "%d", (int)getpid());
		execve(self, argv, envp);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	ok(status == 0,
	   "exec keeps pid, descriptors, mask and SIG_IGN, drops O_CLOEXEC and actions (%x)", status);
	close(kept);
	close(closed);
}

static void groups(void)
{
	int pid, status = -1;

	ok(getpgid(0) == getpgrp() && getpgid(getpid()) == getpgrp(), "getpgid of oneself");
	ok(getpgid(1 << 22) == -1 && errno == ESRCH, "of nobody is ESRCH");
	pid = fork();
	if (!pid) {
		int me = getpid(), bad = 0;

		bad |= setpgid(0, 0) || getpgrp() != me;
		bad |= (setsid() != -1 || errno != EPERM) << 1;
		bad |= (kill(0, 0) != 0) << 2;
		_exit(bad);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "a group of one's own, and its leader cannot setsid (%x)", status);
	pid = fork();
	if (!pid) {
		int me = getpid();

		_exit(setsid() == me && getsid(0) == me && getpgrp() == me &&
				      setpgid(0, 0) == -1 && errno == EPERM ? 7 : 8);
	}
	waitpid(pid, &status, 0);
	ok(status == 7 << 8, "setsid makes a session and a group");
	ok(setpgid(1 << 22, 0) == -1 && errno == ESRCH, "setpgid of nobody is ESRCH");
	ok(setpgid(0, -1) == -1 && errno == EINVAL, "setpgid to -1 is EINVAL");
	ok(kill(getpid(), 65) == -1 && errno == EINVAL, "kill with signal 65 is EINVAL");
	ok(kill(1 << 22, 0) == -1 && errno == ESRCH, "kill of nobody is ESRCH");
}

static void descriptors(void)
{
	int fd = open("/", O_RDONLY), other = dup(fd), pid, status = -1;
	struct rlimit rl = { 0, 0 };

	ok(other >= 0 && other != fd && dup2(fd, 20) == 20 && fcntl(20, F_GETFD) == 0, "dup and dup2");
	ok(dup2(fd, fd) == fd && dup2(77, 78) == -1 && errno == EBADF, "dup2 onto itself, and of none");
	ok(dup(-1) == -1 && errno == EBADF && close(-1) == -1 && errno == EBADF &&
		   close(1 << 20) == -1 && errno == EBADF,
	   "descriptors that are none are EBADF");
	ok(dup2(fd, -1) == -1 && errno == EBADF && getrlimit(RLIMIT_NOFILE, &rl) == 0 &&
		   dup2(fd, rl.rlim_cur) == -1 && errno == EBADF,
	   "dup2 beyond the limit is EBADF");
	ok(dup3(fd, fd, 0) == -1 && errno == EINVAL && dup3(fd, 21, O_CLOEXEC) == 21 &&
		   fcntl(21, F_GETFD) == FD_CLOEXEC,
	   "dup3");
	ok(fcntl(fd, F_DUPFD, 30) == 30, "F_DUPFD takes the lowest from there");
	pid = fork();
	if (!pid) {
		close(fd);
		_exit(fcntl(other, F_GETFD) == 0 ? 7 : 8);
	}
	waitpid(pid, &status, 0);
	ok(status == 7 << 8 && fcntl(fd, F_GETFD) == 0, "a child's close is its own");
	pid = fork();
	if (!pid) {
		int n = 0;

		while (dup(fd) >= 0)
			n++;
		_exit(n > 10 && errno == EMFILE ? 7 : 8);
	}
	waitpid(pid, &status, 0);
	ok(status == 7 << 8, "all descriptors used up is EMFILE");
	for (int i = 20; i < 31; i++)
		close(i);
	close(fd);
	close(other);
}

int main(int argc, char **argv)
{
	struct rlimit no_core = { 0, 0 };

	if (argc == 4)
		return after_exec(argv);
	setrlimit(RLIMIT_CORE, &no_core);
	statuses();
	waiting();
	zombies();
	orphans();
	pipes();
	through_exec();
	groups();
	descriptors();
	return done_testing();
}
