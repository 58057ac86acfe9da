/* SPDX-License-Identifier: MIT */
/* Processes, and the jobs which they form: a job is a process group where there is job control. */
#include "sh.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum state { DONE, STOPPED, RUNNING };

struct process {
	pid_t pid;
	int status;		/* as waitpid() gave it */
	enum state state;
};

struct job {
	struct job *next;
	int id, n;
	pid_t pgid;
	bool told;		/* that it has stopped */
	char *text;
	struct process p[];
};

bool job_control;
pid_t last_background;
static struct job *jobs;	/* the newest, or last used, first */
static int terminal;
static pid_t shell_pgid;
static struct termios shell_modes;

static const int job_signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU };
#define N_JOB_SIGNALS (sizeof(job_signals) / sizeof(job_signals[0]))

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
	if (reading)
		siglongjmp(interrupted_read, 1);
}

void start_job_control(void)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	terminal = fcntl(0, F_DUPFD_CLOEXEC, 10);
	while (terminal >= 0 && (shell_pgid = tcgetpgrp(terminal)) >= 0 && shell_pgid != getpgrp())
		if (kill(0, SIGTTIN) < 0)	/* started in the background: wait for our turn */
			break;
	for (size_t i = 0; i < N_JOB_SIGNALS; i++)
		signal(job_signals[i], SIG_IGN);
	sigaction(SIGINT, &action, NULL);	/* without SA_RESTART: it ends the line being read */
	if (terminal < 0 || shell_pgid < 0) {
		complain("no job control", strerror(errno));
		return;
	}
	setpgid(0, 0);		/* fails for a session's leader, which leads its group already */
	shell_pgid = getpgrp();
	tcsetpgrp(terminal, shell_pgid);
	tcgetattr(terminal, &shell_modes);
	job_control = true;
}

void default_signals(void)
{
	for (size_t i = 0; interactive && i < N_JOB_SIGNALS; i++)
		signal(job_signals[i], SIG_DFL);
}

static void begin_child(enum place place, pid_t pgid)
{
	int fd;

	if (job_control && place != SUBSTITUTION) {
		setpgid(0, pgid);
		if (place == FOREGROUND)
			tcsetpgrp(terminal, getpgrp());
	}
	default_signals();
	if (place == BACKGROUND && !job_control) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
		fd = open("/dev/null", O_RDONLY);
		if (fd > 0) {
			dup2(fd, 0);
			close(fd);
		}
	}
	job_control = interactive = false;
	interrupted = 0;
	jobs = NULL;
}

pid_t fork_child(enum place place, pid_t *pgid)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		complain("fork", strerror(errno));
	} else if (pid == 0) {
		begin_child(place, *pgid);
	} else {
		if (!*pgid)
			*pgid = pid;
		/* The child does the same: whoever comes first. */
		if (job_control && place != SUBSTITUTION)
			setpgid(pid, *pgid);
		if (job_control && place == FOREGROUND)
			tcsetpgrp(terminal, *pgid);
	}
	return pid;
}

void add_job(pid_t pgid, const pid_t *pids, int n, const char *text)
{
	struct job *job = must(calloc(1, sizeof(*job) + n * sizeof(job->p[0])));

	for (struct job *j = jobs; j; j = j->next)
		if (j->id > job->id)
			job->id = j->id;
	job->id++;
	job->n = n;
	job->pgid = pgid;
	job->text = must(strdup(text));
	for (int i = 0; i < n; i++)
		job->p[i] = (struct process){ pids[i], 0, RUNNING };
	job->next = jobs;
	jobs = job;
}

static void unlink_job(struct job *job)
{
	struct job **at = &jobs;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
}

static void remove_job(struct job *job)
{
	unlink_job(job);
	free(job->text);
	free(job);
}

static enum state state_of(const struct job *job)
{
	enum state state = DONE;

	for (int i = 0; i < job->n; i++)
		if (job->p[i].state > state)
			state = job->p[i].state;
	return state;
}

static int exit_status(int wstatus)
{
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) :
	       128 + (WIFSTOPPED(wstatus) ? WSTOPSIG(wstatus) : WTERMSIG(wstatus));
}

static void note(pid_t pid, int wstatus)
{
	for (struct job *job = jobs; job; job = job->next) {
		for (int i = 0; i < job->n; i++) {
			if (job->p[i].pid != pid || job->p[i].state == DONE)
				continue;
			if (WIFCONTINUED(wstatus)) {
				job->p[i].state = RUNNING;
				return;
			}
			job->p[i].state = WIFSTOPPED(wstatus) ? STOPPED : DONE;
			job->p[i].status = wstatus;
			job->told = false;
			return;
		}
	}
}

/* Wait for anything to change; false if there is nothing left to wait for. */
static bool wait_any(void)
{
	int wstatus;
	pid_t pid = waitpid(-1, &wstatus, job_control ? WUNTRACED : 0);

	if (pid > 0)
		note(pid, wstatus);
	return pid > 0 || errno == EINTR;
}

static void poll_jobs(void)
{
	int wstatus;
	pid_t pid;

	while ((pid = waitpid(-1, &wstatus, WNOHANG | WUNTRACED | WCONTINUED)) > 0)
		note(pid, wstatus);
}

static void describe(const struct job *job)
{
	static const char *const names[] = { "Done", "Stopped", "Running" };
	int wstatus = job->p[job->n - 1].status;
	enum state state = state_of(job);
	char text[32];

	snprintf(text, sizeof(text), "%s", names[state]);
	if (state == DONE && WIFSIGNALED(wstatus))
		snprintf(text, sizeof(text), "%s", strsignal(WTERMSIG(wstatus)));
	else if (state == DONE && WEXITSTATUS(wstatus))
		snprintf(text, sizeof(text), "Done(%d)", WEXITSTATUS(wstatus));
	printf("[%d] %c %-20s %s\n", job->id, job == jobs ? '+' : '-', text, job->text);
	fflush(stdout);
}

void report_jobs(void)
{
	struct job *job, *next;

	poll_jobs();
	for (job = jobs; job; job = next) {
		next = job->next;
		if (state_of(job) == RUNNING || (state_of(job) == STOPPED && job->told))
			continue;
		describe(job);
		job->told = true;
		if (state_of(job) == DONE)
			remove_job(job);
	}
}

static int wait_job(struct job *job)
{
	int wstatus, status;

	while (state_of(job) == RUNNING && wait_any())
		continue;
	wstatus = job->p[job->n - 1].status;
	if (state_of(job) == STOPPED)
		for (int i = 0; i < job->n; i++)
			if (job->p[i].state == STOPPED)
				wstatus = job->p[i].status;
	status = exit_status(wstatus);
	if (job_control) {
		tcsetpgrp(terminal, shell_pgid);
		if (status > 128)
			tcsetattr(terminal, TCSADRAIN, &shell_modes);
	}
	if (state_of(job) == STOPPED) {
		printf("\n");
		describe(job);
		job->told = true;
		return status;
	}
	if (WIFSIGNALED(wstatus) && WTERMSIG(wstatus) == SIGINT && interactive) {
		interrupted = 1;	/* Ctrl-C means the loop around the program, too */
	} else if (WIFSIGNALED(wstatus) && WTERMSIG(wstatus) != SIGINT &&
		   WTERMSIG(wstatus) != SIGPIPE) {
		fprintf(stderr, "%s%s\n", strsignal(WTERMSIG(wstatus)),
			WCOREDUMP(wstatus) ? " (core dumped)" : "");
	}
	remove_job(job);
	return status;
}

int wait_foreground(void)
{
	return wait_job(jobs);
}

/* %n, %% and %+ (the current one), or NULL for the current one too. */
static struct job *find_job(const char *name, const char *who)
{
	struct job *job = jobs;

	poll_jobs();
	if (name && name[0] == '%' && name[1] && !strchr("%+", name[1]))
		while (job && job->id != atoi(name + 1))
			job = job->next;
	else if (name && name[0] != '%')
		job = NULL;
	if (!job)
		complain(who, name ? name : "no current job");
	return job;
}

char **name_jobs(char **argv)
{
	struct list named = { 0 };
	struct job *job;

	append(&named, argv[0]);
	if (argv[1] && argv[1][0] == '%')
		append(&named, "-TERM");	/* else -123 would be taken for a signal */
	while (*++argv) {
		char *group = alloc(16);

		job = **argv == '%' ? find_job(*argv, "kill") : NULL;
		if (job)
			sprintf(group, "%d", job_control ? -job->pgid : job->p[0].pid);
		append(&named, job ? group : *argv);
	}
	return named.v;
}

int do_jobs(int argc, char **argv)
{
	struct job *job, *next;

	(void)argc, (void)argv;
	poll_jobs();
	for (job = jobs; job; job = next) {
		next = job->next;
		describe(job);
		if (state_of(job) == DONE)
			remove_job(job);
	}
	return 0;
}

/* fg and bg */
int do_fg(int argc, char **argv)
{
	bool foreground = argv[0][0] == 'f';
	struct job *job;

	if (!job_control)
		return complain(argv[0], "no job control");
	job = find_job(argc > 1 ? argv[1] : NULL, argv[0]);
	if (!job)
		return 1;
	unlink_job(job);
	job->next = jobs;
	jobs = job;
	for (int i = 0; i < job->n; i++)
		if (job->p[i].state == STOPPED)
			job->p[i].state = RUNNING;
	job->told = false;
	printf(foreground ? "%s\n" : "%s &\n", job->text);
	fflush(stdout);
	if (foreground)
		tcsetpgrp(terminal, job->pgid);
	if (kill(-job->pgid, SIGCONT) < 0)
		complain(argv[0], strerror(errno));
	return foreground ? wait_job(job) : 0;
}

static struct process *find_process(pid_t pid, struct job **of)
{
	for (*of = jobs; *of; *of = (*of)->next)
		for (int i = 0; i < (*of)->n; i++)
			if ((*of)->p[i].pid == pid)
				return &(*of)->p[i];
	return NULL;
}

static int wait_for_one(const char *name)
{
	struct job *job;
	struct process *p;
	int status;

	if (*name == '%') {
		job = find_job(name, "wait");
		p = job ? &job->p[job->n - 1] : NULL;
	} else {
		p = find_process(atoi(name), &job);
	}
	if (!p)
		return 127;
	poll_jobs();
	while (p->state == RUNNING && !interrupted && wait_any())
		continue;
	if (interrupted)
		return 130;
	status = exit_status(p->status);
	if (state_of(job) == DONE)
		remove_job(job);
	return status;
}

int do_wait(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status = wait_for_one(argv[i]);
	while (argc == 1) {
		struct job *job = jobs;

		while (job && state_of(job) != RUNNING)
			job = job->next;
		if (!job || interrupted || !wait_any())
			break;
	}
	for (struct job *job = jobs, *next; argc == 1 && !interactive && job; job = next) {
		next = job->next;
		if (state_of(job) == DONE)
			remove_job(job);
	}
	return interrupted ? 130 : status;
}
