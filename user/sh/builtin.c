/* SPDX-License-Identifier: MIT */
/* The commands that are part of the shell. */
#include "sh.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int do_true(int argc, char **argv)
{
	(void)argc, (void)argv;
	return 0;
}

static int do_false(int argc, char **argv)
{
	(void)argc, (void)argv;
	return 1;
}

/* The number in argv[1], fallback if there is none, -1 if it is no number. */
static int number_argument(int argc, char **argv, int fallback)
{
	char *end;
	long n = argc > 1 ? strtol(argv[1], &end, 10) : fallback;

	if (argc > 1 && (end == argv[1] || *end || n < 0 || n > 0x7fffffff)) {
		complain(argv[1], "not a number");
		return -1;
	}
	return n;
}

static int do_break(int argc, char **argv)	/* and continue */
{
	int n = number_argument(argc, argv, 1);

	if (n <= 0)
		return 2;
	if (loop_depth) {
		stop = argv[0][0] == 'b' ? BREAK : CONTINUE;
		stop_levels = n < loop_depth ? n : loop_depth;
	}
	return 0;
}

static int do_return(int argc, char **argv)
{
	int n = number_argument(argc, argv, last_status);

	stop = RETURN;
	return n < 0 ? 2 : n & 0xff;
}

static int do_exit(int argc, char **argv)
{
	int n = number_argument(argc, argv, last_status);

	exit(n < 0 ? 2 : n & 0xff);
}

static int do_cd(int argc, char **argv)
{
	const char *to = argc > 1 ? argv[1] : get("HOME");
	bool back = argc > 1 && strcmp(argv[1], "-") == 0;
	char *cwd;

	if (back)
		to = get("OLDPWD");
	if (!to)
		return complain("cd", back ? "OLDPWD not set" : "HOME not set");
	if (chdir(to) < 0) {
		fprintf(stderr, "%s: cd: %s: %s\n", shell_name, to, strerror(errno));
		return 1;
	}
	if (back)
		printf("%s\n", to);
	cwd = getcwd(alloc(4096), 4096);
	set("OLDPWD", get("PWD"));
	set("PWD", cwd ? cwd : to);
	return 0;
}

static int do_pwd(int argc, char **argv)
{
	char *cwd = getcwd(alloc(4096), 4096);

	(void)argc, (void)argv;
	if (!cwd)
		return complain("pwd", strerror(errno));
	printf("%s\n", cwd);
	return 0;
}

static int do_echo(int argc, char **argv)
{
	bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;

	for (int i = newline ? 1 : 2; i < argc; i++)
		printf("%s%s", argv[i], i + 1 < argc ? " " : "");
	if (newline)
		printf("\n");
	return 0;
}

static int do_eval(int argc, char **argv)
{
	struct str text = empty_string();

	for (int i = 1; i < argc; i++) {
		for (char *s = argv[i]; *s; s++)
			put(&text, *s);
		put(&text, ' ');
	}
	last_status = 0;
	return run_text(text.s, false);
}

static int do_dot(int argc, char **argv)
{
	char *path = argc > 1 && !strchr(argv[1], '/') ? find_program(argv[1]) : NULL;
	int status;

	if (argc < 2)
		return complain(".", "file name expected"), 2;
	status = run_file(path ? path : argv[1]);
	if (stop == RETURN)
		stop = GO;
	return status;
}

static int do_exec(int argc, char **argv)
{
	if (argc > 1) {
		default_signals();
		run_program(argv + 1);
	}
	return 0;
}

static void print_quoted(const char *before, const char *name, const char *value)
{
	printf("%s%s='", before, name);
	for (; *value; value++) {
		if (*value == '\'')
			printf("'\\''");
		else
			putchar(*value);
	}
	printf("'\n");
}

/* The variable that name[=value] names, or NULL with a complaint. */
static struct var *named(const char *who, const char *arg)
{
	size_t n = name_length(arg);

	if (n && (arg[n] == '\0' || arg[n] == '='))
		return var_of(arg, n);
	fprintf(stderr, "%s: %s: %s: not a name\n", shell_name, who, arg);
	return NULL;
}

static int do_export(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++) {
		struct var *v = strcmp(argv[i], "-p") == 0 ? NULL : named("export", argv[i]);
		char *value = strchr(argv[i], '=');

		if (!v) {
			status |= strcmp(argv[i], "-p") != 0;
			continue;
		}
		v->exported = true;
		if (value)
			set_value(v, value + 1);
	}
	for (struct var *v = argc < 2 || strcmp(argv[1], "-p") == 0 ? vars : NULL; v; v = v->next)
		if (v->exported && v->value)
			print_quoted("export ", v->name, v->value);
	return status;
}

static int do_local(int argc, char **argv)
{
	if (!function_depth)
		return complain("local", "not in a function");
	for (int i = 1; i < argc; i++) {
		struct var *v = named("local", argv[i]);
		char *value = strchr(argv[i], '=');

		if (!v)
			return 1;
		save_var(v);
		set_value(v, value ? value + 1 : NULL);
	}
	return 0;
}

static int do_unset(int argc, char **argv)
{
	bool function = argc > 1 && strcmp(argv[1], "-f") == 0;

	for (int i = argc > 1 && argv[1][0] == '-' ? 2 : 1; i < argc; i++) {
		struct var *v = function ? find_function(argv[i]) : named("unset", argv[i]);

		if (v && function) {
			free(v->body);
			v->body = NULL;
		} else if (v) {
			set_value(v, NULL);
			v->exported = false;
		} else if (!function) {
			return 1;
		}
	}
	return 0;
}

static int do_set(int argc, char **argv)
{
	struct list old = params;
	int i = 1;

	for (struct var *v = argc == 1 ? vars : NULL; v; v = v->next)
		if (v->value)
			print_quoted("", v->name, v->value);
	for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			params = keep_list(argc - i - 1, argv + i + 1);
			drop_list(&old);
			return 0;
		}
		if (!set_options(argv[i]))
			return 2;
	}
	if (i < argc) {
		params = keep_list(argc - i, argv + i);
		drop_list(&old);
	}
	return 0;
}

static int do_shift(int argc, char **argv)
{
	int n = number_argument(argc, argv, 1);
	struct list old = params;

	if (n < 0 || n > params.n)
		return complain("shift", "too few parameters"), 2;
	params = keep_list(old.n - n, old.v + n);
	drop_list(&old);
	return 0;
}

/* One line from descriptor 0, bytewise: the rest is for others. A backslash marks what it quotes. */
static bool read_line(struct str *line, bool raw)
{
	ssize_t n;
	char c;

	while ((n = read(0, &c, 1)) == 1 && c != '\n') {
		if (c == '\\' && !raw) {
			if (read(0, &c, 1) != 1)
				break;
			if (c == '\n')
				continue;
			put(line, '\\');
			put(line, c);
		} else if (c == '\\') {
			put(line, '\\');
			put(line, '\\');
		} else if (c) {
			put(line, c);
		}
	}
	return n == 1;
}

static bool is_blank(char c)
{
	return c && isspace((unsigned char)c) && is_ifs(c);
}

/* Cut the next field off the line, or take all of it, without the blanks around it. */
static char *next_field(char **line, bool all)
{
	char *s = *line, *end, *p;

	while (is_blank(*s))
		s++;
	for (p = s; *p && (all || !is_ifs(*p)); p++)
		if (*p == '\\' && p[1])
			p++;
	*line = end = p;
	while (is_blank(**line))
		(*line)++;
	if (**line && is_ifs(**line) && !is_blank(**line))
		(*line)++;
	while (all && end > s && is_blank(end[-1]) && (end - 1 == s || end[-2] != '\\'))
		end--;
	s = slice(s, end - s);
	unescape(s);
	return s;
}

static int do_read(int argc, char **argv)
{
	struct str line = empty_string();
	bool raw = false, complete;
	char *rest;
	int i = 1;

	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "-r") == 0)
			raw = true;
		else if (strcmp(argv[i], "-p") == 0 && i + 1 < argc)
			fprintf(stderr, "%s", argv[++i]);
		else
			return complain("read", "usage: read [-r] [-p prompt] name..."), 2;
	}
	complete = read_line(&line, raw);
	rest = line.s;
	if (i == argc) {
		unescape(rest);
		set("REPLY", rest);
	}
	for (; i < argc; i++) {
		struct var *v = named("read", argv[i]);

		if (!v)
			return 2;
		set_value(v, next_field(&rest, i + 1 == argc));
	}
	return interrupted ? 130 : !complete;
}

static int do_type(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++) {
		char *path = strchr(argv[i], '/') ? argv[i] : find_program(argv[i]);

		if (find_function(argv[i]))
			printf("%s is a function\n", argv[i]);
		else if (find_builtin(argv[i]))
			printf("%s is a shell builtin\n", argv[i]);
		else if (path && access(path, X_OK) == 0)
			printf("%s is %s\n", argv[i], path);
		else
			printf("%s: not found\n", argv[i]), status = 127;
	}
	return status;
}

/* command -v name: what running it would mean */
static int do_command(int argc, char **argv)
{
	int status = 0;

	if (argc < 3 || strcmp(argv[1], "-v") != 0)
		return complain("command", "usage: command -v name..."), 2;
	for (int i = 2; i < argc; i++) {
		bool ours = find_function(argv[i]) || find_builtin(argv[i]);
		char *path = ours || strchr(argv[i], '/') ? argv[i] : find_program(argv[i]);

		if (path && (ours || access(path, X_OK) == 0))
			printf("%s\n", path);
		else
			status = 127;
	}
	return status;
}

static int do_umask(int argc, char **argv)
{
	mode_t old = umask(0);
	char *end = "";

	umask(argc > 1 ? (mode_t)strtol(argv[1], &end, 8) & 0777 : old);
	if (argc > 1 && (*end || end == argv[1])) {
		umask(old);
		return complain(argv[1], "not an octal number");
	}
	if (argc < 2)
		printf("%04o\n", (unsigned int)old);
	return 0;
}

static const struct {
	const char *name;
	builtin *call;
} builtins[] = {
	{ ".", do_dot }, { ":", do_true }, { "[", do_test }, { "bg", do_fg }, { "break", do_break },
	{ "cd", do_cd }, { "command", do_command }, { "continue", do_break }, { "echo", do_echo },
	{ "eval", do_eval }, { "exec", do_exec }, { "exit", do_exit }, { "export", do_export },
	{ "false", do_false }, { "fg", do_fg }, { "jobs", do_jobs }, { "local", do_local },
	{ "pwd", do_pwd }, { "read", do_read }, { "return", do_return }, { "set", do_set },
	{ "shift", do_shift }, { "test", do_test }, { "true", do_true }, { "type", do_type },
	{ "umask", do_umask }, { "unset", do_unset }, { "wait", do_wait },
};

builtin *find_builtin(const char *name)
{
	for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
		if (strcmp(builtins[i].name, name) == 0)
			return builtins[i].call;
	return NULL;
}
