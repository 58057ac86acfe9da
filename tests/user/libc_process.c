/* SPDX-License-Identifier: MIT */
/*
 * Processes, threads, signals, jumps and time, as far as the library has a part in them.
 * Catches: vfork's return address, clone's arguments, errno or __thread shared by threads,
 * a signal mask that siglongjmp loses, wrong conversions of times.
 */
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <futex.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <thread.h>
#include <time.h>
#include <unistd.h>

static __thread int own = 7;
static __thread char zeroed[100];

static void children(void)
{
	volatile int shared = 0;
	struct rusage ru;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(42);
	memset(&ru, 0xff, sizeof(ru));
	ok(wait4(pid, &status, 0, &ru) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "fork, wait4");
	ok(ru.ru_utime.tv_sec == 0 && ru.ru_utime.tv_usec < 1000000 && ru.ru_nvcsw >= 0,
	   "the child's rusage");
	pid = vfork();
	if (pid == 0) {
		shared = 5;
		_exit(3);
	}
	ok(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 3 && shared == 5,
	   "vfork shares the memory");
	errno = 0;
	ok(waitpid(-1, NULL, 0) < 0 && errno == ECHILD, "no child is left");
	pid = fork();
	if (pid == 0)
		abort();
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "abort");
}

static void executing(const char *self)
{
	int fds[2], status;
	char buf[64];
	ssize_t n;
	pid_t pid;

	if (pipe(fds) < 0)
		bail_out("pipe");
	pid = vfork();
	if (pid == 0) {
		dup2(fds[1], 1);
		execl(self, "libc_process", "child", "x y", (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	n = read(fds[0], buf, sizeof(buf));
	waitpid(pid, &status, 0);
	ok(n == 12 && !memcmp(buf, "[child][x y]", 12) && status == 0, "vfork, execl, exit");
	close(fds[0]);
	ok(execlp("no-such-program", "x", (char *)NULL) < 0 && errno == ENOENT, "execlp: ENOENT");
}

static int thread_main(void *arg)
{
	int *result = arg;

	result[0] = own;
	own = 99;
	for (unsigned int i = 0; i < sizeof(zeroed); i++)
		result[1] |= zeroed[i];
	close(-1);
	result[2] = errno;
	return 1234;
}

static int plain_clone(void *arg)
{
	*(int *)arg = getpid() == gettid() ? 17 : 18;
	return 5;
}

static void threads(void)
{
	struct thread t;
	int result[3] = { 0 }, status;
	static char stack[8192];

	zeroed[0] = 1;
	errno = 0;
	if (thread_create(&t, thread_main, result) < 0)
		bail_out("thread_create: %m");
	ok(thread_join(&t) == 1234, "a thread's result");
	ok(result[0] == 7 && own == 7 && !result[1], "__thread variables are each thread's own");
	ok(result[2] == EBADF && errno == 0, "so is errno");
	ok(clone(plain_clone, stack + sizeof(stack), CLONE_VM | SIGCHLD, result) > 0, "raw clone");
	ok(wait(&status) > 0 && WEXITSTATUS(status) == 5 && result[0] == 17,
	   "runs the function and exits with its result");
	errno = 0;
	ok(clone(NULL, stack, 0, NULL) < 0 && errno == EINVAL, "clone without a function");
	ok(futex_wait(&status, status + 1, NULL) < 0 && errno == EAGAIN, "futex_wait");
}

static sigjmp_buf env;
static volatile int got;

static void jump_out(int sig)
{
	siglongjmp(env, sig);
}

static void record(int sig, siginfo_t *info, void *uc)
{
	const ucontext_t *c = uc;

	got = info->si_value.sival_int + (c->uc_mcontext.gregs[REG_EIP] ? 1 : 0);
}

static void signals(void)
{
	struct sigaction act = { .sa_sigaction = record, .sa_flags = SA_SIGINFO };
	sigset_t set, old;
	volatile int tries = 0;
	jmp_buf plain;
	int r;

	signal(SIGUSR1, jump_out);
	r = sigsetjmp(env, 1);
	if (++tries < 3)
		raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, NULL, &old);
	ok(r == SIGUSR1 && tries == 3 && !sigismember(&old, SIGUSR1), "siglongjmp restores the mask");
	tries = 0;
	r = setjmp(plain);
	if (++tries == 1)
		longjmp(plain, 0);
	ok(r == 1 && tries == 2, "longjmp with 0 gives 1");

	sigaction(SIGRTMIN + 3, &act, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 3);
	sigprocmask(SIG_BLOCK, &set, &old);
	sigqueue(getpid(), SIGRTMIN + 3, (union sigval){ .sival_int = 41 });
	ok(got == 0 && sigpending(&set) == 0 && sigismember(&set, SIGRTMIN + 3), "blocked, pending");
	ok(sigsuspend(&old) < 0 && errno == EINTR && got == 42, "sigsuspend; the value came along");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR2);
	ok(sigwait(&set, &r) == 0 && r == SIGUSR2, "sigwait");
	sigprocmask(SIG_SETMASK, &old, NULL);
	ok(sigtimedwait(&set, NULL, &(struct timespec){ 0, 1000 }) < 0 && errno == EAGAIN,
	   "sigtimedwait");
}

static void tracing(void)
{
	struct user_regs_struct regs;
	static volatile int word = 0x1234;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(word == 0x5678 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "PTRACE_TRACEME");
	errno = 0;
	ok(ptrace(PTRACE_PEEKDATA, pid, &word, 0) == 0x1234 && !errno, "PTRACE_PEEKDATA");
	ok(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0 && regs.eip == regs.ip && regs.ip &&
	   ptrace(PTRACE_PEEKUSER, pid, 4 * EIP, 0) == (long)regs.ip, "PTRACE_GETREGS, PEEKUSER");
	ptrace(PTRACE_POKEDATA, pid, &word, 0x5678);
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "PTRACE_POKEDATA, CONT");
}

static void clocks(void)
{
	const time_t t0 = 951782400, t1 = -1;		/* 29 February 2000 */
	struct timespec a, b, rem = { 0 };
	struct itimerval it = { .it_value = { 5, 0 } }, old;
	struct timeval tv = { 0, 1000 };
	struct tm tm;
	char buf[64];

	ok(clock_gettime(CLOCK_MONOTONIC, &a) == 0 &&
	   nanosleep(&(struct timespec){ 0, 2000000 }, &rem) == 0 &&
	   clock_gettime(CLOCK_MONOTONIC, &b) == 0, "clock_gettime, nanosleep");
	ok((b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec >= 2000000, "2 ms passed");
	ok(clock_gettime(77, &a) < 0 && errno == EINVAL, "no such clock");
	ok(llabs(time(NULL) - (gettimeofday(&tv, NULL), tv.tv_sec)) <= 1, "time, gettimeofday");
	ok(setitimer(ITIMER_REAL, &it, NULL) == 0 &&
	   setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, &old) == 0 && old.it_value.tv_sec >= 4 &&
	   old.it_value.tv_sec <= 5, "setitimer tells what was left");
	tv = (struct timeval){ 0, 1000 };
	ok(select(0, NULL, NULL, NULL, &tv) == 0 && poll(NULL, 0, 1) == 0, "select, poll");
	gmtime_r(&t0, &tm);
	strftime(buf, sizeof(buf), "%F %T %a %j", &tm);
	ok(!strcmp(buf, "2000-02-29 00:00:00 Tue 060"), "29 February 2000: %s", buf);
	gmtime_r(&t1, &tm);
	strftime(buf, sizeof(buf), "%c", &tm);
	ok(!strcmp(buf, "Wed Dec 31 23:59:59 1969"), "the second before 1970: %s", buf);
	tm = (struct tm){ .tm_year = 138, .tm_mon = 12, .tm_mday = 19, .tm_hour = 3 };
	ok(timegm(&tm) == 2179018800LL && tm.tm_mon == 0 && tm.tm_year == 139,
	   "after 2038, with a month too many");
}

static void limits(void)
{
	struct rlimit lim;

	ok(getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur >= 3 && lim.rlim_cur <= lim.rlim_max,
	   "getrlimit");
	ok(sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_NPROCESSORS_ONLN) >= 1, "sysconf");
}

int main(int argc, char **argv)
{
	if (argc == 3) {
		printf("[%s][%s]", argv[1], argv[2]);
		return 0;
	}
	children();
	executing(argv[0]);
	threads();
	signals();
	tracing();
	clocks();
	limits();
	return done_testing();
}
