/* SPDX-License-Identifier: MIT */
/* A new task: a copy of current, sharing what it is told to share; and the kernel's own threads. */

#include <asm/ldt.h>
#include <asm/uaccess.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/processor-flags.h>
#include <uapi/asm/sched.h>
#include "clone.h"

_Static_assert(sizeof(struct task_struct) <= PAGE_SIZE, "a task_struct is one page");

DEFINE_SPINLOCK(tasklist_lock);
LIST_HEAD(all_tasks);
struct task_struct *init_task;

static unsigned int task_count;

unsigned int nr_tasks(void)
{
	return task_count;
}

/* Kernel stacks take at most an eighth of memory. */
unsigned int max_tasks(void)
{
	return max(20u, nr_total_pages() / (8 * (unsigned int)(THREAD_SIZE / PAGE_SIZE)));
}

void free_task(struct task_struct *t)
{
	kstack_free(t->stack);
	put_page(virt_to_page(t));
	task_count--;
}

static void default_rlimits(struct rlimit64 *rlim)
{
	u32 half = max_tasks() / 2;

	for (int i = 0; i < RLIM_NLIMITS; i++)
		rlim[i] = (struct rlimit64){ RLIM64_INFINITY, RLIM64_INFINITY };
	rlim[RLIMIT_STACK].rlim_cur = 8 << 20;
	rlim[RLIMIT_CORE].rlim_cur = 0;
	rlim[RLIMIT_NPROC] = rlim[RLIMIT_SIGPENDING] = (struct rlimit64){ half, half };
	rlim[RLIMIT_NOFILE] = (struct rlimit64){ NR_OPEN_MAX, NR_OPEN_MAX };
	rlim[RLIMIT_MEMLOCK] = (struct rlimit64){ 8 << 20, 8 << 20 };
	rlim[RLIMIT_MSGQUEUE] = (struct rlimit64){ 819200, 819200 };
	rlim[RLIMIT_NICE] = rlim[RLIMIT_RTPRIO] = (struct rlimit64){ 0, 0 };
}

void signal_struct_init(struct signal_struct *sig, struct task_struct *leader,
			const struct signal_struct *parent)
{
	sig->refs = sig->live = 1;
	sig->leader = leader;
	list_init(&sig->threads);
	list_init(&sig->shared_pending.queue);
	wait_queue_init(&sig->wait_chldexit);
	list_init(&sig->pgrp_node);
	list_init(&sig->session_node);
	list_init(&sig->posix_timers);
	list_init(&sig->cpu_timers);
	if (!parent) {
		default_rlimits(sig->rlim);
		return;
	}
	memcpy(sig->rlim, parent->rlim, sizeof(sig->rlim));
	sig->tty = parent->tty;
	sig->membarrier_registered = parent->membarrier_registered;
}

static int copy_signal(struct task_struct *t, u64 flags)
{
	struct signal_struct *sig;

	if (flags & CLONE_THREAD) {
		t->signal = current->signal;
		t->signal->refs++;
		t->signal->live++;
		return 0;
	}
	sig = kzalloc(sizeof(*sig));
	if (!sig)
		return -ENOMEM;
	signal_struct_init(sig, t, current->signal);
	t->signal = sig;
	return 0;
}

static void uncopy_signal(struct task_struct *t, u64 flags)
{
	if (flags & CLONE_THREAD) {
		t->signal->refs--;
		t->signal->live--;
	} else {
		kfree(t->signal);
	}
}

static int copy_sighand(struct task_struct *t, u64 flags)
{
	struct sighand_struct *sighand;

	if (flags & CLONE_SIGHAND) {
		t->sighand->refs++;
		return 0;
	}
	sighand = kmalloc(sizeof(*sighand));
	if (!sighand)
		return -ENOMEM;
	*sighand = *current->sighand;
	sighand->refs = 1;
	t->sighand = sighand;
	/* Handlers back to default; what is ignored stays so. */
	if (flags & CLONE_CLEAR_SIGHAND) {
		for (int i = 0; i < NSIG; i++) {
			if (sighand->action[i].handler != SIG_IGN)
				sighand->action[i] = (struct k_sigaction){ .handler = SIG_DFL };
		}
	}
	return 0;
}

static void uncopy_sighand(struct task_struct *t)
{
	if (--t->sighand->refs == 0)
		kfree(t->sighand);
}

static int copy_files(struct task_struct *t, u64 flags)
{
	if (!current->files) {
		t->files = files_alloc();
	} else if (flags & CLONE_FILES) {
		files_get(t->files);
	} else {
		t->files = files_copy(current->files);
	}
	return t->files ? 0 : -ENOMEM;
}

static int copy_fs(struct task_struct *t, u64 flags)
{
	if (!current->fs) {
		t->fs = fs_alloc();
	} else if (flags & CLONE_FS) {
		fs_get(t->fs);
	} else {
		t->fs = fs_copy(current->fs);
	}
	return t->fs ? 0 : -ENOMEM;
}

static int copy_mm(struct task_struct *t, const struct clone_request *req)
{
	struct mm_struct *mm;

	t->mm = NULL;
	if (req->fn || !current->mm)
		return 0;
	if (req->flags & CLONE_VM) {
		mm_get(current->mm);
		t->mm = current->mm;
		return 0;
	}
	mm = mm_fork(current->mm);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	t->mm = mm;
	return 0;
}

/* May current have one more task? */
static int check_limits(void)
{
	if (user_tasks(current->user) > current->signal->rlim[RLIMIT_NPROC].rlim_cur &&
	    current->cred.uid != 0 && !privileged())
		return -EAGAIN;
	current->nproc_exceeded = false;
	return task_count > max_tasks() ? -EAGAIN : 0;
}

/* A copy of current, its own lists empty, nothing in it shared or counted yet. */
static struct task_struct *dup_task(const struct clone_request *req)
{
	struct page *page = alloc_page(0);
	struct task_struct *t;

	if (!page)
		return NULL;
	t = page_address(page);
	*t = *current;
	t->stack = kstack_alloc();
	if (!t->stack) {
		put_page(page);
		return NULL;
	}
	task_count++;
	t->work = 0;
	t->thread.io_bitmap = NULL;
	memset(t->thread.debugreg, 0, sizeof(t->thread.debugreg));
	list_init(&t->children);
	list_init(&t->dead_children);
	list_init(&t->sibling);
	list_init(&t->thread_node);
	list_init(&t->all_node);
	list_init(&t->pid_node);
	list_init(&t->ptraced);
	list_init(&t->ptrace_node);
	list_init(&t->pending.queue);
	t->pending.signal = 0;
	t->restore_blocked = false;
	t->restart.fn = NULL;
	t->last_siginfo = NULL;
	t->ptrace = 0;
	t->ptrace_stop_code = 0;
	t->ptrace_stop_reported = t->ptrace_jobctl_trap = false;
	t->ptrace_listening = t->ptrace_seized = false;
	t->ptrace_syscall_op = 0;
	t->exit_code = 0;
	t->exit_state_reported = 0;
	t->jobctl = 0;
	t->real_blocked = 0;
	t->exiting = t->nproc_exceeded = t->did_exec = false;
	t->vfork_parent = NULL;
	t->pdeath_signal = 0;
	t->robust_list = t->robust_list_len = 0;
	t->set_child_tid = req->flags & CLONE_CHILD_SETTID ? req->child_tid : 0;
	t->clear_child_tid = req->flags & CLONE_CHILD_CLEARTID ? req->child_tid : 0;
	/* A new stack in the same memory: the old one's alternate stack is not its own. */
	if ((req->flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM)
		t->sas_sp = t->sas_size = 0, t->sas_flags = SS_DISABLE;
	if (t->reset_on_fork) {
		t->policy = SCHED_NORMAL;
		t->rt_priority = 0;
		t->nice = max(t->nice, 0);
		t->reset_on_fork = false;
	}
	sched_fork(t);
	return t;
}

/* The registers, and what hangs on them. */
static int copy_arch(struct task_struct *t, const struct clone_request *req)
{
	int err = copy_thread(t, req->stack, req->fn, req->arg);

	if (err || req->fn)
		return err;
	/* A tracer's single step of the parent is not the child's. */
	if (t->thread.singlestep_forced) {
		t->thread.singlestep_forced = false;
		task_pt_regs(t)->flags &= ~(unsigned long)X86_EFLAGS_TF;
	}
	if (!(req->flags & CLONE_SETTLS))
		return 0;
	err = do_set_thread_area(t, -1, req->tls, false);
	if (err)
		exit_thread(t);
	return err;
}

/* Everything that can fail. Undone in reverse order. */
static int copy_resources(struct task_struct *t, const struct clone_request *req)
{
	int err = -EAGAIN;

	t->user = user_get(t->cred.uid);
	if (!t->user)
		return -EAGAIN;
	err = copy_files(t, req->flags);
	if (err)
		goto no_files;
	err = copy_fs(t, req->flags);
	if (err)
		goto no_fs;
	err = copy_sighand(t, req->flags);
	if (err)
		goto no_sighand;
	err = copy_signal(t, req->flags);
	if (err)
		goto no_signal;
	err = copy_mm(t, req);
	if (err)
		goto no_mm;
	err = copy_arch(t, req);
	if (err)
		goto no_thread;
	err = pid_alloc();
	if (err > 0) {
		t->pid = err;
		return 0;
	}
	exit_thread(t);
no_thread:
	if (t->mm)
		mm_put(t->mm);
no_mm:
	uncopy_signal(t, req->flags);
no_signal:
	uncopy_sighand(t);
no_sighand:
	fs_put(t->fs);
no_fs:
	files_put(t->files);
no_files:
	user_put(t->user);
	return err;
}

/* From here on the task can be found, waited for and killed. */
static void join_family(struct task_struct *t, const struct clone_request *req)
{
	spin_lock(&tasklist_lock);
	if (req->flags & (CLONE_PARENT | CLONE_THREAD))
		t->real_parent = current->real_parent;
	else
		t->real_parent = current;
	t->parent = t->real_parent;
	if (req->flags & CLONE_THREAD) {
		t->tgid = current->tgid;
		t->exit_signal = -1;
	} else {
		t->tgid = t->pid;
		t->exit_signal = req->flags & CLONE_PARENT ?
				 current->signal->leader->exit_signal : req->exit_signal;
		list_add_tail(&t->sibling, &t->real_parent->children);
		set_pgrp(t->signal, current->signal->pgrp);
		set_session(t->signal, current->signal->session);
	}
	list_add_tail(&t->thread_node, &t->signal->threads);
	list_add_tail(&t->all_node, &all_tasks);
	pid_attach(t);
	spin_unlock(&tasklist_lock);
	if (t->pid == 1)
		init_task = t;
}

struct task_struct *copy_process(const struct clone_request *req)
{
	struct task_struct *t;
	int err = check_limits();

	if (err)
		return ERR_PTR(err);
	/* What arrived before the fork is delivered before the fork, and to the parent only. */
	if (signal_pending(current))
		return ERR_PTR(-ERESTARTNOINTR);
	task_account();
	t = dup_task(req);
	if (!t)
		return ERR_PTR(-ENOMEM);
	err = copy_resources(t, req);
	if (err) {
		free_task(t);
		return ERR_PTR(err);
	}
	join_family(t, req);
	return t;
}

struct task_struct *kernel_thread(const char *name, void (*fn)(void *), void *arg)
{
	struct clone_request req = {
		.flags = CLONE_VM | CLONE_UNTRACED, .exit_signal = SIGCHLD, .fn = fn, .arg = arg,
	};
	struct task_struct *t;

	if (!current->user)
		current->user = user_get(0);
	t = copy_process(&req);
	if (IS_ERR(t))
		return t;
	strlcpy(t->comm, name, sizeof(t->comm));
	ptrace_fork(t, 0);
	wake_up_new_task(t);
	return t;
}
