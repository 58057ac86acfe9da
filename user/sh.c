/* SPDX-License-Identifier: MIT */
/*
 * sh - the shell: POSIX's command language, without aliases, traps and getopts.
 *
 *   sh				commands from standard input, with job control if it is a terminal
 *   sh file [argument...]	commands from a file
 *   sh -c text [name [argument...]]
 *
 * Its parts are in the directory sh/; sh/sh.h says which is which.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh/sh.h"

const char *shell_name = "sh";
pid_t shell_pid;
bool interactive, opt_e, opt_f, opt_u, opt_x;
volatile int interrupted;

int complain(const char *what, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s: %s\n", shell_name, what, why);
	return 1;
}

bool set_options(const char *letters)
{
	bool on = *letters == '-';

	while (*++letters) {
		switch (*letters) {
		case 'e': opt_e = on; break;
		case 'f': opt_f = on; break;
		case 'u': opt_u = on; break;
		case 'x': opt_x = on; break;
		case 'i':
		case 's': break;
		default:
			complain(letters, "unknown option");
			return false;
		}
	}
	return true;
}

/* The user is back at the prompt, whatever happened before. */
static void new_prompt(void)
{
	if (interrupted)
		fprintf(stderr, "\n");
	interrupted = 0;
	stop = GO;
	src->ended = false;
	if (src->pos == src->len)
		src->pos = src->len = 0;
	report_jobs();
}

/* Run all commands of the current source; last: then this process ends. */
static int run_source(bool last)
{
	bool at_prompt = interactive && src->fd >= 0, eof = false;

	while (!eof) {
		struct mark m = mark();
		struct node *n;

		if (at_prompt)
			new_prompt();
		else if (src->fd >= 0 && src->pos == src->len)
			src->pos = src->len = 0;
		n = parse_line(&eof);
		if (at_prompt && interrupted) {
			last_status = 130;
			src->pos = src->len;
			eof = false;
		} else if (parse_failed) {
			last_status = 2;
			src->pos = src->len;
			stop = ABORT;
		} else {
			run(n, last && src->fd < 0 && src->pos == src->len);
		}
		release(m);
		if (fflush(stdout) < 0 && !last_status)
			last_status = 1;
		if (stop && !at_prompt)
			break;
	}
	return last_status;
}

int run_text(const char *text, bool last)
{
	struct source s;
	int status;

	push_text(&s, text);
	status = run_source(last);
	src = s.prev;
	return status;
}

int run_file(const char *path)
{
	struct str text = empty_string();
	char buf[512];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		complain(path, strerror(errno));
		return errno == ENOENT ? 127 : 126;
	}
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (ssize_t i = 0; i < n; i++)
			put(&text, buf[i]);
	if (n < 0)
		complain(path, strerror(errno));
	close(fd);
	if (n < 0 || strlen(text.s) < text.len) {
		if (n == 0)
			complain(path, "not a text file");
		return 126;
	}
	return run_text(text.s, false);
}

static void import_environment(void)
{
	extern char **environ;
	char cwd[4096];

	for (char **e = environ; e && *e; e++) {
		size_t n = name_length(*e);

		if (!n || (*e)[n] != '=')
			continue;
		set_value(var_of(*e, n), *e + n + 1);
		var_of(*e, n)->exported = true;
	}
	set("IFS", " \t\n");
	if (!get("PATH"))
		set("PATH", "/bin:/sbin:/usr/bin");
	if (getcwd(cwd, sizeof(cwd)))
		set("PWD", cwd);
}

int main(int argc, char **argv)
{
	struct source input = { .fd = 0, .line = 1 };
	bool text = false;
	int i = 1, status;

	shell_pid = getpid();
	import_environment();
	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		char *c = strchr(argv[i], 'c');

		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (c) {
			text = true;
			memmove(c, c + 1, strlen(c));
		}
		if (!set_options(argv[i]))
			return 2;
	}
	if (text && i == argc)
		return complain("-c", "command expected"), 2;
	if (i + text < argc)
		shell_name = argv[i + text];
	params = keep_list(argc > i + text + 1 ? argc - i - text - 1 : 0, argv + i + text + 1);

	if (text) {
		status = run_text(argv[i], true);
	} else if (i < argc) {
		status = run_file(argv[i]);
	} else {
		src = &input;
		interactive = isatty(0) && isatty(2);
		if (interactive)
			start_job_control();
		status = run_source(false);
		if (interactive)
			fprintf(stderr, "\n");
	}
	if (fflush(stdout) < 0 && !status)
		status = 1;
	return status;
}
