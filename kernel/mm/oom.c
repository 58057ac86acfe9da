/* SPDX-License-Identifier: MIT */
/* No memory is left for a program: one has to go. */

#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>

/* True if the task's process is being killed and will free its memory soon. */
static bool dying(const struct task_struct *t)
{
	return t->mm && (fatal_signal_pending(t) || t->signal->group_exit);
}

/* The process with most pages, of equals the youngest; init and what runs in its memory never. */
static struct task_struct *choose_victim(void)
{
	struct task_struct *t, *victim = NULL;

	list_for_each_entry(t, &all_tasks, all_node) {
		if (!t->mm || t == init_task || (init_task && t->mm == init_task->mm))
			continue;
		if (t->state == TASK_ZOMBIE || t->state == TASK_DEAD)
			continue;
		if (!victim || t->mm->rss >= victim->mm->rss)
			victim = t;
	}
	return victim;
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
	       victim->mm->rss * 4);
	send_kernel_signal(SIGKILL, victim, true);
}
