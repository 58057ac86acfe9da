/* SPDX-License-Identifier: MIT */

/* Waiting for many files: the core of poll and select, and poll(2), ppoll(2). */

#include "poll.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/time.h>
#include <uapi/asm/time.h>

/* One queue that the poller sits on; keeps the file, and with it the queue. */
struct poll_entry {
	struct poll_entry *next;
	struct wait_entry wait;
	struct wait_queue_head *queue;
	struct file *file;
};

void poll_wait(struct poll_table *table, struct wait_queue_head *q)
{
	struct poll_entry *e;

	if (!table || table->armed)
		return;
	e = kzalloc(sizeof(*e));
	if (!e) {
		table->error = -ENOMEM;
		return;
	}
	list_init(&e->wait.node);
	e->queue = q;
	e->file = table->file;
	file_get(e->file);
	e->next = table->entries;
	table->entries = e;
	prepare_to_wait(q, &e->wait, TASK_INTERRUPTIBLE);
}

static void poll_release(struct poll_table *table)
{
	struct poll_entry *e, *next;

	current->state = TASK_RUNNING;
	for (e = table->entries; e; e = next) {
		next = e->next;
		finish_wait(e->queue, &e->wait);
		fput(e->file);
		kfree(e);
	}
}

/* POLL* that hold for descriptor fd; POLLNVAL if it is not open. */
u32 poll_fd(int fd, struct poll_table *table)
{
	struct file *file = fget(fd);
	u32 mask = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;

	if (!file)
		return POLLNVAL;
	if (file->ops->poll) {
		if (table)
			table->file = file;
		mask = file->ops->poll(file, table);
	}
	fput(file);
	return mask;
}

int poll_loop(int (*scan)(void *arg, struct poll_table *table), void *arg, u64 expires)
{
	struct poll_table table = { .entries = NULL };
	bool timed_out = expires == POLL_NO_WAIT;
	int n;

	if (timed_out)
		return scan(arg, NULL);
	for (;;) {
		current->state = TASK_INTERRUPTIBLE;
		n = scan(arg, &table);
		table.armed = true;
		if (!n)
			n = table.error;
		if (n || timed_out)
			break;
		if (signal_pending(current)) {
			n = -ERESTARTNOHAND;
			break;
		}
		timed_out = schedule_until(expires);
	}
	poll_release(&table);
	return n;
}

struct poll_set {
	struct pollfd *fds;
	u32 n;
};

static int scan_pollfds(void *arg, struct poll_table *table)
{
	struct poll_set *set = arg;
	int ready = 0;

	for (u32 i = 0; i < set->n; i++) {
		struct pollfd *p = &set->fds[i];

		p->revents = 0;
		if (p->fd < 0)
			continue;
		p->revents = (s16)(poll_fd(p->fd, table) &
				   ((u16)p->events | POLLERR | POLLHUP | POLLNVAL));
		ready += p->revents != 0;
	}
	return ready;
}

static int put_revents(struct pollfd __user *user, const struct poll_set *set)
{
	for (u32 i = 0; i < set->n; i++)
		if (put_user(set->fds[i].revents, &user[i].revents))
			return -EFAULT;
	return 0;
}

static int do_poll(struct pollfd __user *user, u32 n, u64 expires)
{
	struct pollfd few[16];
	struct poll_set set = { .fds = few, .n = n };
	int ready;

	if (n > current->signal->rlim[RLIMIT_NOFILE].rlim_cur || n > NR_OPEN_MAX)
		return -EINVAL;
	if (n > ARRAY_SIZE(few)) {
		set.fds = kmalloc(n * sizeof(*set.fds));
		if (!set.fds)
			return -ENOMEM;
	}
	if (copy_from_user(set.fds, user, n * sizeof(*set.fds)))
		ready = -EFAULT;
	else
		ready = poll_loop(scan_pollfds, &set, expires);
	if (ready >= 0 && put_revents(user, &set))
		ready = -EFAULT;
	if (set.fds != few)
		kfree(set.fds);
	return ready;
}

static int restart_poll(struct restart_block *block)
{
	int n = do_poll(uptr(block->uaddr), block->val, block->expires);

	return n == -ERESTARTNOHAND ? -ERESTART_RESTARTBLOCK : n;
}

int sys_poll(void __user *fds, u32 nfds, int timeout)
{
	struct restart_block *block = &current->restart;
	u64 expires = POLL_FOREVER;
	int n;

	if (timeout >= 0)
		expires = timeout ? ktime_get() + (u64)timeout * NSEC_PER_MSEC : POLL_NO_WAIT;
	n = do_poll(fds, nfds, expires);
	if (n != -ERESTARTNOHAND)
		return n;
	block->fn = restart_poll;
	block->uaddr = (u32)(unsigned long)fds;
	block->val = nfds;
	block->expires = expires;
	return -ERESTART_RESTARTBLOCK;
}

int get_poll_timeout(const void __user *ts, bool time64, u64 *expires)
{
	u64 ns;
	int err;

	*expires = POLL_FOREVER;
	if (!ts)
		return 0;
	err = time64 ? get_timespec64(&ns, ts) : get_timespec32(&ns, ts);
	if (err)
		return err;
	*expires = ns ? ktime_add_safe(ktime_get(), ns) : POLL_NO_WAIT;
	return 0;
}

/* Nanoseconds until then, 0 if it is past. */
u64 poll_time_left(u64 expires)
{
	u64 now = ktime_get();

	return expires != POLL_NO_WAIT && expires > now ? expires - now : 0;
}

int finish_poll(int n, void __user *ts, bool time64, u64 expires)
{
	u64 left;
	int err;

	restore_user_sigmask(n == -ERESTARTNOHAND);
	if (!ts)
		return n;
	left = poll_time_left(expires);
	err = time64 ? put_timespec64(left, ts) : put_timespec32(left, ts);
	/* A restart would begin with the wrong time. */
	return err && n == -ERESTARTNOHAND ? -EINTR : n;
}

/* The mask to sleep with; NULL: the present one. */
int take_sigmask(const void __user *mask, size_t size)
{
	sigset_t set;

	if (!mask)
		return 0;
	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, mask, sizeof(set)))
		return -EFAULT;
	set_user_sigmask(set);
	return 0;
}

static int do_ppoll(void __user *fds, u32 nfds, void __user *ts, const void __user *mask,
		    size_t size, bool time64)
{
	u64 expires;
	int err = get_poll_timeout(ts, time64, &expires);

	if (!err)
		err = take_sigmask(mask, size);
	if (err)
		return err;
	return finish_poll(do_poll(fds, nfds, expires), ts, time64, expires);
}

int sys_ppoll(void __user *fds, u32 nfds, void __user *ts, const void __user *sigmask, size_t size)
{
	return do_ppoll(fds, nfds, ts, sigmask, size, false);
}

int sys_ppoll_time64(void __user *fds, u32 nfds, void __user *ts, const void __user *sigmask,
		     size_t size)
{
	return do_ppoll(fds, nfds, ts, sigmask, size, true);
}
