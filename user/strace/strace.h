/* SPDX-License-Identifier: MIT */
#ifndef USER_STRACE_H
#define USER_STRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_ARGS 6

struct tracee {
	pid_t pid;
	struct tracee *next;
	bool in_call;		/* between a call's entry and its exit */
	bool hidden;		/* ours until its execve */
	bool unfinished;	/* its line was left for another's */
	bool foreign;		/* the call is of another ABI than the table's */
	uint32_t nr, args[MAX_ARGS];
	const char *entry;	/* by which the call came in */
	unsigned int printed;	/* arguments that are on its line already */
};

extern unsigned int string_limit;	/* -s: characters shown of a string */
extern bool counting;			/* -c: no lines, a table at the end */

/* output.c: lines, of which one is open at most; another task's text closes it. */
bool output_open(const char *path);
void output_line(struct tracee *t, bool show_pid);	/* start one of t's, or go on in it */
bool output_is_at(const struct tracee *t);		/* true if t's line is the open one */
void output_end(struct tracee *t);
void output_to_column(int column);
void out(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A string in quotes, escaped as in C, with ... if it is cut. */
void out_quoted(const char *bytes, size_t len, bool cut);

/* memory.c: len bytes at addr of pid's memory; how many could be read. */
size_t read_memory(pid_t pid, uint32_t addr, void *buf, size_t len);

/* entry.c: "int80", "vdso:sysenter", "vdso:syscall", "vdso:int80", by where the task is stopped. */
const char *entry_of(pid_t pid, uint32_t ip);

/* call.c: one system call, at its entry and at its exit. */
const char *call_name(uint32_t nr);	/* NULL: not in the table */
void call_enter(struct tracee *t);
void call_leave(struct tracee *t, int32_t result);
void call_never_left(struct tracee *t);			/* exit, or the task was killed in it */

/* signal.c: "--- SIGSEGV {si_signo=SIGSEGV, ...} ---" */
void out_signal(int sig);
void out_siginfo(pid_t pid, int sig);

/* count.c: -c */
void count_call(const struct tracee *t, bool failed);
void count_print(void);

#endif
