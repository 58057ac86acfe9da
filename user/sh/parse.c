/* SPDX-License-Identifier: MIT */
#include "sh.h"

#include <string.h>

static struct node *parse_list(void);
static struct node *parse_command(void);
static bool at_list_end(void);

static struct node *new_node(enum type type, struct node *a, struct node *b)
{
	struct node *n = alloc(sizeof(*n));

	n->type = type;
	n->a = a;
	n->b = b;
	return n;
}

static struct word **add_word(struct word **end)
{
	*end = alloc(sizeof(**end));
	(*end)->raw = take();
	return &(*end)->next;
}

static bool at_redir(void)
{
	enum token t = peek();

	return (t >= T_HEREDASH && t <= T_CLOBBER) || t == T_LESS || t == T_GREAT;
}

static struct redir **parse_redir(struct redir **end)
{
	struct redir *r = *end = alloc(sizeof(*r));
	bool input;

	r->op = peek();
	input = r->op == T_LESS || r->op == T_DUPIN || r->op == T_RDWR || r->op == T_HERE ||
		r->op == T_HEREDASH;
	r->fd = tok.io >= 0 ? tok.io : !input;
	take();
	if (peek() != T_WORD) {
		unexpected();
		return &r->next;
	}
	r->raw = take();
	if (r->op == T_HERE || r->op == T_HEREDASH)
		here_document_follows(r);
	return &r->next;
}

static struct node *parse_do(void)
{
	struct node *body;

	expect("do");
	body = parse_list();
	expect("done");
	return body;
}

static struct node *parse_if(void)
{
	struct node *n = new_node(N_IF, parse_list(), NULL);

	expect("then");
	n->b = parse_list();
	if (take_if("elif")) {
		n->c = parse_if();
		return n;
	}
	if (take_if("else"))
		n->c = parse_list();
	expect("fi");
	return n;
}

static struct node *parse_for(void)
{
	struct node *n = new_node(N_FOR, NULL, NULL);
	struct word **end = &n->words;

	if (peek() != T_WORD || name_length(tok.text) != strlen(tok.text))
		unexpected();
	n->name = take();
	if (peek() != T_SEMI)
		skip_newlines();
	n->has_in = take_if("in");
	while (n->has_in && peek() == T_WORD)
		end = add_word(end);
	if (peek() == T_SEMI)
		take();
	skip_newlines();
	n->b = parse_do();
	return n;
}

static struct node *parse_case(void)
{
	struct node *n = new_node(N_CASE, NULL, NULL), **end = &n->a;

	if (peek() != T_WORD)
		unexpected();
	n->name = take();
	skip_newlines();
	expect("in");
	skip_newlines();
	while (peek() != T_EOF && !peek_is("esac")) {
		struct node *item = *end = new_node(N_GROUP, NULL, NULL);
		struct word **pattern = &item->words;

		end = &item->next;
		if (peek() == T_LPAREN)
			take();
		do {
			if (pattern != &item->words)
				take();
			if (peek() != T_WORD)
				unexpected();
			pattern = add_word(pattern);
		} while (peek() == T_PIPE);
		expect_token(T_RPAREN);
		item->a = parse_list();
		if (peek() != T_DSEMI)
			break;
		take();
		skip_newlines();
	}
	expect("esac");
	return n;
}

static struct node *parse_function(char *name)
{
	struct node *n = new_node(N_FUNCTION, NULL, NULL);
	size_t start;

	take();
	expect_token(T_RPAREN);
	skip_newlines();
	peek();
	start = tok.start;
	n->name = name;
	parse_command();	/* kept as text: it must outlive the tree of this line */
	n->text = parse_failed ? "" : slice(src->buf + start, taken_end - start);
	return n;
}

static struct node *parse_simple(void)
{
	struct node *n = new_node(N_SIMPLE, NULL, NULL);
	struct word **assign = &n->assigns, **word = &n->words;
	struct redir **redir = &n->redirs;

	for (;;) {
		if (at_redir()) {
			redir = parse_redir(redir);
		} else if (peek() == T_WORD) {
			size_t len = name_length(tok.text);

			if (!n->words && len && tok.text[len] == '=')
				assign = add_word(assign);
			else
				word = add_word(word);
		} else if (peek() == T_LPAREN && n->words && !n->words->next && !n->assigns) {
			return parse_function(n->words->raw);
		} else {
			break;
		}
	}
	if (!n->words && !n->assigns && !n->redirs)
		unexpected();
	return n;
}

static struct node *parse_command(void)
{
	struct node *n;
	struct redir **redir;

	if (peek() == T_LPAREN) {
		take();
		n = new_node(N_SUBSHELL, parse_list(), NULL);
		expect_token(T_RPAREN);
	} else if (take_if("{")) {
		n = new_node(N_GROUP, parse_list(), NULL);
		expect("}");
	} else if (take_if("if")) {
		n = parse_if();
	} else if (peek_is("while") || peek_is("until")) {
		n = new_node(*take() == 'w' ? N_WHILE : N_UNTIL, NULL, NULL);
		n->a = parse_list();
		n->b = parse_do();
	} else if (take_if("for")) {
		n = parse_for();
	} else if (take_if("case")) {
		n = parse_case();
	} else {
		if (peek_is("!") || at_list_end())
			unexpected();	/* a reserved word where a command should be */
		return parse_simple();
	}
	redir = &n->redirs;
	while (at_redir())
		redir = parse_redir(redir);
	return n;
}

static struct node *parse_pipeline(void)
{
	struct node *first, *n;
	size_t start;
	bool not = take_if("!");

	peek();
	start = tok.start;
	first = n = parse_command();
	while (peek() == T_PIPE) {
		take();
		skip_newlines();
		n = n->next = parse_command();
	}
	if (first != n)
		first = new_node(N_PIPE, first, NULL);
	if (first->type != N_FUNCTION)
		first->text = parse_failed ? "" : slice(src->buf + start, taken_end - start);
	return not ? new_node(N_NOT, first, NULL) : first;
}

static struct node *parse_and_or(void)
{
	struct node *n = parse_pipeline();

	while (peek() == T_AND || peek() == T_OR) {
		enum type type = peek() == T_AND ? N_AND : N_OR;

		take();
		skip_newlines();
		n = new_node(type, n, parse_pipeline());
	}
	return n;
}

/* One and-or list and the ; or & after it, put behind what came before. */
static struct node *parse_item(struct node *before)
{
	size_t start = (peek(), tok.start);
	struct node *n = parse_and_or();

	if (peek() == T_AMP) {
		n = new_node(N_BACKGROUND, n, NULL);
		n->text = parse_failed ? "" : slice(src->buf + start, taken_end - start);
		take();
	} else if (peek() == T_SEMI) {
		take();
	}
	return before ? new_node(N_SEQ, before, n) : n;
}

static bool at_list_end(void)
{
	static const char *const ends[] = { "then", "else", "elif", "fi", "do", "done", "esac", "}" };

	if (peek() == T_EOF || peek() == T_RPAREN || peek() == T_DSEMI)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (peek_is(ends[i]))
			return true;
	return false;
}

static struct node *parse_list(void)
{
	struct node *n = NULL;

	for (skip_newlines(); !at_list_end(); skip_newlines()) {
		n = parse_item(n);
		if (peek() == T_LPAREN)
			unexpected();
	}
	return n;
}

/* The commands of one line, or NULL for an empty one; *eof = there was nothing more. */
struct node *parse_line(bool *eof)
{
	struct node *n = NULL;

	restart_tokens();
	*eof = peek() == T_EOF;
	while (peek() != T_NEWLINE && peek() != T_EOF) {
		if (at_list_end())
			unexpected();
		else
			n = parse_item(n);
	}
	tok.peeked = false;
	return n;
}

/* After `$(`: parse to find the matching parenthesis, as quotes and `case` may hold others. */
void skip_command(void)
{
	struct lexed outer = tok;
	size_t outer_end = taken_end;

	tok.peeked = false;
	parse_list();
	expect_token(T_RPAREN);
	tok = outer;
	taken_end = outer_end;
}
