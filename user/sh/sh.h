/* SPDX-License-Identifier: MIT */
/*
 * The parts of the shell. A line goes token.c -> parse.c (struct node) -> run.c, which asks expand.c
 * for the fields of each word and job.c for processes.
 */
#ifndef SH_H
#define SH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* ---- memory.c: what lives no longer than one command comes from a stack-like arena ---- */

struct block;

struct mark {
	struct block *block;
	size_t used;
};

struct list {			/* arguments, null-terminated */
	char **v;
	int n, cap;
};

struct str {			/* a growing string */
	char *s;
	size_t len, cap;
};

void *must(void *p);		/* p, or the end of the shell when it is NULL */
void *alloc(size_t n);		/* zeroed */
struct mark mark(void);
void release(struct mark m);	/* free all that was allocated since mark() */
char *slice(const char *s, size_t n);
void put(struct str *b, char c);
struct str empty_string(void);
void append(struct list *l, char *s);
struct list keep_list(int n, char **v);	/* a copy outside the arena */
void drop_list(struct list *l);

/* ---- variable.c ---- */

struct var {
	struct var *next;
	char *value;		/* NULL: unset */
	char *body;		/* the text of the function of this name, or NULL */
	bool exported;
	char name[];
};

struct saved;			/* what `local` and `x=1 command` put back */
extern struct var *vars;
extern struct saved *saved_vars;
extern struct list params;	/* $1... */

struct var *var_of(const char *name, size_t len);
struct var *find_function(const char *name);
const char *get(const char *name);
void set_value(struct var *v, const char *value);
void set(const char *name, const char *value);
size_t name_length(const char *s);	/* of the identifier that s begins with */
void save_var(struct var *v);
void restore_vars(struct saved *until);
char **environment(void);

/* ---- token.c: characters and tokens ---- */

struct source {
	char *buf;
	size_t len, cap, pos;
	int fd;			/* where more lines come from; -1: buf is all */
	int line;
	bool ended;		/* fd gave no more: asking again would wait for another Ctrl-D */
	struct source *prev;
};

enum token { T_AND, T_OR, T_DSEMI, T_HEREDASH, T_HERE, T_APPEND, T_DUPIN, T_DUPOUT, T_RDWR,
	     T_CLOBBER, T_AMP, T_PIPE, T_SEMI, T_LESS, T_GREAT, T_LPAREN, T_RPAREN,
	     T_NEWLINE, T_WORD, T_EOF };

struct word {
	struct word *next;
	char *raw;		/* as it was written: quotes are seen to when it is expanded */
};

struct redir {
	struct redir *next;
	enum token op;
	int fd;
	char *raw;		/* file name, descriptor or delimiter */
	char *body;		/* of a here-document */
	bool literal;		/* here-document with a quoted delimiter */
};

struct lexed {			/* the token that was peeked at */
	bool peeked;
	enum token type;
	char *text;		/* of a T_WORD */
	int io;			/* the descriptor before < or >, or -1 */
	size_t start;
};

extern struct source *src;
extern struct lexed tok;
extern size_t taken_end;	/* position after the last token taken */
extern bool parse_failed;
extern sigjmp_buf interrupted_read;
extern volatile int reading;	/* a SIGINT is to jump to interrupted_read */

void push_text(struct source *s, const char *text);
int peekc(void);
int nextc(void);
void skip_past(int close, bool in_quotes);
void skip_arithmetic(void);
void skip_command(void);	/* parse.c, like the tokenizer: after `$(` */
void syntax_error(const char *what, const char *detail);
void unexpected(void);

void restart_tokens(void);
void here_document_follows(struct redir *r);
enum token peek(void);
char *take(void);
bool peek_is(const char *reserved);
bool take_if(const char *reserved);
void expect(const char *reserved);
void expect_token(enum token t);
void skip_newlines(void);

/* ---- parse.c ---- */

enum type { N_SIMPLE, N_PIPE, N_NOT, N_AND, N_OR, N_SEQ, N_BACKGROUND, N_IF, N_WHILE, N_UNTIL,
	    N_FOR, N_CASE, N_SUBSHELL, N_GROUP, N_FUNCTION };

struct node {
	enum type type;
	struct node *a, *b, *c;	/* operands: left or condition; right or body; else */
	struct node *next;	/* the next command of a pipeline, the next item of a case */
	struct word *assigns, *words;
	struct redir *redirs;
	char *name;		/* of a loop variable, a function; a case's word */
	char *text;		/* as it was written: for `jobs`; a function's body */
	bool has_in;		/* a for with `in` */
};

struct node *parse_line(bool *eof);	/* one line's commands, NULL if empty; *eof: no more */

/* ---- expand.c, glob.c, arith.c ---- */

extern bool substituted;	/* a $(command) has set last_status */

void expand_word(const char *raw, struct list *out);	/* to any number of fields */
char *expand_string(const char *raw);			/* to one, as in an assignment */
char *expand_pattern(const char *raw);			/* likewise, for match() */
char *expand_here_document(const char *body);
bool match(const char *pattern, const char *s);
void unescape(char *s);					/* what is special only in a pattern */
void glob_fields(const char *pattern, struct list *out);	/* adds nothing without a match */
long long arithmetic(const char *text);
bool is_ifs(int c);

/* ---- job.c ---- */

extern bool job_control;
extern pid_t last_background;

enum place { FOREGROUND, BACKGROUND, SUBSTITUTION };

void start_job_control(void);
pid_t fork_child(enum place place, pid_t *pgid);	/* a new member of the job */
void add_job(pid_t pgid, const pid_t *pids, int n, const char *text);
int wait_foreground(void);	/* for the job just added; its status */
void report_jobs(void);
char **name_jobs(char **argv);	/* for `kill`: %1 -> its process group */
void default_signals(void);
int do_jobs(int argc, char **argv);
int do_fg(int argc, char **argv);
int do_wait(int argc, char **argv);

/* ---- redirect.c ---- */

extern int nreplaced;		/* how many descriptors put_back() could take back */

bool redirect(struct redir *r, bool forever);	/* forever: as `exec` wants it */
void put_back(int until);

/* ---- run.c ---- */

/* Why running stops before the end of the commands at hand. */
enum stop { GO, BREAK, CONTINUE, RETURN, ABORT };

extern enum stop stop;
extern int stop_levels, loop_depth, function_depth;
extern int last_status;

int run(struct node *n, bool last);	/* last: this process has nothing to do afterwards */
void run_program(char **argv) __attribute__((noreturn));
char *find_program(const char *name);

/* ---- builtin.c, test.c ---- */

typedef int builtin(int argc, char **argv);

builtin *find_builtin(const char *name);
int do_test(int argc, char **argv);

/* ---- ../sh.c ---- */

extern const char *shell_name;
extern pid_t shell_pid;
extern bool interactive, opt_e, opt_f, opt_u, opt_x;
extern volatile int interrupted;

int complain(const char *what, const char *why);	/* "sh: what: why"; returns 1 */
int run_text(const char *text, bool last);
int run_file(const char *path);
bool set_options(const char *letters);			/* -ex, +x */

#endif
