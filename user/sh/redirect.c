/* SPDX-License-Identifier: MIT */
/* Redirections, and how a command of the shell itself takes them back afterwards. */
#include "sh.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	int fd, copy;		/* copy < 0: fd was closed */
} replaced[64];
int nreplaced;

static bool replace(int fd, int with, bool forever)
{
	if (!forever && fd != with) {
		if (nreplaced == sizeof(replaced) / sizeof(replaced[0])) {
			complain("redirection", "nested too deeply");
			return false;
		}
		replaced[nreplaced].fd = fd;
		replaced[nreplaced++].copy = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	}
	fflush(stdout);
	if (with < 0)
		close(fd);
	else if (fd != with && dup2(with, fd) < 0)
		return complain("redirection", strerror(errno)), false;
	return true;
}

void put_back(int until)
{
	fflush(stdout);
	while (nreplaced > until) {
		nreplaced--;
		if (replaced[nreplaced].copy < 0) {
			close(replaced[nreplaced].fd);
		} else {
			dup2(replaced[nreplaced].copy, replaced[nreplaced].fd);
			close(replaced[nreplaced].copy);
		}
	}
}

static int open_here_document(struct redir *r)
{
	char *body = r->literal ? r->body : expand_here_document(r->body);
	size_t left = strlen(body);
	bool fits = left <= 4096;	/* into the pipe; else a process has to feed it */
	pid_t pgid = 0;
	int ends[2];

	if (pipe(ends) < 0)
		return -1;
	if (fits || fork_child(SUBSTITUTION, &pgid) == 0) {
		if (!fits)
			close(ends[0]);
		while (left) {
			ssize_t n = write(ends[1], body, left);

			if (n < 0)
				break;
			body += n;
			left -= n;
		}
		if (!fits)
			exit(0);
	}
	close(ends[1]);
	return ends[0];
}

static int open_target(struct redir *r, const char *name)
{
	switch (r->op) {
	case T_LESS:
		return open(name, O_RDONLY);
	case T_APPEND:
		return open(name, O_WRONLY | O_CREAT | O_APPEND, 0666);
	case T_RDWR:
		return open(name, O_RDWR | O_CREAT, 0666);
	default:
		return open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	}
}

static bool redirect_one(struct redir *r, bool forever)
{
	char *name = expand_string(r->raw);
	int fd;
	bool ok;

	if (stop)
		return false;
	if (r->op == T_DUPIN || r->op == T_DUPOUT) {
		if (strcmp(name, "-") == 0)
			return replace(r->fd, -1, forever);
		if (!isdigit((unsigned char)*name) || name[1] || fcntl(*name - '0', F_GETFD) < 0)
			return complain(name, "bad file descriptor"), false;
		return replace(r->fd, *name - '0', forever);
	}
	if (r->op == T_HERE || r->op == T_HEREDASH)
		fd = open_here_document(r);
	else
		fd = open_target(r, name);
	if (fd < 0)
		return complain(name, strerror(errno)), false;
	ok = replace(r->fd, fd, forever);
	if (fd != r->fd)
		close(fd);
	return ok;
}

bool redirect(struct redir *r, bool forever)
{
	for (; r; r = r->next)
		if (!redirect_one(r, forever))
			return false;
	return true;
}
