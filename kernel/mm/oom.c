/* SPDX-License-Identifier: MIT */
/* No memory is left for a program: one has to go. */

#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>

/* True if the task's process is being killed and will free its memory soon. */
static bool dying(const struct task_struct *t)
{
	return t->mm && (fatal_signal_pending(t) || t->signal->group_exit);
}

/*
 * About how many pages come back with the process: also what the kernel keeps for it alone, or a program that
 * takes all memory without touching any would never be found.
 */
static u32 weight(const struct task_struct *t)
{
	const struct mm_struct *mm = t->mm;

	return mm->rss + mm->nr_tables + mm->nr_vmas / (PAGE_SIZE / sizeof(struct vm_area_struct)) +
	       (t->files ? files_weight(t->files) : 0);
}

/* Init and what runs in its memory is never killed, who is gone already need not be. */
static bool killable(const struct task_struct *t)
{
	return t->mm && t != init_task && !(init_task && t->mm == init_task->mm) &&
	       t->state != TASK_ZOMBIE && t->state != TASK_DEAD;
}

static u32 group_weight(pid_t pgrp)
{
	struct signal_struct *sig;
	struct task_struct *t;
	u32 pages = 0;

	list_for_each_entry(sig, pgrp_bucket(pgrp), pgrp_node) {
		if (sig->pgrp != pgrp)
			continue;
		list_for_each_entry(t, &sig->threads, thread_node) {
			if (!killable(t))
				continue;
			pages += weight(t);
			break;
		}
	}
	return pages;
}

static pid_t heaviest_group(void)
{
	pid_t pgrp = 0, last = -1;
	struct task_struct *t;
	u32 most = 0;

	list_for_each_entry(t, &all_tasks, all_node) {
		if (!killable(t) || t->signal->pgrp == last)
			continue;
		last = t->signal->pgrp;
		if (group_weight(last) >= most) {
			most = group_weight(last);
			pgrp = last;
		}
	}
	return pgrp;
}

/* Of the group, or with pgrp -1 of all: the heaviest process, of equals the youngest; NULL: none. */
static struct task_struct *heaviest(pid_t pgrp)
{
	struct task_struct *t, *found = NULL;

	list_for_each_entry(t, &all_tasks, all_node)
		if (killable(t) && (pgrp < 0 || t->signal->pgrp == pgrp) &&
		    (!found || weight(t) >= weight(found)))
			found = t;
	return found;
}

/* Where no process by itself has a quarter of memory it is a crowd that has it: one of the heaviest group. */
static struct task_struct *choose_victim(void)
{
	struct task_struct *victim = heaviest(-1);

	return !victim || weight(victim) >= nr_total_pages() / 4 ? victim : heaviest(heaviest_group());
}

static bool victim_on_its_way(void)
{
	struct task_struct *t;

	list_for_each_entry(t, &all_tasks, all_node)
		if (dying(t))
			return true;
	return false;
}

void out_of_memory(void)
{
	struct task_struct *victim;

	if (victim_on_its_way())
		return;
	victim = choose_victim();
	if (!victim)
		fatal("Vestibule needs more memory: init alone has used all of it");
	printk("Out of memory: killed process %d (%s), %u KiB\n", victim->tgid, victim->comm,
	       weight(victim) * 4);
	send_kernel_signal(SIGKILL, victim, true);
}
