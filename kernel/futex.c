/* SPDX-License-Identifier: MIT */
/*
 * futex(2): sleeping on a word of user memory. Waiters hang in a hash table by what the word is: an
 * address of one address space (private), or a place in a file or in shared memory. The word is read
 * and the waiter queued without anything in between: the kernel does not sleep there.
 */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/clock.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <uapi/asm/futex.h>
#include <uapi/asm/time.h>

#define BUCKETS 256

struct futex_key {
	const void *where;		/* mm or inode */
	u64 offset;			/* address, or byte in the file */
};

struct futex_waiter {
	struct list_head node;		/* empty: woken */
	struct futex_key key;
	struct task_struct *task;
	struct inode *inode;		/* of a shared key, with a reference */
	u32 bitset;
};

static struct list_head buckets[BUCKETS];

static struct list_head *bucket_of(const struct futex_key *key)
{
	u32 h = (u32)(unsigned long)key->where >> 4 ^ (u32)(key->offset >> 2) ^ (u32)(key->offset >> 12);
	struct list_head *head = &buckets[(h * 0x9e3779b1u) >> 24];

	if (!head->next)
		list_init(head);
	return head;
}

static bool same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->where == b->where && a->offset == b->offset;
}

static int get_key(u32 addr, bool private, struct futex_key *key)
{
	struct vm_area_struct *vma;

	if (addr & 3)
		return -EINVAL;
	if (!access_ok(uptr(addr), 4))
		return -EFAULT;
	key->where = current->mm;
	key->offset = addr;
	if (private)
		return 0;
	vma = find_vma(current->mm, addr);
	if (!vma || vma->start > addr || !(vma->flags & (VM_READ | VM_WRITE)))
		return -EFAULT;
	if ((vma->flags & VM_SHARED) && vma->inode) {
		key->where = vma->inode;
		key->offset = (vma->pgoff << PAGE_SHIFT) + (addr - vma->start);
	}
	return 0;
}

static void wake_waiter(struct futex_waiter *w)
{
	list_del(&w->node);
	wake_up_task(w->task, WAKE_ALL);
}

static int wake_key(const struct futex_key *key, int n, u32 bitset)
{
	struct futex_waiter *w, *next;
	int woken = 0;

	list_for_each_entry_safe(w, next, bucket_of(key), node) {
		if (!same_key(&w->key, key) || !(w->bitset & bitset))
			continue;
		wake_waiter(w);
		/* Even for 0 or less, one: that is what Linux does. */
		if (++woken >= n)
			break;
	}
	return woken;
}

static int futex_wake(u32 uaddr, bool private, int n, u32 bitset)
{
	struct futex_key key;
	int err = bitset ? get_key(uaddr, private, &key) : -EINVAL;

	return err ? err : wake_key(&key, n, bitset);
}

void futex_wake_address(u32 uaddr)
{
	struct futex_key key;

	/* A thread library may wait for the exit of a thread with or without FUTEX_PRIVATE_FLAG. */
	if (!get_key(uaddr, false, &key))
		wake_key(&key, 1, FUTEX_BITSET_MATCH_ANY);
}

/* ---- waiting -------------------------------------------------------------------------------------- */

struct futex_wait {
	u32 uaddr, val, bitset;
	bool private, timed, realtime;
	u64 expires;
};

/* Queue w if the word still is what the caller saw: 0, -EAGAIN, -EFAULT. */
static int queue_waiter(struct futex_waiter *w, const struct futex_wait *req)
{
	u32 seen;
	int err = get_key(req->uaddr, req->private, &w->key);

	if (err)
		return err;
	if (get_user(seen, (u32 __user *)uptr(req->uaddr)))
		return -EFAULT;
	if (seen != req->val)
		return -EAGAIN;
	w->task = current;
	w->bitset = req->bitset;
	list_add_tail(&w->node, bucket_of(&w->key));
	if (w->key.where != current->mm) {
		w->inode = (struct inode *)w->key.where;
		inode_get(w->inode);
	}
	return 0;
}

/* Until woken (0), -ETIMEDOUT, or -EINTR. */
static int wait_queued(struct futex_waiter *w, const struct futex_wait *req)
{
	bool late = false;

	for (;;) {
		current->state = TASK_INTERRUPTIBLE;
		if (list_empty(&w->node)) {
			current->state = TASK_RUNNING;
			return 0;
		}
		if (late)
			break;
		if (signal_pending(current)) {
			current->state = TASK_RUNNING;
			return -EINTR;
		}
		late = schedule_until_clock(req->timed ? req->expires : ~0ull, req->realtime);
	}
	current->state = TASK_RUNNING;
	return -ETIMEDOUT;
}

static int futex_wait_restart(struct restart_block *rb);

static int futex_wait(const struct futex_wait *req)
{
	struct futex_waiter w = { .node = LIST_HEAD_INIT(w.node) };
	struct restart_block *rb = &current->restart;
	int err;

	if (!req->bitset)
		return -EINVAL;
	err = queue_waiter(&w, req);
	if (err)
		return err;
	err = wait_queued(&w, req);
	list_del(&w.node);
	if (w.inode)
		inode_put(w.inode);
	if (err != -EINTR)
		return err;
	if (!req->timed)
		return -ERESTARTSYS;
	rb->uaddr = req->uaddr;
	rb->val = req->val;
	rb->bitset = req->bitset;
	rb->expires = req->expires;
	rb->flags = req->private;
	rb->clock = req->realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	rb->fn = futex_wait_restart;
	return -ERESTART_RESTARTBLOCK;
}

static int futex_wait_restart(struct restart_block *rb)
{
	struct futex_wait req = {
		.uaddr = rb->uaddr, .val = rb->val, .bitset = rb->bitset, .private = rb->flags,
		.timed = true, .realtime = rb->clock == CLOCK_REALTIME, .expires = rb->expires,
	};

	return futex_wait(&req);
}

/* ---- requeue, wake_op ------------------------------------------------------------------------------ */

static void requeue(struct futex_waiter *w, const struct futex_key *key)
{
	list_del(&w->node);
	if (w->inode)
		inode_put(w->inode);
	w->inode = NULL;
	w->key = *key;
	if (key->where != w->task->mm) {
		w->inode = (struct inode *)key->where;
		inode_get(w->inode);
	}
	list_add_tail(&w->node, bucket_of(key));
}

/* Wake nwake waiters of uaddr, move nmove to uaddr2; expected: what *uaddr must be, or NULL. */
static int futex_requeue(u32 uaddr, u32 uaddr2, bool private, int nwake, int nmove, const u32 *expected)
{
	struct futex_key from, to;
	struct futex_waiter *w, *next;
	int done = 0, err;
	u32 seen;

	if (nwake < 0 || nmove < 0)
		return -EINVAL;
	err = get_key(uaddr, private, &from);
	if (!err)
		err = get_key(uaddr2, private, &to);
	if (err)
		return err;
	if (expected) {
		if (get_user(seen, (u32 __user *)uptr(uaddr)))
			return -EFAULT;
		if (seen != *expected)
			return -EAGAIN;
	}
	list_for_each_entry_safe(w, next, bucket_of(&from), node) {
		if (done - nwake >= nmove)
			break;
		if (!same_key(&w->key, &from))
			continue;
		if (++done <= nwake)
			wake_waiter(w);
		else if (!same_key(&from, &to))
			requeue(w, &to);
	}
	return done;
}

/* The comparison of FUTEX_WAKE_OP with the word's old value: 0, 1 or -ENOSYS. */
static int compare_old(u32 cmp, s32 old, s32 arg)
{
	switch (cmp) {
	case FUTEX_OP_CMP_EQ:
		return old == arg;
	case FUTEX_OP_CMP_NE:
		return old != arg;
	case FUTEX_OP_CMP_LT:
		return old < arg;
	case FUTEX_OP_CMP_GE:
		return old >= arg;
	case FUTEX_OP_CMP_LE:
		return old <= arg;
	case FUTEX_OP_CMP_GT:
		return old > arg;
	default:
		return -ENOSYS;
	}
}

static s32 sign_extend12(u32 v)
{
	return (s32)(v << 20) >> 20;
}

static int futex_wake_op(u32 uaddr, u32 uaddr2, bool private, int n, int n2, u32 op)
{
	struct futex_key key, key2;
	s32 oparg = sign_extend12(op >> 12), cmparg = sign_extend12(op);
	int err = get_key(uaddr, private, &key), holds;
	u32 old;

	if (!err)
		err = get_key(uaddr2, private, &key2);
	if (err)
		return err;
	if (op >> 28 & FUTEX_OP_OPARG_SHIFT)
		oparg = (s32)(1u << (oparg & 31));
	err = futex_op_user(op >> 28 & 7, oparg, &old, (u32 __user *)uptr(uaddr2));
	if (err)
		return err;
	holds = compare_old(op >> 24 & 15, old, cmparg);
	if (holds < 0)
		return holds;
	err = wake_key(&key, n, FUTEX_BITSET_MATCH_ANY);
	if (holds)
		err += wake_key(&key2, n2, FUTEX_BITSET_MATCH_ANY);
	return err;
}

/* ---- the call -------------------------------------------------------------------------------------- */

static bool has_timeout(u32 cmd)
{
	return cmd == FUTEX_WAIT || cmd == FUTEX_WAIT_BITSET;
}

static int do_futex(u32 uaddr, int op, u32 val, u32 timeout, u64 ns, u32 uaddr2, u32 val3)
{
	bool private = op & FUTEX_PRIVATE_FLAG, realtime = op & FUTEX_CLOCK_REALTIME;
	u32 cmd = (u32)op & FUTEX_CMD_MASK;
	struct futex_wait wait = {
		.uaddr = uaddr, .val = val, .bitset = FUTEX_BITSET_MATCH_ANY, .private = private,
		.timed = timeout, .realtime = realtime, .expires = ns,
	};

	if (realtime && cmd != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (cmd) {
	case FUTEX_WAIT:
		/* Its time is a span, not a point. */
		wait.expires = ktime_add_safe(ktime_get(), ns);
		return futex_wait(&wait);
	case FUTEX_WAIT_BITSET:
		wait.bitset = val3;
		return futex_wait(&wait);
	case FUTEX_WAKE:
		return futex_wake(uaddr, private, val, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, private, val, val3);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, uaddr2, private, val, timeout, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, uaddr2, private, val, timeout, &val3);
	case FUTEX_WAKE_OP:
		return futex_wake_op(uaddr, uaddr2, private, val, timeout, val3);
	default:
		return -ENOSYS;
	}
}

int sys_futex(u32 __user *uaddr, int op, u32 val, u32 timeout, u32 uaddr2, u32 val3)
{
	u64 ns = 0;
	int err = 0;

	if (timeout && has_timeout(op & FUTEX_CMD_MASK))
		err = get_timespec32(&ns, uptr(timeout));
	return err ? err : do_futex((u32)(unsigned long)uaddr, op, val, timeout, ns, uaddr2, val3);
}

int sys_futex_time64(u32 __user *uaddr, int op, u32 val, u32 timeout, u32 uaddr2, u32 val3)
{
	u64 ns = 0;
	int err = 0;

	if (timeout && has_timeout(op & FUTEX_CMD_MASK))
		err = get_timespec64(&ns, uptr(timeout));
	return err ? err : do_futex((u32)(unsigned long)uaddr, op, val, timeout, ns, uaddr2, val3);
}
