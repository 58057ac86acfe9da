/* SPDX-License-Identifier: MIT */
/*
 * The signal model: masks, coalescing and queueing, the actions' flags, waiting, restart, stop and
 * continue, and what siginfo says. Catches: a lost, doubled or misdirected signal, a wrong errno.
 */
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t count, last_sig, depth, max_depth;
static volatile int order[16];
static siginfo_t last_info;

static void on_signal(int sig)
{
	last_sig = sig;
	count++;
}

static void on_info(int sig, siginfo_t *si, void *ctx)
{
	(void)ctx;
	if (count < 16)
		order[count] = si->si_code == SI_QUEUE ? si->si_value.sival_int : sig;
	last_sig = sig;
	last_info = *si;
	count++;
}

static void on_nested(int sig)
{
	if (++depth > max_depth)
		max_depth = depth;
	if (count++ < 2)
		raise(sig);
	depth--;
}

static void act(int sig, void (*fn)(int), int flags)
{
	struct sigaction sa = { .sa_flags = flags };

	if (flags & SA_SIGINFO)
		sa.sa_sigaction = on_info;
	else
		sa.sa_handler = fn;
	sigaction(sig, &sa, NULL);
	count = last_sig = 0;
}

static void mask_of(sigset_t *set, int sig)
{
	sigemptyset(set);
	sigaddset(set, sig);
}

static void masks_and_queues(void)
{
	union sigval v;
	sigset_t set, old;

	act(SIGUSR1, on_signal, 0);
	mask_of(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGUSR1);
	raise(SIGUSR1);
	sigpending(&set);
	ok(count == 0 && sigismember(&set, SIGUSR1) == 1, "a blocked signal is pending");
	sigprocmask(SIG_SETMASK, &old, NULL);
	ok(count == 1, "a standard signal is delivered once");

	act(SIGRTMIN + 1, NULL, SA_SIGINFO);
	mask_of(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, &old);
	for (int i = 0; i < 5; i++) {
		v.sival_int = 100 + i;
		sigqueue(getpid(), SIGRTMIN + 1, v);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	ok(count == 5 && order[0] == 100 && order[4] == 104, "real-time signals queue in order");
	ok(last_info.si_code == SI_QUEUE && last_info.si_pid == getpid() &&
	   last_info.si_uid == getuid(), "sigqueue: code, pid, uid");

	errno = 0;
	ok(sigprocmask(99, &set, NULL) == -1 && errno == EINVAL, "sigprocmask: how");
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, &old);
	sigprocmask(SIG_SETMASK, NULL, &set);
	ok(!sigismember(&set, SIGKILL) && !sigismember(&set, SIGSTOP), "KILL and STOP cannot be blocked");
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void queue_limit(void)
{
	struct rlimit rl = { 3, 3 };
	union sigval v = { 0 };
	sigset_t set;
	int n = 0, status, pid = fork();

	if (!pid) {
		act(SIGRTMIN + 1, NULL, SA_SIGINFO);
		mask_of(&set, SIGRTMIN + 1);
		sigprocmask(SIG_BLOCK, &set, NULL);
		setrlimit(RLIMIT_SIGPENDING, &rl);
		errno = 0;
		while (n < 10 && !sigqueue(getpid(), SIGRTMIN + 1, v))
			n++;
		_exit(n <= 3 && errno == EAGAIN ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "RLIMIT_SIGPENDING: EAGAIN");
}

static void action_flags(void)
{
	struct sigaction sa = { .sa_handler = SIG_IGN }, old;

	act(SIGUSR1, on_nested, SA_NODEFER);
	depth = max_depth = 0;
	raise(SIGUSR1);
	ok(max_depth == 3, "SA_NODEFER nests");
	act(SIGUSR1, on_nested, 0);
	depth = max_depth = 0;
	raise(SIGUSR1);
	ok(max_depth == 1 && count == 3, "without it a handler's own signal waits");
	act(SIGUSR1, on_signal, (int)SA_RESETHAND);
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &old);
	ok(count == 1 && old.sa_handler == SIG_DFL, "SA_RESETHAND");
	act(SIGUSR2, NULL, SA_SIGINFO);
	kill(getpid(), SIGUSR2);
	ok(last_info.si_code == SI_USER && last_info.si_pid == getpid(), "kill: SI_USER, pid");
	syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2);
	ok(last_info.si_code == SI_TKILL && last_info.si_pid == getpid(), "tgkill: SI_TKILL");
	errno = 0;
	ok(sigaction(SIGKILL, &sa, NULL) == -1 && errno == EINVAL, "SIGKILL has no action");
	errno = 0;
	ok(syscall(SYS_rt_sigaction, 0, NULL, NULL, 8) == -1 && errno == EINVAL, "signal 0 has none");
	errno = 0;
	ok(syscall(SYS_rt_sigaction, 1, NULL, NULL, 4) == -1 && errno == EINVAL, "rt_sigaction: size");
	errno = 0;
	ok(syscall(SYS_rt_sigaction, 1, NULL, (void *)-4096, 8) == -1 && errno == EFAULT,
	   "rt_sigaction: bad pointer");

	/* Ignoring discards what is pending. */
	sigset_t set, was;

	act(SIGUSR1, on_signal, 0);
	mask_of(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &was);
	raise(SIGUSR1);
	sigaction(SIGUSR1, &sa, NULL);
	act(SIGUSR1, on_signal, 0);
	sigprocmask(SIG_SETMASK, &was, NULL);
	ok(count == 0, "SIG_IGN discards what is pending");
}

static void kill_errors(void)
{
	errno = 0;
	ok(kill(getpid(), 65) == -1 && errno == EINVAL, "kill: signal 65");
	errno = 0;
	ok(kill(999999, 0) == -1 && errno == ESRCH, "kill: no such process");
	ok(kill(getpid(), 0) == 0, "kill: signal 0");
	errno = 0;
	ok(syscall(SYS_tgkill, -1, 1, 0) == -1 && errno == EINVAL, "tgkill: tgid");
	errno = 0;
	ok(syscall(SYS_tgkill, 1, getpid(), 0) == -1 && errno == ESRCH, "tgkill: other group");
	errno = 0;
	ok(syscall(SYS_tkill, 0, 0) == -1 && errno == EINVAL, "tkill: tid 0");
}

static void waiting(void)
{
	struct timespec ts = { 0, 1000000 };
	sigset_t set, old, none;
	siginfo_t si;

	mask_of(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	errno = 0;
	ok(sigtimedwait(&set, &si, &ts) == -1 && errno == EAGAIN, "sigtimedwait: time runs out");
	raise(SIGUSR1);
	ok(sigtimedwait(&set, &si, &ts) == SIGUSR1 && si.si_signo == SIGUSR1, "sigtimedwait: pending");
	ts.tv_nsec = 1000000000;
	errno = 0;
	ok(sigtimedwait(&set, &si, &ts) == -1 && errno == EINVAL, "sigtimedwait: tv_nsec");
	if (!fork()) {
		usleep(20000);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	ts = (struct timespec){ 5, 0 };
	sigemptyset(&none);
	ok(sigtimedwait(&set, &si, &ts) == SIGUSR1 && si.si_code == SI_USER, "sigtimedwait: sleeps");
	wait(NULL);
	act(SIGUSR1, on_signal, 0);
	raise(SIGUSR1);
	errno = 0;
	ok(sigsuspend(&none) == -1 && errno == EINTR && count == 1, "sigsuspend");
	sigprocmask(SIG_SETMASK, NULL, &none);
	ok(sigismember(&none, SIGUSR1) == 1, "sigsuspend puts the mask back");
	sigprocmask(SIG_SETMASK, &old, NULL);
}

/* A read that a signal interrupts, from a child that signals and then writes. */
static int interrupted_read(int flags)
{
	int fds[2], n, pid;
	char c;

	pipe(fds);
	act(SIGUSR1, on_signal, flags);
	pid = fork();
	if (!pid) {
		usleep(20000);
		kill(getppid(), SIGUSR1);
		usleep(20000);
		write(fds[1], "x", 1);
		_exit(0);
	}
	errno = 0;
	n = read(fds[0], &c, 1);
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
	return n;
}

static void restarting(void)
{
	struct itimerval it = { { 0, 20000 }, { 0, 20000 } }, off = { 0 };
	struct timespec ts = { 0, 100000000 }, rem = { 9, 9 }, a, b;
	int status, pid;

	ok(interrupted_read(0) == -1 && errno == EINTR && count == 1, "without SA_RESTART: EINTR");
	ok(interrupted_read(SA_RESTART) == 1 && count == 1, "SA_RESTART goes on");
	act(SIGALRM, on_signal, SA_RESTART);
	setitimer(ITIMER_REAL, &it, NULL);
	errno = 0;
	ok(nanosleep(&ts, &rem) == -1 && errno == EINTR && rem.tv_sec == 0 && rem.tv_nsec < 100000000,
	   "nanosleep: a handler ends it, the rest is told");
	errno = 0;
	ok(pause() == -1 && errno == EINTR, "pause is never restarted");
	setitimer(ITIMER_REAL, &off, NULL);

	/* A stop and a continue, no handler: the sleep goes on to its end through restart_syscall. */
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid = fork();
	if (!pid) {
		rem = (struct timespec){ 0, 0 };
		ts = (struct timespec){ 0, 150000000 };
		_exit(nanosleep(&ts, &rem) ? 1 : 0);
	}
	usleep(30000);
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	waitpid(pid, &status, 0);
	clock_gettime(CLOCK_MONOTONIC, &b);
	ok(status == 0 && (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >= 150,
	   "restart_syscall after stop and continue");
}

static void stop_and_continue(void)
{
	int status, pid;
	siginfo_t si;

	act(SIGCHLD, NULL, SA_SIGINFO);
	pid = fork();
	if (!pid) {
		setpgid(0, 0);	/* with its parent in another group it is no orphan, whoever runs the test */
		for (;;)
			pause();
	}
	setpgid(pid, pid);
	kill(pid, SIGSTOP);
	ok(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP,
	   "WUNTRACED: stopped by SIGSTOP");
	ok(count == 1 && last_info.si_code == CLD_STOPPED && last_info.si_status == SIGSTOP &&
	   last_info.si_pid == pid, "SIGCHLD: CLD_STOPPED");
	ok(waitpid(pid, &status, WUNTRACED | WNOHANG) == 0, "a stop is reported once");
	kill(pid, SIGCONT);
	ok(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status), "WCONTINUED");
	/* The parent may see that it goes on before the child itself says so. */
	for (int i = 0; i < 1000 && last_info.si_code != CLD_CONTINUED; i++)
		usleep(1000);
	ok(last_info.si_code == CLD_CONTINUED && last_info.si_status == SIGCONT, "SIGCHLD: CLD_CONTINUED");
	memset(&si, 0, sizeof(si));
	kill(pid, SIGTSTP);
	ok(waitid(P_PID, pid, &si, WSTOPPED | WNOWAIT) == 0 && si.si_status == SIGTSTP &&
	   si.si_code == CLD_STOPPED, "waitid: SIGTSTP");
	kill(pid, SIGKILL);
	ok(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL &&
	   !WCOREDUMP(status), "SIGKILL ends a stopped process");
	ok(last_info.si_code == CLD_KILLED && last_info.si_status == SIGKILL, "SIGCHLD: CLD_KILLED");
	pid = fork();
	if (!pid)
		_exit(7);
	waitpid(pid, &status, 0);
	ok(WEXITSTATUS(status) == 7 && last_info.si_code == CLD_EXITED && last_info.si_status == 7,
	   "SIGCHLD: CLD_EXITED, status");

	signal(SIGCHLD, SIG_IGN);
	pid = fork();
	if (!pid)
		_exit(0);
	errno = 0;
	ok(waitpid(pid, &status, 0) == -1 && errno == ECHILD, "SIGCHLD ignored: no zombie");
	signal(SIGCHLD, SIG_DFL);
}

/* The default actions that kill, one child each. */
static void default_actions(void)
{
	static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGSEGV, SIGUSR1, SIGPIPE,
				     SIGALRM, SIGSYS, SIGXCPU, SIGIO, SIGPWR, 34, 64 };
	static const int ignored[] = { SIGCHLD, SIGURG, SIGWINCH, SIGCONT };
	int status, pid, bad = 0;

	for (unsigned i = 0; i < sizeof(fatal) / sizeof(*fatal); i++) {
		struct rlimit no_core = { 0, 0 };

		pid = fork();
		if (!pid) {
			setrlimit(RLIMIT_CORE, &no_core);
			signal(fatal[i], SIG_DFL);
			kill(getpid(), fatal[i]);
			_exit(0);
		}
		waitpid(pid, &status, 0);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != fatal[i]) {
			diag("signal %d: status %x", fatal[i], status);
			bad++;
		}
	}
	ok(!bad, "fatal signals kill, with their number");
	pid = fork();
	if (!pid) {
		for (unsigned i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
			kill(getpid(), ignored[i]);
		_exit(3);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 3, "ignored signals do nothing");
}

int main(void)
{
	masks_and_queues();
	queue_limit();
	action_flags();
	kill_errors();
	waiting();
	restarting();
	stop_and_continue();
	default_actions();
	return done_testing();
}
