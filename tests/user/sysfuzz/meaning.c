/* SPDX-License-Identifier: MIT */
/*
 * What an argument means: its name and type in the kernel's table, and the call, choose the letter by which
 * args.c draws it. "@" and letters: a pointer to such words.
 */
#include "sysfuzz.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- which argument is what ------------------------------------------------------------------ */

/* The first line that fits; call NULL: any. "@": a pointer to words of these kinds. */
static const struct meaning {
	const char *call, *arg, *kind;
} meanings[] = {
	{ " poll ppoll ppoll_time64 ", "fds", "@fefefefe" },
	{ " poll ppoll ppoll_time64 ", "nfds", "4" },
	{ " poll ", "timeout", "2" },
	{ " mmap ", "args", "@aLnMfz" },
	{ " mmap2 ", "flags", "M" },
	{ " mmap2 ", "pgoff", "4" },
	{ " mmap2 munmap mprotect madvise msync mlock munlock mincore mremap ", "addr", "a" },
	{ " mmap2 munmap mprotect madvise msync mlock munlock mincore ", "len", "L" },
	{ " mremap renameat2 getrandom munlockall mlockall close_range membarrier ", "flags", "4" },
	{ " execve execveat ", "path", "X" },
	{ " membarrier ", "cmd", "4" },
	{ " timer_settime timer_gettime timer_getoverrun timer_delete timer_settime64 "
	  "timer_gettime64 ",
	  "id", "4" },
	{ " open openat ", "flags", "O" },
	{ " clone ", "flags", "C" },
	{ " clone ", "stack", "h" },
	{ " clone3 ", "args", "@CzbzbzbzszhzLzbz" },
	{ " clone3 ", "size", "d" },
	{ " brk ", "addr", "k" },
	{ " ioctl ", "cmd", "I" },
	{ " ioctl ", "arg", "b" },
	{ " fcntl64 ", "cmd", "c" },
	{ " fcntl64 ", "arg", "A" },
	{ " mknod mknodat ", "mode", "K" },
	{ " access faccessat faccessat2 fallocate ", "mode", "4" },
	{ " ptrace wait4 waitpid waitid ", "pid", "Y" },
	{ " wait4 waitpid waitid ", "options", "W" },
	{ " ptrace ", "addr", "v" },
	{ " ptrace ", "data", "j" },
	{ " rt_sigaction ", "act", "@Hgzqq" },
	{ " sigaction ", "act", "@Hqgz" },
	{ " statfs64 fstatfs64 ", "size", "D" },
	{ " ppoll ppoll_time64 rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait "
	  "rt_sigsuspend "
	  "rt_sigtimedwait_time64 ",
	  "size", "8" },
	{ " readv writev preadv pwritev ", "count", "4" },
	{ " pselect6 pselect6_time64 ", "sig", "@B8" },
	{ " set_robust_list ", "len", "E" },
	{ " setdomainname ", "name", "T" },
	{ " setdomainname getgroups32 setgroups32 ", "len", "n" },
	{ " getgroups32 setgroups32 ", "size", "4" },
	{ " umask ", "mask", "m" },
	{ " timer_create ", "id", "b" },
	{ " timer_create ", "event", "@ws2p" },
	{ " prctl ", "option", "N" },
	{ " waitid ", "which", "4" },
	{ " truncate64 ftruncate64 ", "low", "o" },
	{ " dup dup2 dup3 ", "old", "f" },
	{ " dup dup2 dup3 ", "new", "f" },
	{ " sendfile sendfile64 ", "in", "f" },
	{ " sendfile sendfile64 ", "out", "f" },
	{ " sendfile sendfile64 ", "offset", "@oz" },
	{ " getpriority setpriority ", "which", "2" },
	{ " clock_settime clock_settime64 settimeofday ", "tp", "@wtnz" },
	{ " modify_ldt ", "ptr", "@nawx" },
	{ " modify_ldt ", "func", "G" },
	{ " modify_ldt ", "bytecount", "J" },
	{ " sigsuspend ssetmask ", "mask", "q" },
	{ " set_robust_list ", "head", "U" },
	{ " set_tid_address ", "tidptr", "U" },
	{ " futex futex_time64 ", "op", "Q" },
	{ " futex futex_time64 ", "timeout", "V" },
	{ " futex futex_time64 ", "val", "4" },
	{ NULL, "fd", "f" },
	{ NULL, "dirfd", "F" },
	{ NULL, "olddir", "F" },
	{ NULL, "newdir", "F" },
	{ NULL, "pid", "p" },
	{ NULL, "tgid", "p" },
	{ NULL, "tid", "p" },
	{ NULL, "pgid", "p" },
	{ NULL, "who", "p" },
	{ NULL, "sig", "s" },
	{ NULL, "flags", "x" },
	{ NULL, "options", "n" },
	{ NULL, "mode", "m" },
	{ NULL, "uid", "u" },
	{ NULL, "gid", "u" },
	{ NULL, "ruid", "u" },
	{ NULL, "euid", "u" },
	{ NULL, "suid", "u" },
	{ NULL, "rgid", "u" },
	{ NULL, "egid", "u" },
	{ NULL, "sgid", "u" },
	{ NULL, "offset", "o" },
	{ NULL, "pos_low", "o" },
	{ NULL, "off_low", "o" },
	{ NULL, "len_low", "o" },
	{ NULL, "length", "o" },
	{ NULL, "offset_low", "o" },
	{ NULL, "low", "o" },
	{ NULL, "pos_high", "h" },
	{ NULL, "off_high", "h" },
	{ NULL, "len_high", "h" },
	{ NULL, "offset_high", "h" },
	{ NULL, "high", "h" },
	{ NULL, "whence", "4" },
	{ NULL, "request", "R" },
	{ NULL, "policy", "4" },
	{ NULL, "resource", "n" },
	{ NULL, "clock", "i" },
	{ NULL, "advice", "n" },
	{ NULL, "how", "4" },
	{ NULL, "which", "4" },
	{ NULL, "value", "@tttt" },
	{ NULL, "ts", "@tztz" },
	{ NULL, "timeout", "@tztz" },
	{ NULL, "tv", "@tt" },
	{ NULL, "times", "@tttt" },
	{ NULL, "tp", "@tttt" },
	{ NULL, "req", "@ztzz" },
	{ NULL, "rlim", "@oo" },
	{ NULL, "new", "@ohoh" },
	{ NULL, "set", "@qw" },
	{ NULL, "sigmask", "@qw" },
	{ NULL, "mask", "@ww" },
	{ NULL, "ss", "@azy" },
	{ NULL, "iov", "@blblblbl" },
	{ NULL, "in", "@wwww" },
	{ NULL, "out", "@wwww" },
	{ NULL, "ex", "@wwww" },
	{ NULL, "argv", "@SSz" },
	{ NULL, "envp", "@SSz" },
	{ NULL, "param", "@r" },
	{ NULL, "desc", "@Pawx" },
	{ NULL, "list", "@uuuu" },
	{ NULL, "name", "T" },
	{ NULL, "handler", "H" },
	{ NULL, "head", "b" },
	{ NULL, "uaddr", "U" },
	{ NULL, "uaddr2", "U" },
	{ NULL, "addr", "a" },
	{ NULL, "old_len", "L" },
	{ NULL, "new_len", "L" },
	{ NULL, "new_addr", "a" },
	{ NULL, "prot", "n" },
	{ NULL, "len", "l" },
	{ NULL, "size", "l" },
	{ NULL, "count", "l" },
	{ NULL, "type", "n" },
	{ NULL, "n", "N" },
	{ NULL, "seconds", "2" },
	{ NULL, "unused", "b" },
};

static const char *meaning_of(const struct call *call, const struct argument *arg)
{
	bool pointer = strchr(arg->type, '*');

	for (unsigned int i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		const struct meaning *m = &meanings[i];

		if (m->call ? !among(call->name, m->call) : pointer != !!strchr("@TbU", m->kind[0]))
			continue;
		if (!strcmp(m->arg, arg->name))
			return m->kind;
	}
	return strstr(arg->type, "const char") ? "S" : pointer ? "b" : "n";
}

uint32_t argument(struct stream *s, uint32_t nr, unsigned int i)
{
	const struct argument *arg = &calls[nr].args[i];
	const char *kind = meaning_of(&calls[nr], arg);

	if (chance(s, 1, 16))
		return strchr(arg->type, '*') && chance(s, 3, 4) ? hostile_pointer(s) : hostile(s);
	return kind[0] == '@' ? structure(s, kind + 1) : draw(s, kind[0]);
}

/* ---- what is excluded ------------------------------------------------------------------------ */

/* True if a signal or a tracer sent there by root would end the test itself or init. */
static bool strikes_others(int32_t target)
{
	return target == -1 || target == 1 || target == shared->init || target == shared->parent ||
	       target == -shared->parent || target == -1 * shared->init;
}

/* Only what ends or changes the machine on purpose, or cannot be undone: all by root. */
bool allowed(const struct stream *s, uint32_t nr, const uint32_t *args)
{
	static const char to_pid[] =
		" kill tkill rt_sigqueueinfo ptrace prlimit64 sched_setscheduler sched_setparam "
		"sched_setaffinity tgkill rt_tgsigqueueinfo setpgid ";
	const char *name = calls[nr].name;

	if (!s->root)
		return true;
	if (among(name, " reboot mount "))	/* the end; there is no umount */
		return false;
	if (!strcmp(name, "ioctl"))		/* steals the terminal, types on it */
		return args[1] != 0x540e && args[1] != 0x5412;
	if (!strcmp(name, "ptrace"))
		return !strikes_others(args[1]);
	if (!strcmp(name, "setpriority"))
		return args[0] == 0 && !strikes_others(args[1]);
	return !among(name, to_pid) || (!strikes_others(args[0]) && !strikes_others(args[1]));
}

void print_attempt(const struct attempt *a)
{
	char line[160];
	int n = snprintf(line, sizeof(line), "# %d: %s", a->pid, calls[a->nr].name);

	for (unsigned int i = 0; i < calls[a->nr].n; i++)
		n += snprintf(line + n, sizeof(line) - n, " %s=%x", calls[a->nr].args[i].name,
			      a->args[i]);
	printf("%s\n", line);
	fflush(stdout);
}
