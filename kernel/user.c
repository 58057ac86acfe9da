/* SPDX-License-Identifier: MIT */
/* How many tasks each real user ID has, for RLIMIT_NPROC. */

#include <kernel/mm.h>
#include <kernel/sched.h>

#define USER_BUCKETS 64

struct uid_tasks {
	struct list_head node;
	u32 uid, tasks;
};

static struct list_head users[USER_BUCKETS];

struct uid_tasks *user_get(u32 uid)
{
	struct list_head *head = &users[uid % USER_BUCKETS];
	struct uid_tasks *user;

	if (!head->next)
		list_init(head);
	list_for_each_entry(user, head, node) {
		if (user->uid == uid) {
			user->tasks++;
			return user;
		}
	}
	user = kmalloc(sizeof(*user));
	if (!user)
		return NULL;
	user->uid = uid;
	user->tasks = 1;
	list_add(&user->node, head);
	return user;
}

void user_put(struct uid_tasks *user)
{
	if (user && --user->tasks == 0) {
		list_del(&user->node);
		kfree(user);
	}
}

u32 user_tasks(const struct uid_tasks *user)
{
	return user->tasks;
}
