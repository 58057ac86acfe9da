/* SPDX-License-Identifier: MIT */
/*
 * The bundled strace on this program: which lines it prints for calls by each entry, for signals, children
 * and ends.
 * Catches: a name or prototype that is not the table's, an entry taken for another, a tracer that changes
 * what the program does.
 */
#include "tap.h"
#include <entry.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (256 * 1024)

static char self[256], strace[256], file[64];
static char text[OUTPUT_MAX];

/* ---- what is traced --------------------------------------------------------------------------- */

static void on_signal(int sig)
{
	(void)sig;
}

static int calls(void)
{
	char buf[16];
	int fds[2];
	void *p;

	signal(SIGUSR1, on_signal);
	for (int e = 0; e < ENTRY_COUNT; e++)
		for (int i = 0; entry_usable(e) && i <= e; i++)
			syscall_by(e, SYS_getppid);
	syscall_by(ENTRY_INT80, SYS_write, -1, "a\n\"\0017\377", 6);
	syscall_by(ENTRY_VDSO, SYS_open, "/nonexistent/file", O_WRONLY | O_CREAT | O_EXCL, 0640);
	syscall_by(ENTRY_INT80, SYS_pipe, fds);
	syscall_by(ENTRY_INT80, SYS_write, fds[1], "xyz", 3);
	syscall_by(ENTRY_INT80, SYS_read, fds[0], buf, 10);
	p = (void *)syscall_by(ENTRY_INT80, SYS_mmap2, 0, 4096, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	syscall_by(ENTRY_INT80, SYS_munmap, p, 4096);
	syscall_by(ENTRY_INT80, 9999, 1, 2, 3, 4, 5, 6);
	syscall_by(ENTRY_INT80, SYS_openat, AT_FDCWD, 16, 0, 0);
	syscall_by(ENTRY_INT80, SYS_kill, getpid(), SIGUSR1);
	return 7;
}

static int fault(void)
{
	volatile uint32_t nowhere = 0x10;

	*(volatile int *)nowhere = 1;
	return 0;
}

static int restart(void)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct itimerval soon = { { 0, 0 }, { 0, 100000 } };
	int fds[2], pid;
	char c;

	if (pipe(fds))
		return 1;
	pid = fork();
	if (!pid) {
		usleep(600000);
		return write(fds[1], "x", 1) != 1;
	}
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	if (syscall_by(ENTRY_VDSO, SYS_read, fds[0], &c, 1) != 1)
		return 2;
	waitpid(pid, NULL, 0);
	return 0;
}

static int children(void)
{
	int pid = fork(), status;

	if (!pid)
		return 3;
	waitpid(pid, &status, 0);
	pid = vfork();
	if (!pid) {
		execl(self, self, "child", NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static int traced(const char *what)
{
	if (!strcmp(what, "calls"))
		return calls();
	if (!strcmp(what, "fault"))
		return fault();
	if (!strcmp(what, "restart"))
		return restart();
	if (!strcmp(what, "children"))
		return children();
	if (!strcmp(what, "child"))
		return 5;
	return 99;
}

/* ---- what is looked for ----------------------------------------------------------------------- */

static void slurp(void)
{
	int fd = open(file, O_RDONLY), n = 0, got;

	while (fd >= 0 && n < OUTPUT_MAX - 1 && (got = read(fd, text + n, OUTPUT_MAX - 1 - n)) > 0)
		n += got;
	text[n] = 0;
	close(fd);
}

/* strace option -o file this-program what: the exit status, or 128 + signal. */
static int run(const char *option, const char *what)
{
	int status, pid = fork();

	if (!pid) {
		execl(strace, strace, option, "-o", file, "-s", "100", self, what, NULL);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	slurp();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* How many lines have all the parts, in this order. */
static int lines_with(const char *first, const char *second)
{
	int n = 0;

	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		char *at;

		*end = 0;
		at = strstr(line, first);
		n += at && strstr(at + strlen(first), second);
		*end = '\n';
	}
	return n;
}

static void has(const char *first, const char *second)
{
	int n = lines_with(first, second);

	if (!ok(n == 1, "one line with: %s ... %s", first, second))
		diag("there are %d", n);
}

static void check_calls(void)
{
	char label[32], want[400], result[16];
	int expected[ENTRY_COUNT] = { 0 };
	enum entry fast = entry_of_vdso();

	ok(run("-c", "calls") == 7, "strace -c ends as the program does");
	ok(run("-f", "calls") == 7, "strace ends as the program does");
	snprintf(label, sizeof(label), "[vdso:%s", entry_name(fast));
	snprintf(want, sizeof(want), "execve(\"%s\", [\"%s\", \"calls\"], 0x", self, self);
	has(want, " vars */) = 0");

	/* Whatever fast instruction the program executes, it is seen in the stub. */
	for (int e = 0; e < ENTRY_COUNT; e++)
		expected[e == ENTRY_INT80] += entry_usable(e) ? e + 1 : 0;
	ok(lines_with(label, "] getppid()") == expected[0], "%d calls by %s", expected[0], label + 1);
	ok(lines_with("[int80        ] getppid()", "") == expected[1], "%d calls by int80", expected[1]);

	has("[int80        ] write(-1, \"a\\n\\\"\\0017\\377\", 6)",
	    "= -1 EBADF (Bad file descriptor)");
	has("open(\"/nonexistent/file\", O_WRONLY|O_CREAT|O_EXCL, 0640)",
	    "= -1 ENOENT (No such file or directory)");
	has("pipe([3, 4])", "= 0");
	has("write(4, \"xyz\", 3)", "= 3");
	has("read(3, \"xyz\", 10)", "= 3");
	has("mmap2(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)", " = 0x");
	has("syscall_0x270f(0x1, 0x2, 0x3, 0x4, 0x5, 0x6)", "= -1 ENOSYS (Function not implemented)");
	has("openat(AT_FDCWD, 0x10, O_RDONLY, 0)", "= -1 EFAULT (Bad address)");
	has("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=", ", si_uid=");
	has("sigreturn()", "= ");
	has("exit_group(7)", "= ?");
	has("+++ exited with 7 +++", "");
	ok(!strstr(text, "unfinished"), "no line was left for another");
	snprintf(result, sizeof(result), "%d", (int)getpid());
	ok(lines_with("getppid()", result) == 0, "the program's parent is strace");
}

static void check_counts(void)
{
	char want[64];
	int n = 0;

	run("-c", "calls");
	for (int e = 0; e < ENTRY_COUNT; e++)
		n += e != ENTRY_INT80 && entry_usable(e) ? e + 1 : 0;
	snprintf(want, sizeof(want), "%9u            vdso:%s", n, entry_name(entry_of_vdso()));
	has(want, "getppid");
	snprintf(want, sizeof(want), "%9u            int80", ENTRY_INT80 + 1);
	has(want, "getppid");
	has("        1         1  int80         syscall_0x270f", "");
	ok(!strstr(text, "+++"), "and nothing else");
}

static void check_ends(void)
{
	ok(run("-f", "fault") == 128 + SIGSEGV, "a killed program: 128 + the signal");
	has("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---", "");
	has("+++ killed by SIGSEGV", " +++");
	run("-s100", "restart");
	has("= ? ERESTARTSYS (To be restarted if SA_RESTART is set)", "");
	has("--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL", "");
	has("read(", "\"x\", 1)");
}

static void check_children(void)
{
	ok(run("-f", "children") == 5, "a family: its first process's status");
	has("[pid ", "+++ exited with 3 +++");
	ok(lines_with("+++ exited with 5 +++", "") == 2, "the child by vfork, and the parent after it");
	has("[pid ", "+++ exited with 5 +++");
	has("si_code=CLD_EXITED, ", "si_status=3}");
	has("execve(", "\"child\"]");
	run("-s100", "children");
	ok(!strstr(text, "[pid ") && lines_with("+++ exited with", "") == 1, "without -f, the parent only");
}

static void check_attach(void)
{
	int fds[2], pid, tracer, status = -1;
	char number[16], c;

	if (pipe(fds)) {
		ok(false, "pipe");
		return;
	}
	pid = fork();
	if (!pid) {
		close(fds[1]);
		while (read(fds[0], &c, 1) == 1)
			syscall_by(ENTRY_VDSO, SYS_getpgid, 0);
		_exit(21);
	}
	close(fds[0]);
	snprintf(number, sizeof(number), "%d", pid);
	unlink(file);
	tracer = fork();
	if (!tracer) {
		execl(strace, strace, "-o", file, "-p", number, NULL);
		_exit(126);
	}
	for (int i = 0; i < 200 && !strstr(text, "getpgid"); i++) {
		if (write(fds[1], "x", 1) != 1)
			break;
		usleep(20000);
		slurp();
	}
	kill(tracer, SIGINT);
	waitpid(tracer, &status, 0);
	ok(WIFEXITED(status) && lines_with("getpgid(0)", "= ") > 0, "-p: a process that was there before");
	ok(kill(pid, 0) == 0 && write(fds[1], "x", 1) == 1, "let go by Ctrl-C it lives on");
	close(fds[1]);
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 21, "and ends as it would have");
}

int main(int argc, char **argv)
{
	int n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *end;

	if (argc > 1)
		return traced(argv[1]);
	(void)argv;
	if (n <= 0)
		strcpy(self, "/tests/strace_self");
	/* beside the tests: /bin of an image, bin of the build's folder */
	strcpy(strace, self);
	for (int i = 0; i < 2 && (end = strrchr(strace, '/')); i++)
		*end = 0;
	strcat(strace, "/bin/strace");
	if (access(strace, X_OK)) {
		skip(1, "there is no strace");
		return done_testing();
	}
	snprintf(file, sizeof(file), "/tmp/strace_self.%d", (int)getpid());
	check_calls();
	check_counts();
	check_ends();
	check_children();
	text[0] = 0;
	check_attach();
	unlink(file);
	return done_testing();
}
