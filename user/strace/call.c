/* SPDX-License-Identifier: MIT */
/*
 * One system call as text, after the prototype in the kernel's table: how an argument looks is decided by
 * its type, its name and what stands beside it. What the kernel writes is shown when it has, so a line
 * is printed up to the first such argument at the entry, and the rest at the exit.
 */
#include "strace.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define RESULT_COLUMN 56
#define MAX_STRING    4096
#define MAX_WORDS     16 /* shown of an argument list */

struct argument {
	const char *type, *name;
};

struct call {
	const char *name, *result;
	unsigned int n;
	struct argument args[MAX_ARGS];
};

static const struct call calls[] = {
#define SYSCALL0(nr, name, r) [nr] = { #name, #r, 0, { { 0, 0 } } },
#define SYSCALL1(nr, name, r, t1, a1) [nr] = { #name, #r, 1, { { #t1, #a1 } } },
#define SYSCALL2(nr, name, r, t1, a1, t2, a2)                                                      \
	[nr] = { #name, #r, 2, { { #t1, #a1 }, { #t2, #a2 } } },
#define SYSCALL3(nr, name, r, t1, a1, t2, a2, t3, a3)                                              \
	[nr] = { #name, #r, 3, { { #t1, #a1 }, { #t2, #a2 }, { #t3, #a3 } } },
#define SYSCALL4(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4)                                      \
	[nr] = { #name, #r, 4, { { #t1, #a1 }, { #t2, #a2 }, { #t3, #a3 }, { #t4, #a4 } } },
#define SYSCALL5(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                              \
	[nr] = { #name, #r, 5,                                                                     \
		 { { #t1, #a1 }, { #t2, #a2 }, { #t3, #a3 }, { #t4, #a4 }, { #t5, #a5 } } },
#define SYSCALL6(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                      \
	[nr] = { #name, #r, 6,                                                                     \
		 { { #t1, #a1 }, { #t2, #a2 }, { #t3, #a3 },                                       \
		   { #t4, #a4 }, { #t5, #a5 }, { #t6, #a6 } } },
#include <sys/syscall_table.h>
};

/* A number that the table lacks: six words. */
#define WORD { "u32", "arg" }
static const struct call unknown = { NULL, "int", 6, { WORD, WORD, WORD, WORD, WORD, WORD } };

const char *call_name(uint32_t nr)
{
	return nr < sizeof(calls) / sizeof(calls[0]) ? calls[nr].name : NULL;
}

static const struct call *find(const struct tracee *t)
{
	return !t->foreign && call_name(t->nr) ? &calls[t->nr] : &unknown;
}

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* True if word is one of those in list, which has a blank before and after each. */
static bool among(const char *word, const char *list)
{
	size_t len = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p++)
		if (p[-1] == ' ' && p[len] == ' ')
			return true;
	return false;
}

/* ---- flags ------------------------------------------------------------------------------------ */

struct flag {
	uint32_t bits;
	const char *name;
};

#define FLAG(name) { (uint32_t)(name), #name }
static const struct flag open_flags[] = {
	FLAG(O_WRONLY), FLAG(O_RDWR), FLAG(O_CREAT), FLAG(O_EXCL), FLAG(O_NOCTTY), FLAG(O_TRUNC),
	FLAG(O_APPEND), FLAG(O_NONBLOCK), FLAG(O_LARGEFILE), FLAG(O_DIRECTORY), FLAG(O_NOFOLLOW),
	FLAG(O_CLOEXEC), { 0, "O_RDONLY" },
};
static const struct flag prot_flags[] = {
	FLAG(PROT_READ), FLAG(PROT_WRITE), FLAG(PROT_EXEC), { 0, "PROT_NONE" },
};
static const struct flag map_flags[] = {
	FLAG(MAP_SHARED), FLAG(MAP_PRIVATE), FLAG(MAP_FIXED), FLAG(MAP_ANONYMOUS), FLAG(MAP_GROWSDOWN),
	FLAG(MAP_NORESERVE), FLAG(MAP_POPULATE), FLAG(MAP_STACK), { 0, "0" },
};
#undef FLAG

/* The names of the bits, the last entry's if there is none, the unknown rest in hexadecimal. */
static void out_flags(uint32_t value, const struct flag *f, bool access_mode)
{
	const char *bar = "";

	if (access_mode && !(value & O_ACCMODE)) {
		out("O_RDONLY");
		bar = "|";
	}
	for (; f->bits; f++) {
		if ((value & f->bits) != f->bits)
			continue;
		out("%s%s", bar, f->name);
		value &= ~f->bits;
		bar = "|";
	}
	if (value)
		out("%s%#x", bar, value);
	else if (!*bar)
		out("%s", f->name);
}

static const struct flag *flags_of(const struct call *c, const char *name)
{
	if (is(name, "prot"))
		return prot_flags;
	if (is(name, "flags") && among(c->name, " open openat "))
		return open_flags;
	if (is(name, "flags") && is(c->name, "mmap2"))
		return map_flags;
	return NULL;
}

/* ---- memory ----------------------------------------------------------------------------------- */

static void out_pointer(uint32_t value)
{
	if (value)
		out("%#x", value);
	else
		out("NULL");
}

static void out_string(pid_t pid, uint32_t addr)
{
	char text[MAX_STRING + 1];
	size_t want = string_limit + 1 < MAX_STRING ? string_limit + 1 : MAX_STRING, len;

	if (!addr || !(len = read_memory(pid, addr, text, want))) {
		out_pointer(addr);
		return;
	}
	text[len] = 0;
	len = strlen(text);
	out_quoted(text, len < string_limit ? len : string_limit, len > string_limit);
}

static void out_data(pid_t pid, uint32_t addr, uint32_t len)
{
	char text[MAX_STRING];
	uint32_t want = len;

	if (want > string_limit)
		want = string_limit;
	if (want > MAX_STRING)
		want = MAX_STRING;
	if (!addr || read_memory(pid, addr, text, want) != want)
		out_pointer(addr);
	else
		out_quoted(text, want, want < len);
}

/* execve's argv in full; of envp the number. */
static void out_list(pid_t pid, uint32_t addr, bool in_full)
{
	uint32_t word, n = 0;

	if (!addr) {
		out("NULL");
		return;
	}
	if (in_full)
		out("[");
	for (; read_memory(pid, addr + 4 * n, &word, 4) == 4 && word; n++) {
		if (in_full && n == MAX_WORDS) {
			out(", ...");
			break;
		}
		if (in_full) {
			out("%s", n ? ", " : "");
			out_string(pid, word);
		}
	}
	if (in_full)
		out("]");
	else
		out("%#x /* %u vars */", addr, n);
}

static void out_ints(pid_t pid, uint32_t addr, unsigned int n)
{
	int32_t words[2];

	if (!addr || read_memory(pid, addr, words, 4 * n) != 4 * n)
		out_pointer(addr);
	else if (n == 2)
		out("[%d, %d]", words[0], words[1]);
	else
		out("[%#x]", words[0]);
}

/* ---- arguments -------------------------------------------------------------------------------- */

/* True if argument i is memory that the kernel fills and that is shown afterwards. */
static bool is_result(const struct call *c, unsigned int i)
{
	const struct argument *a = &c->args[i];

	if (is(a->type, "int __user *"))
		return true;
	return is(a->type, "void __user *") && is(a->name, "buf") && i + 1 < c->n &&
	       among(c->name, " read pread64 readlink readlinkat getcwd getrandom ");
}

/* An argument that is a number: signed, octal, hexadecimal or with a name. */
static void out_number(const struct call *c, const struct argument *a, uint32_t value)
{
	const struct flag *flags = flags_of(c, a->name);

	if (flags)
		out_flags(value, flags, flags == open_flags);
	else if (is(a->name, "sig") && c->name)
		out_signal(value);
	else if (among(a->name, " dirfd olddir newdir ") && (int32_t)value == AT_FDCWD)
		out("AT_FDCWD");
	else if (is(a->name, "mode"))
		out("%#o", value);
	else if (among(a->name, " addr new_addr arg cmd flags options mask data stack tls parent_tid "
				" child_tid tidptr head handler timeout persona uaddr2 prot dev "))
		is(a->name, "addr") || is(a->name, "new_addr") ? out_pointer(value) : out("%#x", value);
	else if (is(a->type, "u32") && !is(a->name, "fd"))
		out("%u", value);
	else
		out("%d", (int32_t)value);
}

static void out_argument(struct tracee *t, const struct call *c, unsigned int i, int32_t result)
{
	const struct argument *a = &c->args[i];
	uint32_t value = t->args[i], errors = (uint32_t)-4096;

	if (is_result(c, i) && (uint32_t)result > errors)
		out_pointer(value);
	else if (is(a->type, "int __user *"))
		out_ints(t->pid, value, is(a->name, "fds") ? 2 : 1);
	else if (is_result(c, i))
		out_data(t->pid, value, is(c->name, "getcwd") && result > 0 ? result - 1 : result);
	else if (is(a->type, "const char __user *"))
		out_string(t->pid, value);
	else if (is(a->type, "const void __user *") && i + 1 < c->n && among(a->name, " buf value ") &&
		 is(c->args[i + 1].type, "size_t"))
		out_data(t->pid, value, t->args[i + 1]);
	else if (is(a->type, "const u32 __user *") && among(a->name, " argv envp "))
		out_list(t->pid, value, is(a->name, "argv"));
	else if (is(a->type, "size_t"))
		out("%u", value);
	else if (strchr(a->type, '*'))
		out_pointer(value);
	else
		out_number(c, a, value);
}

/* From the first argument that is not yet printed up to end. */
static void out_arguments(struct tracee *t, const struct call *c, unsigned int end, int32_t result)
{
	for (; t->printed < end; t->printed++) {
		out("%s", t->printed ? ", " : "");
		out_argument(t, c, t->printed, result);
	}
}

void call_enter(struct tracee *t)
{
	const struct call *c = find(t);
	unsigned int n = 0;

	out("[%-13s] ", t->entry);
	if (c->name)
		out("%s(", c->name);
	else
		out("syscall_%#x(", t->nr);
	while (n < c->n && !is_result(c, n))
		n++;
	t->printed = 0;
	out_arguments(t, c, n, 0);
}

static void out_error(int err)
{
	const char *name = strerrorname_np(err);

	switch (err) {
	case ERESTARTSYS:
		out("? ERESTARTSYS (To be restarted if SA_RESTART is set)");
		break;
	case ERESTARTNOINTR:
		out("? ERESTARTNOINTR (To be restarted)");
		break;
	case ERESTARTNOHAND:
		out("? ERESTARTNOHAND (To be restarted if no handler)");
		break;
	case ERESTART_RESTARTBLOCK:
		out("? ERESTART_RESTARTBLOCK (Interrupted by signal)");
		break;
	default:
		if (name)
			out("-1 %s (%s)", name, strerror(err));
		else
			out("-%d", err);
	}
}

/* Where the line was left for another's: a new one. */
static void resume_line(struct tracee *t, const struct call *c)
{
	if (t->unfinished && c->name)
		out("[%-13s] <... %s resumed>", t->entry, c->name);
	else if (t->unfinished)
		out("[%-13s] <... syscall_%#x resumed>", t->entry, t->nr);
	t->unfinished = false;
}

void call_never_left(struct tracee *t)
{
	resume_line(t, find(t));
	out(")");
	output_to_column(RESULT_COLUMN - 1);
	out(" = ?");
}

void call_leave(struct tracee *t, int32_t result)
{
	const struct call *c = find(t);

	resume_line(t, c);
	out_arguments(t, c, c->n, result);
	out(")");
	output_to_column(RESULT_COLUMN - 1);
	out(" = ");
	if ((uint32_t)result > (uint32_t)-4096)
		out_error(-result);
	else
		out(is(c->result, "u32") ? "%#x" : "%d", result);
}
