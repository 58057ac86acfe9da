/* SPDX-License-Identifier: MIT */
/*
 * strace [-cf] [-o file] [-s length] command [argument...] | -p pid: the system calls of a program, each
 * with the entry by which it came in: through the vDSO's stub (and the instruction there) or int $0x80.
 *
 * -c counts instead, -f follows children and threads. man 2 ptrace: every task is seized, so that a
 * stop by a signal and one of ours are told apart.
 */
#include "strace/strace.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVENT(status) ((status) >> 16)

unsigned int string_limit = 32;
bool counting;

static struct tracee *tracees;
static bool follow;
static volatile sig_atomic_t interrupted;
static int exit_status;

static struct tracee *find_tracee(pid_t pid)
{
	struct tracee *t = tracees;

	while (t && t->pid != pid)
		t = t->next;
	return t;
}

static struct tracee *add_tracee(pid_t pid)
{
	struct tracee *t = calloc(1, sizeof(*t));

	if (!t) {
		perror("strace");
		exit(1);
	}
	t->pid = pid;
	t->next = tracees;
	tracees = t;
	return t;
}

static void drop_tracee(struct tracee *t)
{
	struct tracee **p = &tracees;

	while (*p != t)
		p = &(*p)->next;
	*p = t->next;
	output_end(t);
	free(t);
}

static bool silent(const struct tracee *t)
{
	return counting || t->hidden;
}

static void start_line(struct tracee *t)
{
	output_line(t, tracees->next != NULL);
}

/* A line of its own; a call's that is open is left. */
static void note_line(struct tracee *t)
{
	if (output_is_at(t) && t->in_call) {
		out(" <unfinished ...>");
		t->unfinished = true;
		output_end(t);
	}
	start_line(t);
}

/* ---- what happens to a task ------------------------------------------------------------------- */

static void syscall_enter(struct tracee *t, const struct ptrace_syscall_info *info)
{
	t->in_call = true;
	t->unfinished = false;
	t->nr = info->entry.nr;
	for (int i = 0; i < MAX_ARGS; i++)
		t->args[i] = info->entry.args[i];
	/* A 64-bit program has its own numbers, and comes by its own instruction. */
	t->foreign = info->arch != AUDIT_ARCH_I386;
	t->entry = t->foreign ? "64-bit" : entry_of(t->pid, info->instruction_pointer);
	if (t->hidden && t->nr == SYS_execve)
		t->hidden = false;
	if (silent(t))
		return;
	start_line(t);
	call_enter(t);
}

static void syscall_leave(struct tracee *t, int32_t result)
{
	if (!t->in_call)
		return;	/* it was in this call when we came */
	if (counting && !t->hidden)
		count_call(t, (uint32_t)result > (uint32_t)-4096);
	if (!silent(t)) {
		start_line(t);
		call_leave(t, result);
		output_end(t);
	}
	t->in_call = false;
}

static void syscall_stop(struct tracee *t)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		syscall_enter(t, &info);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		syscall_leave(t, info.exit.rval);
}

/* After a thread's exec the whole group has its leader's pid: the thread's own goes. */
static struct tracee *exec_stop(struct tracee *t)
{
	unsigned long former = 0;
	struct tracee *old;

	ptrace(PTRACE_GETEVENTMSG, t->pid, 0, &former);
	old = find_tracee(former);
	if (old && old != t) {
		pid_t pid = t->pid;

		drop_tracee(t);
		old->pid = pid;
		t = old;
	}
	return t;
}

static void gone(struct tracee *t, int status)
{
	if (t->in_call && !silent(t)) {
		start_line(t);
		call_never_left(t);
		output_end(t);
		t->in_call = false;
	}
	if (!silent(t)) {
		start_line(t);
		if (WIFEXITED(status)) {
			out("+++ exited with %d +++", WEXITSTATUS(status));
		} else {
			out("+++ killed by ");
			out_signal(WTERMSIG(status));
			out(WCOREDUMP(status) ? " (core dumped) +++" : " +++");
		}
	}
	exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	drop_tracee(t);
}

/* A signal on its way to the program. */
static void signal_stop(struct tracee *t, int sig)
{
	if (silent(t))
		return;
	note_line(t);
	out("--- ");
	out_siginfo(t->pid, sig);
	out(" ---");
	output_end(t);
}

static void group_stop(struct tracee *t, int sig)
{
	if (silent(t))
		return;
	note_line(t);
	out("--- stopped by ");
	out_signal(sig);
	out(" ---");
	output_end(t);
}

/* ---- the loop --------------------------------------------------------------------------------- */

static bool is_stop_signal(int sig)
{
	return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

static void handle_stop(struct tracee *t, int status)
{
	int sig = WSTOPSIG(status), request = PTRACE_SYSCALL, deliver = 0;

	if (EVENT(status) == PTRACE_EVENT_EXEC) {
		t = exec_stop(t);
	} else if (EVENT(status) == PTRACE_EVENT_STOP) {
		if (is_stop_signal(sig)) {
			group_stop(t, sig);
			request = PTRACE_LISTEN;
		}
	} else if (sig == (SIGTRAP | 0x80)) {
		syscall_stop(t);
	} else if (!EVENT(status)) {
		signal_stop(t, sig);
		deliver = sig;
	}
	/* Any stop may be the answer to our PTRACE_INTERRUPT: the kernel does not make a second one of it. */
	if (interrupted)
		request = PTRACE_DETACH;
	ptrace(request, t->pid, 0, deliver);
	if (request == PTRACE_DETACH)
		drop_tracee(t);
}

/* Comes only while trace() waits, so the list is whole: every task is asked to stop, and is let go then. */
static void on_signal(int sig)
{
	int saved = errno;

	(void)sig;
	interrupted = 1;
	for (struct tracee *t = tracees; t; t = t->next)
		ptrace(PTRACE_INTERRUPT, t->pid, 0, 0);
	errno = saved;
}

/* The terminal's Ctrl-C is for the program; of one that was there before we only let go. */
static void set_signals(bool attached, sigset_t *mask)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(mask);
	sigaddset(mask, SIGTERM);
	sigaddset(mask, SIGINT);
	sigprocmask(SIG_BLOCK, mask, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!attached)
		action.sa_handler = SIG_IGN;
	sigaction(SIGINT, &action, NULL);
}

static void trace(bool attached)
{
	sigset_t ours;

	set_signals(attached, &ours);
	while (tracees) {
		int status, pid;
		struct tracee *t;

		sigprocmask(SIG_UNBLOCK, &ours, NULL);
		pid = waitpid(-1, &status, __WALL);
		sigprocmask(SIG_BLOCK, &ours, NULL);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			break;
		t = find_tracee(pid);
		if (WIFSTOPPED(status))
			handle_stop(t ? t : add_tracee(pid), status);
		else if (t)
			gone(t, status);
	}
}

/* ---- the beginning ---------------------------------------------------------------------------- */

static int options(void)
{
	int set = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;

	return follow ? set | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE : set;
}

/* Seizes pid and sets it going from call to call; false with errno. */
static bool seize(pid_t pid, bool hidden)
{
	if (ptrace(PTRACE_SEIZE, pid, 0, options() | (hidden ? PTRACE_O_EXITKILL : 0)) < 0)
		return false;
	add_tracee(pid)->hidden = hidden;
	return ptrace(PTRACE_INTERRUPT, pid, 0, 0) == 0;
}

/* The child waits until it is traced; its own calls are hidden up to the execve. */
static bool start(char **argv)
{
	int go[2], status, pid;
	char c;

	if (pipe(go) < 0 || (pid = fork()) < 0)
		return false;
	if (!pid) {
		close(go[1]);
		if (read(go[0], &c, 1) < 0)
			_exit(126);
		close(go[0]);
		execvp(argv[0], argv);
		fprintf(stderr, "strace: %s: %s\n", argv[0], strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	close(go[0]);
	if (!seize(pid, true) || waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		return false;
	}
	handle_stop(tracees, status);
	close(go[1]);
	return true;
}

static int usage(void)
{
	fprintf(stderr, "usage: strace [-cf] [-o file] [-s length] command [argument...] | -p pid\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *file = NULL, *pid = NULL;
	bool started;
	int c;

	while ((c = getopt(argc, argv, "cfo:p:s:")) != -1) {
		switch (c) {
		case 'c':
			counting = true;
			break;
		case 'f':
			follow = true;
			break;
		case 'o':
			file = optarg;
			break;
		case 'p':
			pid = optarg;
			break;
		case 's':
			string_limit = strtoul(optarg, NULL, 10);
			break;
		default:
			return usage();
		}
	}
	if (!pid == (optind == argc))
		return usage();
	if (!output_open(file)) {
		fprintf(stderr, "strace: %s: %s\n", file, strerror(errno));
		return 1;
	}
	started = pid ? seize(strtol(pid, NULL, 10), false) : start(argv + optind);
	if (!started) {
		fprintf(stderr, "strace: %s: %s\n", pid ? pid : argv[optind], strerror(errno));
		return 1;
	}
	trace(pid);
	if (counting)
		count_print();
	return exit_status;
}
