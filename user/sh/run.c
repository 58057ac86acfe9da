/* SPDX-License-Identifier: MIT */
/* Running what the parser made. */
#include "sh.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NESTING 500		/* of functions: far less than the stack can hold */

enum stop stop;
int stop_levels, loop_depth, function_depth;
int last_status;
static int errexit_off;		/* > 0 inside a condition: set -e does not apply */

/* ---- programs ---- */

char *find_program(const char *name)
{
	const char *path = get("PATH");
	struct stat st;

	for (path = path ? path : "/bin"; ; path++) {
		size_t n = strcspn(path, ":");
		char *file = alloc(n + strlen(name) + 2);

		sprintf(file, "%.*s%s%s", (int)n, path, n ? "/" : "", name);
		if (*name && stat(file, &st) == 0 && S_ISREG(st.st_mode) && access(file, X_OK) == 0)
			return file;
		path += n;
		if (!*path)
			return NULL;
	}
}

void run_program(char **argv)
{
	char *path = strchr(argv[0], '/') ? argv[0] : find_program(argv[0]);
	struct list script = { 0 };
	int status;

	fflush(stdout);
	if (!path) {
		complain(argv[0], "not found");
		exit(127);
	}
	execve(path, argv, environment());
	if (errno == ENOEXEC) {		/* a script without #! */
		append(&script, "/bin/sh");
		append(&script, path);
		while (*++argv)
			append(&script, *argv);
		execve("/bin/sh", script.v, environment());
	}
	status = errno == ENOENT ? 127 : 126;
	complain(path, strerror(errno));
	exit(status);
}

static void assign(struct word *w, bool temporary, bool exported)
{
	for (; w && !stop; w = w->next) {
		size_t len = name_length(w->raw);
		struct var *v = var_of(w->raw, len);
		char *value = expand_string(w->raw + len + 1);

		if (temporary)
			save_var(v);
		set_value(v, value);
		v->exported |= exported;
		if (opt_x)
			fprintf(stderr, "+ %s=%s\n", v->name, value);
	}
}

/* In a process of its own: become the program. */
static void become(struct node *n, char **argv)
{
	assign(n->assigns, false, true);
	if (stop || !redirect(n->redirs, true))
		exit(stop ? 2 : 1);
	run_program(argv);
}

/*
 * Start first and what follows it as the processes of one pipeline. With argv, first is a simple
 * command whose words are expanded already.
 */
static int launch(struct node *first, char **argv, const char *text, enum place place)
{
	pid_t pgid = 0, pid, *pids;
	int count = 0, in = -1;

	for (struct node *n = first; n; n = n->next)
		count++;
	pids = alloc(count * sizeof(*pids));
	count = 0;
	for (struct node *n = first; n; n = n->next) {
		int ends[2] = { -1, -1 };

		if (n->next && pipe(ends) < 0) {
			complain("pipe", strerror(errno));
			break;
		}
		pid = fork_child(place, &pgid);
		if (pid == 0) {
			if (ends[0] >= 0)
				close(ends[0]);
			if (in >= 0 && in != 0)
				dup2(in, 0), close(in);
			if (ends[1] >= 0 && ends[1] != 1)
				dup2(ends[1], 1), close(ends[1]);
			if (argv)
				become(n, argv);
			exit(run(n, true));
		}
		if (in >= 0)
			close(in);
		if (ends[1] >= 0)
			close(ends[1]);
		in = ends[0];
		if (pid < 0)
			break;
		pids[count++] = pid;
	}
	if (in >= 0)
		close(in);
	if (!count)
		return 2;
	add_job(pgid, pids, count, text);
	if (place == FOREGROUND)
		return wait_foreground();
	last_background = pids[count - 1];
	if (interactive)
		fprintf(stderr, "[%d]\n", (int)last_background);
	return 0;
}

/* ---- simple commands ---- */

static int call_function(struct var *function, int argc, char **argv)
{
	struct list outer = params;
	int outer_loops = loop_depth, status;

	if (function_depth == MAX_NESTING) {
		stop = ABORT;
		complain(argv[0], "functions nested too deeply");
		return 2;
	}
	params = keep_list(argc - 1, argv + 1);
	loop_depth = 0;
	function_depth++;
	status = run_text(slice(function->body, strlen(function->body)), false);
	function_depth--;
	loop_depth = outer_loops;
	if (stop == RETURN)
		stop = GO;
	drop_list(&params);
	params = outer;
	return status;
}

static int run_here(struct node *n, struct list *words, struct var *function, builtin *b)
{
	bool is_exec = strcmp(words->v[0], "exec") == 0;
	struct saved *outer_vars = saved_vars;
	int outer_fds = nreplaced, status = 1;

	assign(n->assigns, true, true);
	if (!stop && redirect(n->redirs, is_exec))
		status = function ? call_function(function, words->n, words->v) :
				    b(words->n, words->v);
	put_back(outer_fds);
	/* What `local` saved in a function ends here as well. */
	if (function || n->assigns)
		restore_vars(outer_vars);
	return stop == ABORT && !status ? last_status : status;
}

static void trace(char **argv)
{
	fprintf(stderr, "+");
	while (*argv)
		fprintf(stderr, " %s", *argv++);
	fprintf(stderr, "\n");
}

static int run_expanded(struct node *n, struct list *words, bool last)
{
	struct node alone = *n;
	struct var *function;
	builtin *b;

	if (opt_x && words->n)
		trace(words->v);
	if (!words->n) {
		int outer_fds = nreplaced;
		bool ok;

		assign(n->assigns, false, false);
		ok = !stop && redirect(n->redirs, false);
		put_back(outer_fds);
		return !ok ? (stop ? last_status : 1) : substituted ? last_status : 0;
	}
	function = find_function(words->v[0]);
	b = find_builtin(words->v[0]);
	if (function || b)
		return run_here(n, words, function, b);
	if (strcmp(words->v[0], "kill") == 0)
		words->v = name_jobs(words->v);
	if (last)
		become(n, words->v);
	alone.next = NULL;
	return launch(&alone, words->v, n->text, FOREGROUND);
}

static int run_simple(struct node *n, bool last)
{
	struct list words = { 0 };
	struct mark m = mark();
	int status;

	substituted = false;
	for (struct word *w = n->words; w && !stop; w = w->next)
		expand_word(w->raw, &words);
	status = stop ? last_status : run_expanded(n, &words, last);
	release(m);
	return status;
}

/* ---- compound commands ---- */

static bool holds(struct node *condition)
{
	errexit_off++;
	run(condition, false);
	errexit_off--;
	return last_status == 0 && !stop;
}

/* After a turn of a loop: is the loop over? */
static bool leaving(void)
{
	bool over;

	if (stop != BREAK && stop != CONTINUE)
		return stop != GO;
	over = stop == BREAK || stop_levels > 1;
	if (--stop_levels == 0)
		stop = GO;
	return over;
}

static int run_while(struct node *n)
{
	int status = 0;

	loop_depth++;
	for (;;) {
		bool again = holds(n->a) == (n->type == N_WHILE);

		if (!stop && !again)
			break;
		if (!stop)
			status = run(n->b, false);
		if (leaving())
			break;
	}
	loop_depth--;
	return last_status = stop ? last_status : status;
}

static int run_for(struct node *n)
{
	struct list values = { 0 };
	int status = 0;

	for (struct word *w = n->words; w && !stop; w = w->next)
		expand_word(w->raw, &values);
	for (int i = 0; !n->has_in && i < params.n; i++)
		append(&values, slice(params.v[i], strlen(params.v[i])));
	loop_depth++;
	for (int i = 0; i < values.n && !stop; i++) {
		set(n->name, values.v[i]);
		status = run(n->b, false);
		if (leaving())
			break;
	}
	loop_depth--;
	return last_status = stop ? last_status : status;
}

static int run_case(struct node *n, bool last)
{
	char *value = expand_string(n->name);

	for (struct node *item = n->a; item && !stop; item = item->next)
		for (struct word *w = item->words; w; w = w->next)
			if (match(expand_pattern(w->raw), value)) {
				last_status = 0;
				return run(item->a, last);
			}
	return last_status = stop ? last_status : 0;
}

static int run_if(struct node *n, bool last)
{
	if (holds(n->a))
		return run(n->b, last);
	if (stop)
		return last_status;
	last_status = 0;
	return run(n->c, last);
}

static int run_and_or(struct node *n, bool last)
{
	bool held = holds(n->a);

	return stop || held != (n->type == N_AND) ? last_status : run(n->b, last);
}

/* These start processes; set -e looks at what they return. */
static int run_command(struct node *n, bool last)
{
	struct node alone = *n;

	alone.next = NULL;
	if (n->type == N_SIMPLE)
		last_status = run_simple(n, last);
	else if (n->type == N_PIPE)
		last_status = launch(n->a, NULL, n->text, FOREGROUND);
	else if (last)
		last_status = run(n->a, true);
	else
		last_status = launch(&alone, NULL, n->text, FOREGROUND);
	if (last_status && opt_e && !errexit_off && !stop)
		exit(last_status);
	return last_status;
}

static int run_node(struct node *n, bool last)
{
	switch (n->type) {
	case N_SEQ:
		run(n->a, false);
		return run(n->b, last);
	case N_AND:
	case N_OR:
		return run_and_or(n, last);
	case N_NOT:
		return last_status = holds(n->a);
	case N_BACKGROUND:
		return last_status = launch(n->a->type == N_PIPE ? n->a->a : n->a, NULL, n->text,
					    BACKGROUND);
	case N_GROUP:
		return run(n->a, last);
	case N_IF:
		return run_if(n, last);
	case N_WHILE:
	case N_UNTIL:
		return run_while(n);
	case N_FOR:
		return run_for(n);
	case N_CASE:
		return run_case(n, last);
	case N_FUNCTION:
		free(var_of(n->name, strlen(n->name))->body);
		var_of(n->name, strlen(n->name))->body = must(strdup(n->text));
		return last_status = 0;
	default:
		return run_command(n, last);
	}
}

int run(struct node *n, bool last)
{
	int outer_fds = nreplaced;

	if (interrupted) {
		stop = ABORT;
		last_status = 130;
	}
	if (!n || stop)
		return last_status;
	if (!n->redirs || n->type == N_SIMPLE)
		return run_node(n, last);
	if (n->type == N_SUBSHELL && !last)
		return run_node(n, false);	/* the child sees to them */
	if (redirect(n->redirs, false))
		run_node(n, last);
	else
		last_status = stop ? last_status : 1;
	put_back(outer_fds);
	return last_status;
}
