/* SPDX-License-Identifier: MIT */
/* execve(2) in a process with threads: the caller becomes the only one, and the process's leader. */

#include <kernel/jobctl.h>
#include "exec.h"

/* True while threads beside current (and a leader that is but a zombie) are left. */
static bool has_other_threads(void)
{
	const struct signal_struct *sig = current->signal;
	const struct list_head *first = sig->threads.next;

	if (thread_group_empty(current))
		return false;
	return sig->leader == current || first->next->next != &sig->threads ||
	       sig->leader->state != TASK_ZOMBIE;
}

/* current, the last thread, becomes its dead leader: the process keeps its number and its parent. */
static void replace_leader(void)
{
	struct task_struct *leader = current->signal->leader;
	pid_t tid = current->pid;

	spin_lock(&tasklist_lock);
	pid_detach(leader);
	pid_detach(current);
	current->pid = leader->pid;
	leader->pid = tid;
	pid_attach(current);
	pid_attach(leader);
	list_del(&current->sibling);
	list_add_tail(&current->sibling, &leader->sibling);
	list_del(&leader->sibling);
	current->exit_signal = leader->exit_signal;
	leader->exit_signal = -1;
	current->start_time = leader->start_time;
	current->signal->leader = current;
	spin_unlock(&tasklist_lock);
	if (init_task == leader)
		init_task = current;
	release_task(leader);
}

/* 0, or -EAGAIN: the group is being killed, or another thread was first. */
int kill_other_threads(void)
{
	struct signal_struct *sig = current->signal;

	if (thread_group_empty(current))
		return 0;
	if (sig->group_exit || sig->group_exit_task)
		return -EAGAIN;
	sig->group_exit_task = current;
	zap_other_threads();
	while (has_other_threads()) {
		if (fatal_signal_pending(current)) {
			sig->group_exit_task = NULL;
			return -EAGAIN;
		}
		current->state = TASK_KILLABLE;
		schedule();
	}
	if (sig->leader != current)
		replace_leader();
	sig->group_exit_task = NULL;
	return 0;
}
