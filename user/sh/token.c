/* SPDX-License-Identifier: MIT */
#include "sh.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct source *src;
bool parse_failed;
sigjmp_buf interrupted_read;
volatile int reading;

void syntax_error(const char *what, const char *detail)
{
	if (!parse_failed && !interrupted)
		fprintf(stderr, "%s: line %d: %s%s%s\n", shell_name, src->line, what,
			detail ? " " : "", detail ? detail : "");
	parse_failed = true;
}

/*
 * A Ctrl-C that came between a check of `interrupted` and read() would leave read() waiting. So the
 * signal jumps out of the read.
 */
static bool read_char(int fd, char *c)
{
	volatile ssize_t n = 0;

	if (!interactive)
		return read(fd, c, 1) == 1;
	if (sigsetjmp(interrupted_read, 1) == 0) {
		reading = 1;
		if (!interrupted)
			n = read(fd, c, 1);
	}
	reading = 0;
	return n == 1 && !interrupted;
}

/* Append one more line. Read bytewise: what follows may be meant for the commands that we run. */
static bool refill(void)
{
	size_t start = src->len;
	char c;

	if (src->fd < 0 || src->ended || parse_failed)
		return false;
	if (interactive) {
		const char *prompt = get(start ? "PS2" : "PS1");

		fprintf(stderr, "%s", prompt ? prompt : start ? "> " : "# ");
		fflush(stderr);
	}
	while (read_char(src->fd, &c)) {
		if (src->len + 1 >= src->cap)
			src->buf = must(realloc(src->buf, src->cap = src->cap * 2 + 256));
		src->buf[src->len++] = c;
		if (c == '\n')
			break;
	}
	src->ended = src->len == start;
	return !src->ended;
}

int peekc(void)
{
	if (src->pos == src->len && !refill())
		return EOF;
	return (unsigned char)src->buf[src->pos];
}

int nextc(void)
{
	int c = peekc();

	if (c != EOF)
		src->pos++;
	if (c == '\n')
		src->line++;
	return c;
}

void push_text(struct source *s, const char *text)
{
	*s = (struct source){ .buf = (char *)text, .len = strlen(text), .fd = -1,
			      .line = src ? src->line : 1, .prev = src };
	src = s;
}

/* After `$(` of `$((`. */
void skip_arithmetic(void)
{
	int c, depth = 0;

	do {
		c = nextc();
		depth += (c == '(') - (c == ')');
	} while (c != EOF && depth > 0);
	if (nextc() != ')')
		syntax_error("syntax error: missing", "))");
}

/* c was taken: if it begins a quoted or substituted part, skip the rest of that. */
static void skip_part(int c, bool in_quotes)
{
	if (c == '\\') {
		nextc();
	} else if ((c == '\'' && !in_quotes) || c == '`') {
		skip_past(c, false);
	} else if (c == '"') {
		skip_past('"', true);
	} else if (c == '$' && peekc() == '{') {
		nextc();
		skip_past('}', in_quotes);
	} else if (c == '$' && peekc() == '(') {
		nextc();
		if (peekc() == '(')
			skip_arithmetic();
		else
			skip_command();
	}
}

void skip_past(int close, bool in_quotes)
{
	char missing[2] = { close, '\0' };
	int c;

	while ((c = nextc()) != close) {
		if (c == EOF) {
			syntax_error("syntax error: missing", missing);
			return;
		}
		if (close == '`' && c == '\\')
			nextc();
		else if (close != '\'' && close != '`')
			skip_part(c, in_quotes);
	}
}

/* ---- tokens ---- */

/* In the order of enum token, longer operators before their beginnings. */
static const char *const operators[] = { "&&", "||", ";;", "<<-", "<<", ">>", "<&", ">&", "<>",
					 ">|", "&", "|", ";", "<", ">", "(", ")", "\n" };
#define N_OPERATORS (sizeof(operators) / sizeof(operators[0]))

struct lexed tok;
size_t taken_end;	/* position after the last token taken */
static struct redir *pending[16];
static int npending;

static char *unquote(const char *raw)
{
	struct str out = empty_string();

	for (; *raw; raw++) {
		if (*raw == '\\' && raw[1])
			put(&out, *++raw);
		else if (*raw != '\'' && *raw != '"')
			put(&out, *raw);
	}
	return out.s;
}

static char *read_line(bool strip_tabs)
{
	struct str line = { 0 };
	int c;

	while (strip_tabs && peekc() == '\t')
		nextc();
	if (peekc() == EOF)
		return NULL;
	do {
		c = nextc();
		if (c != EOF)
			put(&line, c);
	} while (c != '\n' && c != EOF);
	return line.s;
}

void here_document_follows(struct redir *r)
{
	if (npending == sizeof(pending) / sizeof(pending[0]))
		syntax_error("too many here-documents", NULL);
	else
		pending[npending++] = r;
}

/* A newline was taken: the bodies of the here-documents before it follow. */
static void read_here_documents(void)
{
	for (int i = 0; i < npending; i++) {
		struct redir *r = pending[i];
		char *end = unquote(r->raw), *line;
		struct str body = empty_string();

		r->literal = strcmp(end, r->raw) != 0;
		while ((line = read_line(r->op == T_HEREDASH))) {
			size_t n = strcspn(line, "\n");

			if (n == strlen(end) && strncmp(line, end, n) == 0)
				break;
			for (; *line; line++)
				put(&body, *line);
		}
		r->body = body.s;
	}
	npending = 0;
}

static bool ends_word(int c)
{
	return c == EOF || strchr(" \t\n;&|<>()", c) != NULL;
}

static void skip_blanks(void)
{
	for (;;) {
		int c = peekc();

		if (c == ' ' || c == '\t') {
			nextc();
		} else if (c == '\\' && src->pos + 1 < src->len && src->buf[src->pos + 1] == '\n') {
			nextc();
			nextc();
		} else if (c == '#') {
			while (peekc() != '\n' && peekc() != EOF)
				nextc();
		} else {
			return;
		}
	}
}

static void lex_word(void)
{
	size_t n;

	while (!ends_word(peekc()))
		skip_part(nextc(), false);
	n = src->pos - tok.start;
	tok.text = slice(src->buf + tok.start, n);
	tok.type = T_WORD;
	if (n == 1 && isdigit((unsigned char)*tok.text) && (peekc() == '<' || peekc() == '>')) {
		tok.io = *tok.text - '0';
		tok.type = T_EOF;	/* the operator follows */
	}
}

void restart_tokens(void)
{
	parse_failed = false;
	tok.peeked = false;
	npending = 0;
}

enum token peek(void)
{
	if (parse_failed)
		return tok.type = T_EOF;
	if (tok.peeked)
		return tok.type;
	skip_blanks();
	tok.peeked = true;
	tok.start = src->pos;
	tok.text = NULL;
	tok.io = -1;
	tok.type = T_EOF;
	if (!ends_word(peekc())) {
		lex_word();
		if (tok.type == T_WORD || parse_failed)
			return tok.type;
	}
	for (size_t i = 0; peekc() != EOF && i < N_OPERATORS; i++) {
		size_t n = strlen(operators[i]);

		if (src->len - src->pos >= n && memcmp(src->buf + src->pos, operators[i], n) == 0) {
			tok.type = i;
			while (n--)
				nextc();
			break;
		}
	}
	if (tok.type == T_NEWLINE)
		read_here_documents();
	return tok.type;
}

char *take(void)
{
	peek();
	tok.peeked = false;
	taken_end = src->pos;
	return tok.text;
}

bool peek_is(const char *reserved)
{
	return peek() == T_WORD && strcmp(tok.text, reserved) == 0;
}

void unexpected(void)
{
	enum token t = peek();

	syntax_error("syntax error near", t == T_WORD ? tok.text : t == T_EOF ? "end of file" :
		     t == T_NEWLINE ? "end of line" : operators[t]);
}

bool take_if(const char *reserved)
{
	bool is = peek_is(reserved);

	if (is)
		take();
	return is;
}

void expect(const char *reserved)
{
	if (!take_if(reserved))
		unexpected();
}

void expect_token(enum token t)
{
	if (peek() == t)
		take();
	else
		unexpected();
}

void skip_newlines(void)
{
	while (peek() == T_NEWLINE)
		take();
}
