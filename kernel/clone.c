/* SPDX-License-Identifier: MIT */
/* fork, vfork, clone, clone3 (clone(2)): what may be asked for, and what happens around the copy. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>
#include <kernel/string.h>
#include <uapi/asm/ptrace.h>
#include <uapi/asm/sched.h>
#include "clone.h"

#define CLONE_NEW_ANY (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | \
		       CLONE_NEWPID | CLONE_NEWNET)

static int check_flags(u64 flags)
{
	if ((flags & (CLONE_NEWNS | CLONE_FS)) == (CLONE_NEWNS | CLONE_FS) ||
	    (flags & (CLONE_NEWUSER | CLONE_FS)) == (CLONE_NEWUSER | CLONE_FS))
		return -EINVAL;
	if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))
		return -EINVAL;
	/* init's siblings would be nobody's to reap. */
	if ((flags & CLONE_PARENT) && current->tgid == 1)
		return -EINVAL;
	/* There is one namespace of each kind, and there are no pidfds and cgroups. */
	if (flags & CLONE_NEW_ANY)
		return privileged() ? -EINVAL : -EPERM;
	if (flags & (CLONE_PIDFD | CLONE_INTO_CGROUP))
		return -EINVAL;
	return 0;
}

/* True while the child (pid may be another's by now) still runs in current's memory. */
static bool vfork_pending(pid_t pid)
{
	struct task_struct *t = find_task(pid);

	return t && t->vfork_parent == current;
}

/* True if the child has exec'd or exited; false if current was killed first. */
static bool wait_for_vfork(pid_t pid)
{
	while (vfork_pending(pid)) {
		if (fatal_signal_pending(current)) {
			find_task(pid)->vfork_parent = NULL;
			return false;
		}
		current->state = TASK_KILLABLE;
		schedule();
	}
	return true;
}

void release_vfork_parent(struct task_struct *t)
{
	struct task_struct *parent = t->vfork_parent;

	t->vfork_parent = NULL;
	if (parent)
		wake_up_task(parent, 1u << TASK_KILLABLE);
}

static int fork_event(const struct clone_request *req)
{
	if (req->flags & CLONE_VFORK)
		return PTRACE_EVENT_VFORK;
	return req->exit_signal == SIGCHLD && !(req->flags & CLONE_THREAD) ? PTRACE_EVENT_FORK
									   : PTRACE_EVENT_CLONE;
}

static int do_clone(const struct clone_request *req)
{
	int event = req->flags & CLONE_UNTRACED ? 0 : fork_event(req);
	struct task_struct *t;
	int err = check_flags(req->flags);
	pid_t pid;

	if (err)
		return err;
	t = copy_process(req);
	if (IS_ERR(t))
		return PTR_ERR(t);
	pid = t->pid;
	if (req->flags & CLONE_PARENT_SETTID)
		put_user((u32)pid, (u32 __user *)uptr(req->parent_tid));
	if (req->flags & CLONE_VFORK)
		t->vfork_parent = current;
	ptrace_fork(t, event | (req->flags & CLONE_PTRACE ? PTRACE_FORK_ALWAYS : 0));
	if (req->flags & CLONE_THREAD)
		join_group_stop(t);
	wake_up_new_task(t);
	if (event)
		ptrace_event(event, pid);
	if ((req->flags & CLONE_VFORK) && wait_for_vfork(pid) && event)
		ptrace_event(PTRACE_EVENT_VFORK_DONE, pid);
	return pid;
}

int sys_fork(void)
{
	return do_clone(&(struct clone_request){ .exit_signal = SIGCHLD });
}

int sys_vfork(void)
{
	return do_clone(&(struct clone_request){ .flags = CLONE_VFORK | CLONE_VM,
						 .exit_signal = SIGCHLD });
}

int sys_clone(u32 flags, u32 stack, u32 parent_tid, u32 tls, u32 child_tid)
{
	struct clone_request req = {
		.flags = flags & ~CSIGNAL, .exit_signal = flags & CSIGNAL, .stack = stack,
		.parent_tid = parent_tid, .child_tid = child_tid, .tls = tls,
	};

	return do_clone(&req);
}

/* True if all of a newer program's fields that this kernel does not know are zero. */
static int tail_is_zero(const u8 __user *p, size_t n)
{
	u8 byte;

	for (; n; n--, p++) {
		if (get_user(byte, p))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return 0;
}

static int get_clone_args(struct clone_args *args, const u8 __user *uargs, size_t size)
{
	int err;

	if (size > PAGE_SIZE)
		return -E2BIG;
	if (size < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	memset(args, 0, sizeof(*args));
	if (size > sizeof(*args)) {
		err = tail_is_zero(uargs + sizeof(*args), size - sizeof(*args));
		if (err)
			return err;
	}
	return copy_from_user(args, uargs, min(size, sizeof(*args)));
}

static int check_clone_args(const struct clone_args *args)
{
	u64 flags = args->flags;

	if (flags & ~(0xffffffffull | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP))
		return -EINVAL;
	if (flags & (CLONE_DETACHED | (CSIGNAL & ~CLONE_NEWTIME)))
		return -EINVAL;
	if (flags & CLONE_NEWTIME)
		return privileged() ? -EINVAL : -EPERM;
	if ((flags & CLONE_SIGHAND) && (flags & CLONE_CLEAR_SIGHAND))
		return -EINVAL;
	if ((flags & (CLONE_THREAD | CLONE_PARENT)) && args->exit_signal)
		return -EINVAL;
	if (args->exit_signal > NSIG || args->set_tid || args->set_tid_size)
		return -EINVAL;
	if (!args->stack != !args->stack_size)
		return -EINVAL;
	if (args->stack_size > TASK_SIZE || args->stack > TASK_SIZE - args->stack_size)
		return -EINVAL;
	if ((args->parent_tid | args->child_tid | args->tls) >> 32)
		return -EINVAL;
	return 0;
}

int sys_clone3(void __user *uargs, size_t size)
{
	struct clone_args args;
	int err = get_clone_args(&args, uargs, size);

	if (!err)
		err = check_clone_args(&args);
	if (err)
		return err;
	return do_clone(&(struct clone_request){
		.flags = args.flags, .exit_signal = args.exit_signal,
		.stack = args.stack + args.stack_size, .parent_tid = args.parent_tid,
		.child_tid = args.child_tid, .tls = args.tls,
	});
}

int sys_set_tid_address(u32 tidptr)
{
	current->clear_child_tid = tidptr;
	return current->pid;
}
