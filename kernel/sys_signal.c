/* SPDX-License-Identifier: MIT */
/* Actions, masks and the alternate stack: sigaction(2), sigprocmask(2), sigpending(2), sigaltstack(2). */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>

/* Unknown bits read back as 0, so that a program can find out what there is. */
#define SA_KNOWN                                                                                   \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER |         \
	 SA_RESETHAND | SA_EXPOSE_TAGBITS | SA_RESTORER)

static void discard_pending(int sig)
{
	struct task_struct *t;

	flush_sigqueue_mask(sigmask(sig), &current->signal->shared_pending);
	list_for_each_entry(t, &current->signal->threads, thread_node)
		flush_sigqueue_mask(sigmask(sig), &t->pending);
}

static int do_sigaction(int sig, struct k_sigaction *act, struct k_sigaction *old)
{
	struct k_sigaction *ka;
	unsigned long flags;

	if (sig < 1 || sig > NSIG || (act && sig_kernel_only(sig)))
		return -EINVAL;
	flags = spin_lock_irqsave(&siglock);
	ka = &current->sighand->action[sig - 1];
	if (old)
		*old = *ka;
	if (act) {
		act->flags &= SA_KNOWN;
		act->mask &= ~SIG_KERNEL_ONLY_MASK;
		*ka = *act;
		if (sig_handler_ignored(ka->handler, sig))
			discard_pending(sig);
	}
	spin_unlock_irqrestore(&siglock, flags);
	return 0;
}

int sys_rt_sigaction(int sig, const void __user *uact, void __user *uold, size_t size)
{
	struct k_sigaction act, old;
	struct sigaction sa;
	int err;

	if (size != sizeof(sigset_t))
		return -EINVAL;
	if (uact) {
		if (copy_from_user(&sa, uact, sizeof(sa)))
			return -EFAULT;
		act = (struct k_sigaction){ sa.sa_handler, sa.sa_flags, sa.sa_restorer, sa.sa_mask };
	}
	err = do_sigaction(sig, uact ? &act : NULL, uold ? &old : NULL);
	if (err || !uold)
		return err;
	sa = (struct sigaction){ old.handler, old.flags, old.restorer, old.mask };
	return copy_to_user(uold, &sa, sizeof(sa));
}

int sys_sigaction(int sig, const void __user *uact, void __user *uold)
{
	struct k_sigaction act, old;
	struct old_sigaction sa;
	int err;

	if (uact) {
		if (copy_from_user(&sa, uact, sizeof(sa)))
			return -EFAULT;
		act = (struct k_sigaction){ sa.sa_handler, sa.sa_flags, sa.sa_restorer, sa.sa_mask };
	}
	err = do_sigaction(sig, uact ? &act : NULL, uold ? &old : NULL);
	if (err || !uold)
		return err;
	sa = (struct old_sigaction){ old.handler, (u32)old.mask, old.flags, old.restorer };
	return copy_to_user(uold, &sa, sizeof(sa));
}

int sys_signal(int sig, u32 handler)
{
	struct k_sigaction act = { .handler = handler, .flags = SA_RESETHAND | SA_NODEFER }, old;
	int err = do_sigaction(sig, &act, &old);

	return err ? err : (int)old.handler;
}

/* ---- masks ------------------------------------------------------------------------------------- */

/* The bits in `covered` are those that the call can name. */
static int change_mask(int how, u64 set, u64 covered)
{
	switch (how) {
	case SIG_BLOCK:
		set_blocked(current->blocked | set);
		return 0;
	case SIG_UNBLOCK:
		set_blocked(current->blocked & ~set);
		return 0;
	case SIG_SETMASK:
		set_blocked((current->blocked & ~covered) | set);
		return 0;
	}
	return -EINVAL;
}

int sys_rt_sigprocmask(int how, const void __user *uset, void __user *uold, size_t size)
{
	u64 old = current->blocked, set;
	int err;

	if (size != sizeof(sigset_t))
		return -EINVAL;
	if (uset) {
		if (copy_from_user(&set, uset, sizeof(set)))
			return -EFAULT;
		err = change_mask(how, set, ~0ull);
		if (err)
			return err;
	}
	return uold ? copy_to_user(uold, &old, sizeof(old)) : 0;
}

int sys_sigprocmask(int how, const u32 __user *uset, u32 __user *uold)
{
	u32 old = (u32)current->blocked, set;
	int err;

	if (uset) {
		if (copy_from_user(&set, uset, sizeof(set)))
			return -EFAULT;
		err = change_mask(how, set, 0xffffffff);
		if (err)
			return err;
	}
	return uold ? copy_to_user(uold, &old, sizeof(old)) : 0;
}

int sys_sgetmask(void)
{
	return (int)(u32)current->blocked;
}

int sys_ssetmask(u32 mask)
{
	u32 old = (u32)current->blocked;

	set_blocked(mask);
	return (int)old;
}

static u64 blocked_pending(void)
{
	return (current->pending.signal | current->signal->shared_pending.signal) & current->blocked;
}

int sys_rt_sigpending(void __user *uset, size_t size)
{
	u64 set = blocked_pending();

	if (size > sizeof(set))
		return -EINVAL;
	return copy_to_user(uset, &set, size);
}

int sys_sigpending(u32 __user *uset)
{
	return put_user((u32)blocked_pending(), uset);
}

/* ---- alternate stack --------------------------------------------------------------------------- */

bool within_sas(unsigned long sp)
{
	return sp > current->sas_sp && sp - current->sas_sp <= current->sas_size;
}

/* With SS_AUTODISARM the stack is armed only while it is not in use. */
bool on_sas(unsigned long sp)
{
	return !(current->sas_flags & SS_AUTODISARM) && within_sas(sp);
}

u32 sas_flags(unsigned long sp)
{
	if (!current->sas_size)
		return SS_DISABLE;
	return on_sas(sp) ? SS_ONSTACK : 0;
}

void sas_reset(struct task_struct *t)
{
	t->sas_sp = 0;
	t->sas_size = 0;
	t->sas_flags = SS_DISABLE;
}

int do_sigaltstack(const stack_t *ss, stack_t *old, unsigned long sp)
{
	u32 mode;

	if (old) {
		old->ss_sp = current->sas_sp;
		old->ss_size = current->sas_size;
		old->ss_flags = (s32)(sas_flags(sp) | (current->sas_flags & SS_AUTODISARM));
	}
	if (!ss)
		return 0;
	if (on_sas(sp))
		return -EPERM;
	mode = (u32)ss->ss_flags & ~SS_AUTODISARM;
	if (mode != SS_DISABLE && mode != SS_ONSTACK && mode != 0)
		return -EINVAL;
	if (mode != SS_DISABLE && ss->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	current->sas_sp = mode == SS_DISABLE ? 0 : ss->ss_sp;
	current->sas_size = mode == SS_DISABLE ? 0 : ss->ss_size;
	current->sas_flags = (u32)ss->ss_flags;
	return 0;
}

int sys_sigaltstack(const void __user *uss, void __user *uold)
{
	stack_t ss, old;
	int err;

	if (uss && copy_from_user(&ss, uss, sizeof(ss)))
		return -EFAULT;
	err = do_sigaltstack(uss ? &ss : NULL, uold ? &old : NULL, (u32)current_pt_regs()->sp);
	if (err || !uold)
		return err;
	return copy_to_user(uold, &old, sizeof(old));
}
