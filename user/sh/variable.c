/* SPDX-License-Identifier: MIT */
#include "sh.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct saved {
	struct saved *next;
	struct var *var;
	char *value;
	bool exported;
};

struct var *vars;
struct saved *saved_vars;
struct list params;

struct var *var_of(const char *name, size_t len)
{
	struct var *v;

	for (v = vars; v; v = v->next)
		if (strncmp(v->name, name, len) == 0 && v->name[len] == '\0')
			return v;
	v = must(calloc(1, sizeof(*v) + len + 1));
	memcpy(v->name, name, len);
	v->next = vars;
	return vars = v;
}

void set_value(struct var *v, const char *value)
{
	char *copy = value ? must(strdup(value)) : NULL;

	free(v->value);
	v->value = copy;
}

const char *get(const char *name)
{
	return var_of(name, strlen(name))->value;
}

void set(const char *name, const char *value)
{
	set_value(var_of(name, strlen(name)), value);
}

size_t name_length(const char *s)
{
	size_t n = 0;

	if (!isdigit((unsigned char)*s))
		while (isalnum((unsigned char)s[n]) || s[n] == '_')
			n++;
	return n;
}

struct var *find_function(const char *name)
{
	struct var *v;

	for (v = vars; v; v = v->next)
		if (v->body && strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

void save_var(struct var *v)
{
	struct saved *s = must(malloc(sizeof(*s)));

	*s = (struct saved){ saved_vars, v, v->value, v->exported };
	v->value = v->value ? must(strdup(v->value)) : NULL;
	saved_vars = s;
}

void restore_vars(struct saved *until)
{
	while (saved_vars != until) {
		struct saved *s = saved_vars;

		free(s->var->value);
		s->var->value = s->value;
		s->var->exported = s->exported;
		saved_vars = s->next;
		free(s);
	}
}

char **environment(void)
{
	struct list l = { 0 };

	append(&l, NULL);
	l.n = 0;
	for (struct var *v = vars; v; v = v->next) {
		size_t n = strlen(v->name);
		char *s;

		if (!v->exported || !v->value)
			continue;
		s = alloc(n + strlen(v->value) + 2);
		sprintf(s, "%s=%s", v->name, v->value);
		append(&l, s);
	}
	return l.v;
}
