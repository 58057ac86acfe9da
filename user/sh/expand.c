/* SPDX-License-Identifier: MIT */
/*
 * From a word as it was written to its fields. Characters that are quoted but would be special in a
 * pattern carry a backslash until the field is finished.
 */
#include "sh.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPECIAL_PARAMETERS "@*#?$!-"

struct field {			/* the field being built */
	struct list *out;
	struct str text;
	bool split;		/* unquoted values are split, patterns become file names */
	bool started;		/* else there is no field, not even an empty one */
	bool magic;		/* holds a * ? [ that is not quoted */
	bool after_blank;	/* the last field was ended by a blank of IFS */
};

enum how { QUOTED, WRITTEN, VALUE };
enum quotes { NONE, DOUBLE, HERE_DOCUMENT };

bool substituted;

static void expand_text(struct field *f, enum quotes quotes);

static void fail(const char *what, const char *why)
{
	complain(what, why);
	stop = ABORT;
	last_status = 2;
}

bool is_ifs(int c)
{
	const char *ifs = get("IFS");

	return c && strchr(ifs ? ifs : " \t\n", c);
}

static void end_field(struct field *f)
{
	char *s = f->text.s ? f->text.s : empty_string().s;
	bool magic = f->magic && !opt_f;
	int before = f->out->n;

	if (!f->started)
		return;
	f->text = (struct str){ 0 };
	f->started = f->magic = false;
	if (f->split && magic)
		glob_fields(s, f->out);
	if (f->out->n > before)
		return;
	if (f->split)
		unescape(s);
	append(f->out, s);
}

static void add(struct field *f, int c, enum how how)
{
	if (how == VALUE && f->split && is_ifs(c)) {
		bool blank = c == ' ' || c == '\t' || c == '\n';

		if (f->started || (!blank && !f->after_blank)) {
			f->started = true;
			end_field(f);
			f->after_blank = blank;
		} else if (!blank) {
			f->after_blank = false;
		}
		return;
	}
	if (how == QUOTED ? strchr("*?[]-!^\\", c) != NULL : c == '\\')
		put(&f->text, '\\');
	else if (strchr("*?[", c))
		f->magic = true;
	put(&f->text, c);
	f->started = true;
	f->after_blank = false;
}

static void add_value(struct field *f, const char *s, bool quoted)
{
	while (s && *s)
		add(f, *s++, quoted ? QUOTED : VALUE);
}

/* ---- parameters ---- */

static void add_all_parameters(struct field *f, char which, bool quoted)
{
	const char *ifs = get("IFS");
	char separator = ifs ? *ifs : ' ';

	for (int i = 0; i < params.n; i++) {
		if (i && f->split && !(quoted && which == '*'))
			end_field(f);
		else if (i && separator)
			add(f, separator, QUOTED);
		add_value(f, params.v[i], quoted);
		if (quoted)
			f->started = true;
	}
}

/* The value of a parameter, NULL if it is unset. */
static const char *parameter(const char *name)
{
	char *text = alloc(32);
	struct field joined = { 0 };
	int n = atoi(name);

	if (isdigit((unsigned char)*name))
		return n == 0 ? shell_name : n <= params.n ? params.v[n - 1] : NULL;
	switch (*name) {
	case '@':
	case '*':
		add_all_parameters(&joined, *name, false);
		if (joined.text.s)
			unescape(joined.text.s);
		return joined.text.s;
	case '#':
		sprintf(text, "%d", params.n);
		return text;
	case '?':
		sprintf(text, "%d", last_status);
		return text;
	case '$':
		sprintf(text, "%d", (int)shell_pid);
		return text;
	case '!':
		sprintf(text, "%d", (int)last_background);
		return last_background ? text : NULL;
	case '-':
		sprintf(text, "%s%s%s%s%s", opt_e ? "e" : "", opt_f ? "f" : "",
			interactive ? "i" : "", opt_u ? "u" : "", opt_x ? "x" : "");
		return text;
	default:
		return get(name);
	}
}

/* Take a parameter's name; an empty one if there is none. */
static char *take_name(bool in_braces)
{
	const char *s = src->buf + src->pos;
	size_t n = name_length(s);

	if (!n && isdigit((unsigned char)*s))
		n = in_braces ? strspn(s, "0123456789") : 1;
	else if (!n && *s && strchr(SPECIAL_PARAMETERS, *s))
		n = 1;
	src->pos += n;
	return slice(s, n);
}

static void add_parameter(struct field *f, const char *name, bool quoted)
{
	const char *value;

	if (*name == '@' || *name == '*') {
		add_all_parameters(f, *name, quoted);
		return;
	}
	value = parameter(name);
	if (!value && opt_u && *name != '!')
		fail(name, "parameter not set");
	add_value(f, value, quoted);
}

/* ${name#pattern} and its relatives: the value without what matches at its beginning or end. */
static const char *trim(const char *value, const char *pattern, char op, bool longest)
{
	size_t len = strlen(value);

	for (size_t i = 0; i <= len; i++) {
		size_t n = longest ? len - i : i;

		if (op == '#' && match(pattern, slice(value, n)))
			return value + n;
		if (op == '%' && match(pattern, value + len - n))
			return slice(value, len - n);
	}
	return value;
}

static void expand_inner(struct field *f, const char *text, bool quoted)
{
	struct source s;

	push_text(&s, text);
	expand_text(f, quoted ? DOUBLE : NONE);
	src = s.prev;
}

/* ${name op word}: op and the closing brace are still to come. */
static void add_modified(struct field *f, const char *name, bool quoted)
{
	const char *value = parameter(name);
	bool colon = peekc() == ':', unset, longest;
	char *word;
	size_t start;
	int op;

	if (colon)
		nextc();
	op = nextc();
	if (op == EOF || !strchr(colon ? "-=+?" : "-=+?%#", op)) {
		fail(name, "bad substitution");
		src->pos = src->len;
		return;
	}
	longest = (op == '%' || op == '#') && peekc() == op;
	if (longest)
		nextc();
	start = src->pos;
	skip_past('}', quoted);
	word = slice(src->buf + start, src->pos - 1 - start);
	unset = !value || (colon && !*value);

	if (op == '-' || op == '+') {
		if (unset == (op == '-'))
			expand_inner(f, word, quoted);
		else if (op == '-')
			add_parameter(f, name, quoted);
		return;
	}
	if (op == '?' && unset)
		fail(name, *word ? expand_string(word) : "parameter not set");
	if (op == '=' && unset) {
		if (!name_length(name)) {
			fail(name, "cannot be assigned to");
			return;
		}
		set(name, expand_string(word));
		value = get(name);
	}
	if (op == '%' || op == '#')
		value = value ? trim(value, expand_pattern(word), op, longest) : NULL;
	add_value(f, value, quoted);
}

static void braces(struct field *f, bool quoted)
{
	bool length = peekc() == '#' && src->buf[src->pos + 1] != '}';
	char *name, number[24];

	if (length)
		nextc();
	name = take_name(true);
	if (!*name || (length && peekc() != '}')) {
		fail("${}", "bad substitution");
		src->pos = src->len;
	} else if (length) {
		const char *value = parameter(name);

		nextc();
		sprintf(number, "%zu", value ? strlen(value) : 0);
		add_value(f, number, quoted);
	} else if (peekc() == '}') {
		nextc();
		add_parameter(f, name, quoted);
	} else {
		add_modified(f, name, quoted);
	}
}

/* ---- substitution ---- */

static void substitute(struct field *f, const char *command, bool quoted)
{
	struct str output = empty_string();
	int ends[2], status = 0;
	pid_t pid, pgid = 0;
	ssize_t n;
	char c[512];

	substituted = true;
	if (pipe(ends) < 0) {
		fail("pipe", strerror(errno));
		return;
	}
	pid = fork_child(SUBSTITUTION, &pgid);
	if (pid == 0) {
		close(ends[0]);
		dup2(ends[1], 1);
		if (ends[1] != 1)
			close(ends[1]);
		exit(run_text(command, true));
	}
	close(ends[1]);
	while (pid > 0 && ((n = read(ends[0], c, sizeof(c))) > 0 || (n < 0 && errno == EINTR)))
		for (ssize_t i = 0; i < n; i++)
			if (c[i])
				put(&output, c[i]);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	last_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	while (output.len && output.s[output.len - 1] == '\n')
		output.s[--output.len] = '\0';
	add_value(f, output.s, quoted);
}

static void backquotes(struct field *f, bool quoted)
{
	struct str command = empty_string();
	int c;

	while ((c = nextc()) != '`' && c != EOF) {
		if (c == '\\' && peekc() != EOF && strchr(quoted ? "$`\\\"" : "$`\\", peekc()))
			c = nextc();
		put(&command, c);
	}
	substitute(f, command.s, quoted);
}

static void add_arithmetic(struct field *f, bool quoted)
{
	size_t start = src->pos + 1;
	char number[24];

	skip_arithmetic();
	snprintf(number, sizeof(number), "%lld", arithmetic(expand_here_document(
		 slice(src->buf + start, src->pos - 2 - start))));
	add_value(f, number, quoted);
}

static void dollar(struct field *f, bool quoted)
{
	size_t start;
	char *name;

	if (peekc() == '{') {
		nextc();
		braces(f, quoted);
	} else if (peekc() == '(') {
		nextc();
		if (peekc() == '(') {
			add_arithmetic(f, quoted);
			return;
		}
		start = src->pos;
		skip_command();
		substitute(f, slice(src->buf + start, src->pos - 1 - start), quoted);
	} else {
		name = take_name(false);
		if (*name)
			add_parameter(f, name, quoted);
		else
			add(f, '$', quoted ? QUOTED : WRITTEN);
	}
}

/* ---- whole words ---- */

static void backslash(struct field *f, bool quoted, enum quotes quotes)
{
	int c = peekc();

	if (c == '\n') {
		nextc();
	} else if (c == EOF || (quoted && !strchr(quotes == HERE_DOCUMENT ? "$`\\" : "$`\\\"", c))) {
		add(f, '\\', QUOTED);
	} else {
		add(f, nextc(), QUOTED);
	}
}

static void expand_text(struct field *f, enum quotes quotes)
{
	bool quoted = quotes != NONE;
	int c;

	while (!stop && (c = nextc()) != EOF) {
		if (c == '\'' && !quoted) {
			f->started = true;
			while ((c = nextc()) != '\'' && c != EOF)
				add(f, c, QUOTED);
		} else if (c == '"' && quotes != HERE_DOCUMENT) {
			quoted = !quoted;
			/* "$@" without parameters is no field at all. */
			if (quoted && !params.n && strncmp(src->buf + src->pos, "$@\"", 3) == 0)
				src->pos += 2;
			else if (quoted)
				f->started = true;
		} else if (c == '\\') {
			backslash(f, quoted, quotes);
		} else if (c == '$') {
			dollar(f, quoted);
		} else if (c == '`') {
			backquotes(f, quoted);
		} else {
			add(f, c, quoted ? QUOTED : WRITTEN);
		}
	}
}

static void expand(struct field *f, const char *raw, enum quotes quotes)
{
	struct source s;

	push_text(&s, raw);
	if (quotes == NONE && raw[0] == '~' && (raw[1] == '/' || raw[1] == '\0') && get("HOME")) {
		nextc();
		add_value(f, get("HOME"), true);
	}
	expand_text(f, quotes);
	src = s.prev;
}

void expand_word(const char *raw, struct list *out)
{
	struct field f = { .out = out, .split = true };

	expand(&f, raw, NONE);
	end_field(&f);
}

static char *expand_whole(const char *raw, enum quotes quotes)
{
	struct field f = { 0 };

	expand(&f, raw, quotes);
	return f.text.s ? f.text.s : empty_string().s;
}

char *expand_pattern(const char *raw)
{
	return expand_whole(raw, NONE);
}

char *expand_string(const char *raw)
{
	char *s = expand_whole(raw, NONE);

	unescape(s);
	return s;
}

char *expand_here_document(const char *body)
{
	char *s = expand_whole(body, HERE_DOCUMENT);

	unescape(s);
	return s;
}
