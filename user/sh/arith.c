/* SPDX-License-Identifier: MIT */
/* $((...)): C's integer expressions, without ++ and the comma. */
#include "sh.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *at;
static bool failed;
static int unused;		/* > 0: in the part that && || ?: do not evaluate */

/* Longer operators before their beginnings. */
static const struct {
	const char *text;
	int precedence;
} operators[] = {
	{ "||", 1 }, { "&&", 2 }, { "==", 6 }, { "!=", 6 }, { "<=", 7 }, { ">=", 7 },
	{ "<<", 8 }, { ">>", 8 }, { "|", 3 }, { "^", 4 }, { "&", 5 }, { "<", 7 }, { ">", 7 },
	{ "+", 9 }, { "-", 9 }, { "*", 10 }, { "/", 10 }, { "%", 10 },
};

static long long ternary(void);

static long long fail(const char *why)
{
	if (!failed) {
		complain("arithmetic expression", why);
		stop = ABORT;
		last_status = 2;
	}
	failed = true;
	at = "";
	return 0;
}

static void blanks(void)
{
	while (isspace((unsigned char)*at))
		at++;
}

static bool take_char(char c)
{
	blanks();
	if (*at != c)
		return false;
	at++;
	return true;
}

static long long apply(const char *op, long long a, long long b)
{
	unsigned long long ua = a, ub = b;

	switch (*op) {
	case '+': return ua + ub;
	case '-': return ua - ub;
	case '*': return ua * ub;
	case '/':
	case '%':
		if (b == 0)
			return unused ? 0 : fail("division by zero");
		if (b == -1)	/* the quotient may not fit */
			return *op == '/' ? 0 - ua : 0;
		return *op == '/' ? a / b : a % b;
	case '|': return op[1] ? a || b : a | b;
	case '&': return op[1] ? a && b : a & b;
	case '^': return a ^ b;
	case '=': return a == b;
	case '!': return a != b;
	case '<': return op[1] == '<' ? (long long)(ua << (b & 63)) : op[1] ? a <= b : a < b;
	default: return op[1] == '>' ? a >> (b & 63) : op[1] ? a >= b : a > b;
	}
}

static long long number(const char *s, const char **end)
{
	char *stop_at;
	long long n = strtoll(s, &stop_at, 0);

	*end = stop_at;
	return n;
}

/* A variable, or an assignment to it: name [op]= expression. */
static long long variable(size_t len)
{
	struct var *v = var_of(at, len);
	const char *end = "", *value = v->value ? v->value : "0";
	char op[2] = "", text[24];
	long long n;

	n = number(value, &end);
	at += len;
	blanks();
	if (*at && strchr("+-*/%&|^", *at) && at[1] == '=')
		op[0] = *at++;
	if (*at != '=' || at[1] == '=')
		return *end ? fail(value) : n;
	at++;
	n = op[0] ? apply(op, n, ternary()) : ternary();
	snprintf(text, sizeof(text), "%lld", n);
	if (!unused)
		set_value(v, text);
	return n;
}

static long long primary(void)
{
	long long n;

	if (take_char('(')) {
		n = ternary();
		return take_char(')') ? n : fail("missing )");
	}
	if (take_char('-'))
		return 0 - (unsigned long long)primary();
	if (take_char('+'))
		return primary();
	if (take_char('!'))
		return !primary();
	if (take_char('~'))
		return ~primary();
	if (isdigit((unsigned char)*at))
		return number(at, &at);
	return name_length(at) ? variable(name_length(at)) : fail(*at ? at : "operand expected");
}

static long long binary(int least)
{
	long long left = primary();

	for (;;) {
		size_t i, n = sizeof(operators) / sizeof(operators[0]);
		const char *op;
		long long right;
		bool skip;

		blanks();
		for (i = 0; i < n; i++)
			if (strncmp(at, operators[i].text, strlen(operators[i].text)) == 0)
				break;
		if (i == n || operators[i].precedence < least)
			return left;
		op = operators[i].text;
		at += strlen(op);
		skip = (strcmp(op, "&&") == 0 && !left) || (strcmp(op, "||") == 0 && left);
		unused += skip;
		right = binary(operators[i].precedence + 1);
		unused -= skip;
		left = apply(op, left, right);
	}
}

static long long ternary(void)
{
	long long condition = binary(1), yes, no;

	if (!take_char('?'))
		return condition;
	unused += !condition;
	yes = ternary();
	unused -= !condition;
	if (!take_char(':'))
		return fail("missing :");
	unused += !!condition;
	no = ternary();
	unused -= !!condition;
	return condition ? yes : no;
}

long long arithmetic(const char *text)
{
	long long n;

	at = text;
	failed = false;
	unused = 0;
	blanks();
	n = *at ? ternary() : 0;
	blanks();
	return *at ? fail(at) : n;
}
