/* SPDX-License-Identifier: MIT */
/*
 * Robust futexes (set_robust_list(2)): a thread's list of the locks that it holds, kept by its libc in
 * user memory. When the thread dies, each lock is marked and one waiter woken.
 */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/sched.h>
#include <uapi/asm/futex.h>

int sys_set_robust_list(u32 head, size_t len)
{
	if (len != sizeof(struct robust_list_head))
		return -EINVAL;
	current->robust_list = head;
	current->robust_list_len = len;
	return 0;
}

int sys_get_robust_list(int pid, void __user *head, void __user *len)
{
	struct task_struct *t = pid ? find_task(pid) : current;

	if (!t)
		return -ESRCH;
	if (!ptrace_may_access(t))
		return -EPERM;
	if (put_user((u32)sizeof(struct robust_list_head), (u32 __user *)len) ||
	    put_user(t->robust_list, (u32 __user *)head))
		return -EFAULT;
	return 0;
}

/* The lock at uaddr, if the dying thread holds it; pending: it was just taking or releasing it. */
static int lock_owner_died(u32 uaddr, bool pending)
{
	u32 __user *p = uptr(uaddr);
	u32 word, seen;

	if (uaddr & 3)
		return -EINVAL;
	if (get_user(word, p))
		return -EFAULT;
	/* Released, but the waker died before the wake-up. */
	if (pending && !word) {
		futex_wake_address(uaddr);
		return 0;
	}
	for (;;) {
		if ((word & FUTEX_TID_MASK) != (u32)current->pid)
			return 0;
		seen = word;
		if (cmpxchg_user(p, &seen, (word & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
			return -EFAULT;
		if (seen == word)
			break;
		word = seen;
	}
	if (word & FUTEX_WAITERS)
		futex_wake_address(uaddr);
	return 0;
}

/* Bit 0 of an entry marks a priority-inheritance lock: there are none here. */
static int get_entry(u32 *entry, u32 uaddr)
{
	if (get_user(*entry, (u32 __user *)uptr(uaddr)))
		return -EFAULT;
	*entry &= ~1u;
	return 0;
}

void exit_robust_list(void)
{
	u32 head = current->robust_list, entry, next, pending;
	s32 offset;

	current->robust_list = 0;
	if (!head)
		return;
	if (get_entry(&entry, head) ||
	    get_user(offset, (s32 __user *)uptr(head + offsetof(struct robust_list_head, futex_offset))) ||
	    get_entry(&pending, head + offsetof(struct robust_list_head, list_op_pending)))
		return;
	for (int n = 0; entry != head && n < ROBUST_LIST_LIMIT; n++) {
		int err = get_entry(&next, entry);

		if (entry != pending && lock_owner_died(entry + offset, false))
			return;
		if (err)
			return;
		entry = next;
	}
	if (pending)
		lock_owner_died(pending + offset, true);
}
