/* SPDX-License-Identifier: MIT */

/*
 * Advisory locks: fcntl(2) record locks of processes and of open file descriptions, and flock(2).
 * An owner is the files_struct (processes) or the file (the other two).
 */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

#define END_OF_FILE 0x7fffffffffffffffll

enum lock_class { RECORD, FLOCK };

struct file_lock {
	struct list_head node;		/* inode->locks */
	const void *owner;
	enum lock_class class;
	int type;			/* F_RDLCK, F_WRLCK, F_UNLCK */
	loff_t start, end;		/* end inclusive */
	pid_t pid;			/* -1: of an open file description */
};

/* Who waits for whom, so that a circle of processes is refused instead of entered. */
struct lock_waiter {
	struct list_head node;
	const void *owner, *blocker;
};

static DEFINE_WAIT_QUEUE(lock_wait);
static LIST_HEAD(lock_waiters);

static struct file_lock *find_conflict(struct inode *inode, const struct file_lock *want)
{
	struct file_lock *l;

	list_for_each_entry(l, &inode->locks, node) {
		if (l->class != want->class || l->owner == want->owner)
			continue;
		if (l->end < want->start || l->start > want->end)
			continue;
		if (l->type == F_WRLCK || want->type == F_WRLCK)
			return l;
	}
	return NULL;
}

static struct file_lock *lock_copy(const struct file_lock *from, loff_t start, loff_t end)
{
	struct file_lock *l = kmalloc(sizeof(*l));

	if (!l)
		return NULL;
	*l = *from;
	l->start = start;
	l->end = end;
	return l;
}

static void lock_remove(struct file_lock *l)
{
	list_del(&l->node);
	kfree(l);
}

/* True if the two are the same kind and touch, so that one lock can stand for both. */
static bool joins(const struct file_lock *a, const struct file_lock *b)
{
	return a->type == b->type && (a->end == END_OF_FILE || a->end + 1 >= b->start) &&
	       (b->end == END_OF_FILE || b->end + 1 >= a->start);
}

/* Put `want` over what its owner has there. No conflict with others is left. */
static int lock_apply(struct inode *inode, struct file_lock *want)
{
	struct file_lock *fresh = lock_copy(want, want->start, want->end);
	struct file_lock *right = lock_copy(want, 0, 0), *l, *next;

	if (!fresh || !right) {
		kfree(fresh);
		kfree(right);
		return -ENOLCK;
	}
	list_for_each_entry_safe(l, next, &inode->locks, node) {
		if (l->class != want->class || l->owner != want->owner)
			continue;
		if (joins(l, fresh)) {
			fresh->start = min(fresh->start, l->start);
			fresh->end = max(fresh->end, l->end);
			lock_remove(l);
			continue;
		}
		if (l->end < want->start || l->start > want->end)
			continue;
		if (l->end > want->end && l->start < want->start) {
			/* A hole in the middle: only one lock can be hit so. */
			*right = *l;
			right->start = want->end + 1;
			list_add_tail(&right->node, &inode->locks);
			right = NULL;
			l->end = want->start - 1;
		} else if (l->end > want->end) {
			l->start = want->end + 1;
		} else if (l->start < want->start) {
			l->end = want->start - 1;
		} else {
			lock_remove(l);
		}
	}
	kfree(right);
	if (fresh->type == F_UNLCK)
		kfree(fresh);
	else
		list_add_tail(&fresh->node, &inode->locks);
	wake_up(&lock_wait);
	return 0;
}

/* True if `blocker` itself waits, perhaps through others, for `owner`. */
static bool deadlock(const void *owner, const void *blocker)
{
	struct lock_waiter *w;
	bool again = true;

	for (int depth = 0; again && depth < 32; depth++) {
		again = false;
		list_for_each_entry(w, &lock_waiters, node) {
			if (w->owner != blocker)
				continue;
			if (w->blocker == owner)
				return true;
			blocker = w->blocker;
			again = true;
			break;
		}
	}
	return false;
}

static int lock_set(struct file *file, struct file_lock *want, bool wait)
{
	struct file_lock *conflict;

	while (want->type != F_UNLCK && (conflict = find_conflict(file->inode, want))) {
		struct lock_waiter waiter = { .owner = want->owner, .blocker = conflict->owner };
		int err;

		if (!wait)
			return -EAGAIN;
		if (want->class == RECORD && want->pid >= 0 &&
		    deadlock(want->owner, conflict->owner))
			return -EDEADLK;
		list_add(&waiter.node, &lock_waiters);
		err = wait_event_interruptible(lock_wait, !find_conflict(file->inode, want));
		list_del(&waiter.node);
		if (err)
			return err;
	}
	return lock_apply(file->inode, want);
}

static int whence_base(const struct file *file, int whence, loff_t *base)
{
	switch (whence) {
	case SEEK_SET:
		*base = 0;
		return 0;
	case SEEK_CUR:
		*base = file->pos;
		return 0;
	case SEEK_END:
		*base = (loff_t)file->inode->size;
		return 0;
	}
	return -EINVAL;
}

static int lock_range(const struct file *file, const struct flock64 *f, struct file_lock *l)
{
	loff_t base;

	if (whence_base(file, f->l_whence, &base))
		return -EINVAL;
	if (f->l_start > 0 && base > END_OF_FILE - f->l_start)
		return -EOVERFLOW;
	l->start = base + f->l_start;
	if (l->start < 0)
		return -EINVAL;
	if (f->l_len > 0) {
		if (f->l_len - 1 > END_OF_FILE - l->start)
			return -EOVERFLOW;
		l->end = l->start + f->l_len - 1;
	} else if (f->l_len < 0) {
		l->end = l->start - 1;
		l->start += f->l_len;
		if (l->start < 0)
			return -EINVAL;
	} else {
		l->end = END_OF_FILE;
	}
	l->type = f->l_type;
	return l->type == F_RDLCK || l->type == F_WRLCK || l->type == F_UNLCK ? 0 : -EINVAL;
}

static bool is_32(u32 cmd)
{
	return cmd == F_GETLK || cmd == F_SETLK || cmd == F_SETLKW;
}

static bool is_ofd(u32 cmd)
{
	return cmd == F_OFD_GETLK || cmd == F_OFD_SETLK || cmd == F_OFD_SETLKW;
}

static int copy_flock(struct flock64 *f, u32 cmd, u32 arg)
{
	struct flock32 small;

	if (!is_32(cmd))
		return copy_from_user(f, uptr(arg), sizeof(*f)) ? -EFAULT : 0;
	if (copy_from_user(&small, uptr(arg), sizeof(small)))
		return -EFAULT;
	*f = (struct flock64){ small.l_type, small.l_whence, small.l_start, small.l_len,
			       small.l_pid };
	return 0;
}

static int put_flock(const struct flock64 *f, u32 cmd, u32 arg)
{
	struct flock32 small = { f->l_type, f->l_whence, (s32)f->l_start, (s32)f->l_len, f->l_pid };

	if (!is_32(cmd))
		return copy_to_user(uptr(arg), f, sizeof(*f)) ? -EFAULT : 0;
	if (f->l_type != F_UNLCK && (f->l_start > 0x7fffffff || f->l_len > 0x7fffffff))
		return -EOVERFLOW;
	return copy_to_user(uptr(arg), &small, sizeof(small)) ? -EFAULT : 0;
}

static int lock_get(struct file *file, struct flock64 *f, const struct file_lock *want)
{
	struct file_lock *l;

	if (want->type == F_UNLCK)
		return -EINVAL;
	l = find_conflict(file->inode, want);
	if (!l) {
		f->l_type = F_UNLCK;
		return 0;
	}
	f->l_type = (s16)l->type;
	f->l_whence = SEEK_SET;
	f->l_start = l->start;
	f->l_len = l->end == END_OF_FILE ? 0 : l->end - l->start + 1;
	f->l_pid = l->pid;
	return 0;
}

int fcntl_lock(struct file *file, u32 cmd, u32 arg)
{
	struct file_lock want = { .class = RECORD, .owner = current->files, .pid = current->tgid };
	bool get = cmd == F_GETLK || cmd == F_GETLK64 || cmd == F_OFD_GETLK;
	struct flock64 f;
	int err = copy_flock(&f, cmd, arg);

	if (!err)
		err = lock_range(file, &f, &want);
	if (err)
		return err;
	if (is_ofd(cmd)) {
		if (f.l_pid)
			return -EINVAL;
		want.owner = file;
		want.pid = -1;
	}
	if (get) {
		err = lock_get(file, &f, &want);
		return err ? err : put_flock(&f, cmd, arg);
	}
	if ((want.type == F_RDLCK && !(file->mode & FMODE_READ)) ||
	    (want.type == F_WRLCK && !(file->mode & FMODE_WRITE)))
		return -EBADF;
	return lock_set(file, &want, cmd == F_SETLKW || cmd == F_SETLKW64 || cmd == F_OFD_SETLKW);
}

int sys_flock(u32 fd, int operation)
{
	static const int types[] = { [LOCK_SH] = F_RDLCK, [LOCK_EX] = F_WRLCK, [LOCK_UN] = F_UNLCK };
	struct file_lock want = { .class = FLOCK, .end = END_OF_FILE, .pid = current->tgid };
	int op = operation & ~LOCK_NB, err;
	struct file *file = fget((int)fd);

	if (!file)
		return -EBADF;
	if (op != LOCK_SH && op != LOCK_EX && op != LOCK_UN) {
		err = -EINVAL;
	} else {
		want.type = types[op];
		want.owner = file;
		err = lock_set(file, &want, !(operation & LOCK_NB));
	}
	fput(file);
	return err;
}

static void drop_locks(struct inode *inode, const void *owner)
{
	struct file_lock *l, *next;

	if (list_empty(&inode->locks))
		return;
	list_for_each_entry_safe(l, next, &inode->locks, node)
		if (l->owner == owner)
			lock_remove(l);
	wake_up(&lock_wait);
}

void locks_close(struct file *file, struct files_struct *files)
{
	drop_locks(file->inode, files);
}

void locks_release_file(struct file *file)
{
	drop_locks(file->inode, file);
}
