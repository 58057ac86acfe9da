/* SPDX-License-Identifier: MIT */
/* Numbers of tasks, process groups and sessions, and who has them. Look-ups are flat. */

#include <kernel/sched.h>

#define PID_MAX		32768
#define RESERVED_PIDS	300	/* after the first round, as on Linux */
#define PID_BUCKETS	1024
#define GROUP_BUCKETS	512

static struct list_head pids[PID_BUCKETS], pgrps[GROUP_BUCKETS], sessions[GROUP_BUCKETS];
static pid_t last_pid;

/* Tables fill themselves in: an all-zero bucket has not been used yet. */
static struct list_head *bucket(struct list_head *table, u32 size, pid_t nr)
{
	struct list_head *head = &table[(u32)nr % size];

	if (!head->next)
		list_init(head);
	return head;
}

struct list_head *pgrp_bucket(pid_t pgrp)
{
	return bucket(pgrps, GROUP_BUCKETS, pgrp);
}

struct list_head *session_bucket(pid_t session)
{
	return bucket(sessions, GROUP_BUCKETS, session);
}

struct task_struct *find_task(pid_t pid)
{
	struct task_struct *t;

	list_for_each_entry(t, bucket(pids, PID_BUCKETS, pid), pid_node)
		if (t->pid == pid)
			return t;
	return NULL;
}

static bool pid_used(pid_t pid)
{
	struct signal_struct *sig;

	if (find_task(pid))
		return true;
	list_for_each_entry(sig, pgrp_bucket(pid), pgrp_node)
		if (sig->pgrp == pid)
			return true;
	list_for_each_entry(sig, session_bucket(pid), session_node)
		if (sig->session == pid)
			return true;
	return false;
}

pid_t pid_alloc(void)
{
	for (int tries = 0; tries < PID_MAX; tries++) {
		if (++last_pid >= PID_MAX)
			last_pid = RESERVED_PIDS;
		if (!pid_used(last_pid))
			return last_pid;
	}
	return -EAGAIN;
}

void pid_attach(struct task_struct *t)
{
	list_add(&t->pid_node, bucket(pids, PID_BUCKETS, t->pid));
}

void pid_detach(struct task_struct *t)
{
	list_del(&t->pid_node);
}

void set_pgrp(struct signal_struct *sig, pid_t pgrp)
{
	list_del(&sig->pgrp_node);
	sig->pgrp = pgrp;
	if (pgrp)
		list_add_tail(&sig->pgrp_node, pgrp_bucket(pgrp));
}

void set_session(struct signal_struct *sig, pid_t session)
{
	list_del(&sig->session_node);
	sig->session = session;
	if (session)
		list_add_tail(&sig->session_node, session_bucket(session));
}
