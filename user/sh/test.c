/* SPDX-License-Identifier: MIT */
/* test and [ */
#include "sh.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **at;		/* the next argument; null-terminated */
static bool failed;

static bool disjunction(void);

static bool fail(const char *what, const char *why)
{
	if (!failed)
		complain(what, why);
	failed = true;
	return false;
}

static long long integer(const char *s)
{
	char *end;
	long long n = strtoll(s, &end, 10);

	if (end == s || *end)
		fail(s, "not an integer");
	return n;
}

static bool is_binary(const char *s)
{
	static const char *const names[] = { "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le",
					     "-gt", "-ge", "-nt", "-ot", "-ef" };

	for (size_t i = 0; s && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(s, names[i]) == 0)
			return true;
	return false;
}

static bool compare_files(const char *a, const char *op, const char *b)
{
	struct stat sa, sb;
	bool has_a = stat(a, &sa) == 0, has_b = stat(b, &sb) == 0;

	if (op[1] == 'e')
		return has_a && has_b && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
	if (!has_a || !has_b)
		return op[1] == 'n' ? has_a : has_b;
	if (sa.st_mtime != sb.st_mtime)
		return op[1] == 'n' ? sa.st_mtime > sb.st_mtime : sa.st_mtime < sb.st_mtime;
	return op[1] == 'n' ? sa.st_mtim.tv_nsec > sb.st_mtim.tv_nsec :
			      sa.st_mtim.tv_nsec < sb.st_mtim.tv_nsec;
}

static bool compare(const char *a, const char *op, const char *b)
{
	long long na, nb;

	if (op[0] == '=')
		return strcmp(a, b) == 0;
	if (op[0] == '!')
		return strcmp(a, b) != 0;
	if (op[0] == '<' || op[0] == '>')
		return op[0] == '<' ? strcmp(a, b) < 0 : strcmp(a, b) > 0;
	if (strchr("t f", op[2]) && (op[1] == 'n' || op[1] == 'o' || op[2] == 'f'))
		return compare_files(a, op, b);
	na = integer(a);
	nb = integer(b);
	if (failed)
		return false;
	if (op[1] == 'e' || op[1] == 'n')
		return (na == nb) == (op[1] == 'e');
	if (op[2] == 't')
		return op[1] == 'l' ? na < nb : na > nb;
	return op[1] == 'l' ? na <= nb : na >= nb;
}

static bool file_is(char op, const char *name)
{
	struct stat st;

	if (op == 'L' || op == 'h')
		return lstat(name, &st) == 0 && S_ISLNK(st.st_mode);
	if (strchr("rwx", op))
		return access(name, op == 'r' ? R_OK : op == 'w' ? W_OK : X_OK) == 0;
	if (stat(name, &st) < 0)
		return false;
	switch (op) {
	case 'f': return S_ISREG(st.st_mode);
	case 'd': return S_ISDIR(st.st_mode);
	case 'c': return S_ISCHR(st.st_mode);
	case 'b': return S_ISBLK(st.st_mode);
	case 'p': return S_ISFIFO(st.st_mode);
	case 'S': return S_ISSOCK(st.st_mode);
	case 's': return st.st_size > 0;
	case 'u': return st.st_mode & S_ISUID;
	case 'g': return st.st_mode & S_ISGID;
	default: return true;	/* -e */
	}
}

static bool unary(const char *op, const char *arg)
{
	if (op[1] == 'n')
		return *arg;
	if (op[1] == 'z')
		return !*arg;
	if (op[1] == 't')
		return isatty((int)integer(arg));
	return file_is(op[1], arg);
}

static bool primary(void)
{
	const char *s = *at;
	bool result;

	if (!s)
		return fail("test", "argument expected");
	if (at[1] && at[2] && is_binary(at[1])) {
		at += 3;
		return compare(at[-3], at[-2], at[-1]);
	}
	if (strcmp(s, "!") == 0 && at[1]) {
		at++;
		return !primary();
	}
	if (strcmp(s, "(") == 0 && at[1]) {
		at++;
		result = disjunction();
		if (!*at || strcmp(*at, ")") != 0)
			return fail("test", "missing )");
		at++;
		return result;
	}
	if (s[0] == '-' && s[1] && !s[2] && strchr("bcdefghLnprsStuwxz", s[1]) && at[1]) {
		at += 2;
		return unary(s, at[-1]);
	}
	at++;
	return *s;
}

static bool conjunction(void)
{
	bool result = primary();

	while (*at && strcmp(*at, "-a") == 0) {
		at++;
		result &= primary();
	}
	return result;
}

static bool disjunction(void)
{
	bool result = conjunction();

	while (*at && strcmp(*at, "-o") == 0) {
		at++;
		result |= conjunction();
	}
	return result;
}

int do_test(int argc, char **argv)
{
	bool result;

	failed = false;
	if (strcmp(argv[0], "[") == 0) {
		if (strcmp(argv[argc - 1], "]") != 0)
			return complain("[", "missing ]"), 2;
		argv[--argc] = NULL;
	}
	if (argc == 1)
		return 1;
	at = argv + 1;
	result = disjunction();
	if (*at)
		fail(*at, "unexpected in test");
	return failed ? 2 : !result;
}
