/* SPDX-License-Identifier: MIT */
/* ptrace(2): the tracer's side. Registers are ../arch/x86/kernel/ptrace.c's. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <kernel/string.h>

int ptrace_options_check(u32 options)
{
	if ((options & ~(u32)PTRACE_O_MASK) || (options & PTRACE_O_SUSPEND_SECCOMP))
		return -EINVAL;
	return 0;
}

static int set_options(struct task_struct *t, u32 options)
{
	int err = ptrace_options_check(options);

	if (err)
		return err;
	t->ptrace = (t->ptrace & (PT_PTRACED | PT_SEIZED)) | PT_OPT(options);
	return 0;
}

static int peek_data(struct task_struct *t, u32 addr, u32 data)
{
	u32 word;

	if (!t->mm || access_process_vm(t->mm, addr, &word, sizeof(word), false) != sizeof(word))
		return -EIO;
	return put_user(word, (u32 __user *)uptr(data));
}

static int poke_data(struct task_struct *t, u32 addr, u32 data)
{
	if (!t->mm || access_process_vm(t->mm, addr, &data, sizeof(data), true) != sizeof(data))
		return -EIO;
	return 0;
}

static int get_siginfo(struct task_struct *t, u32 data)
{
	if (!t->last_siginfo)
		return -EINVAL;
	return copy_to_user(uptr(data), t->last_siginfo, sizeof(struct siginfo));
}

static int set_siginfo(struct task_struct *t, u32 data)
{
	struct siginfo info;

	if (copy_from_user(&info, uptr(data), sizeof(info)))
		return -EFAULT;
	if (!t->last_siginfo)
		return -EINVAL;
	*t->last_siginfo = info;
	return 0;
}

/* Returns the number of entries copied. */
static int peek_siginfo(struct task_struct *t, u32 addr, u32 data)
{
	struct ptrace_peeksiginfo_args args;
	struct sigpending *pending;
	int i;

	if (copy_from_user(&args, uptr(addr), sizeof(args)))
		return -EFAULT;
	if ((args.flags & ~(u32)PTRACE_PEEKSIGINFO_SHARED) || args.nr < 0)
		return -EINVAL;
	if (args.off > 0xffffffff)
		return 0;
	pending = args.flags & PTRACE_PEEKSIGINFO_SHARED ? &t->signal->shared_pending : &t->pending;
	for (i = 0; i < args.nr; i++) {
		u64 off = args.off + (u32)i;
		unsigned long flags = spin_lock_irqsave(&siglock);
		struct siginfo info;
		bool found = off <= 0xffffffff && sigqueue_peek(pending, (u32)off, &info);

		spin_unlock_irqrestore(&siglock, flags);
		if (!found)
			break;
		if (copy_to_user(uptr(data + (u32)i * sizeof(info)), &info, sizeof(info)))
			return i ? i : -EFAULT;
		if (signal_pending(current))
			return i + 1;
	}
	return i;
}

static int get_sigmask(struct task_struct *t, u32 addr, u32 data)
{
	u64 set = t->restore_blocked ? t->saved_blocked : t->blocked;

	if (addr != sizeof(set))
		return -EINVAL;
	return copy_to_user(uptr(data), &set, sizeof(set));
}

static int set_sigmask(struct task_struct *t, u32 addr, u32 data)
{
	unsigned long flags;
	u64 set;

	if (addr != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, uptr(data), sizeof(set)))
		return -EFAULT;
	flags = spin_lock_irqsave(&siglock);
	t->blocked = set & ~SIG_KERNEL_ONLY_MASK;
	t->restore_blocked = false;
	recalc_sigpending(t);
	spin_unlock_irqrestore(&siglock, flags);
	return 0;
}

/* Only seized tracees know these two. */
static int interrupt(struct task_struct *t)
{
	unsigned long flags;

	if (!(t->ptrace & PT_SEIZED))
		return -EIO;
	flags = spin_lock_irqsave(&siglock);
	if (set_jobctl_pending(t, JOBCTL_TRAP_STOP))
		ptrace_signal_wake_up(t, t->ptrace_listening);
	spin_unlock_irqrestore(&siglock, flags);
	return 0;
}

static int listen(struct task_struct *t)
{
	unsigned long flags;
	int err = -EIO;

	if (!(t->ptrace & PT_SEIZED))
		return err;
	flags = spin_lock_irqsave(&siglock);
	if (t->last_siginfo && t->last_siginfo->si_code >> 8 == PTRACE_EVENT_STOP) {
		t->ptrace_listening = true;
		if (t->jobctl & JOBCTL_TRAP_NOTIFY)
			ptrace_signal_wake_up(t, true);
		err = 0;
	}
	spin_unlock_irqrestore(&siglock, flags);
	return err;
}

static void change_work(struct task_struct *t, u32 bit, bool on)
{
	if (on)
		set_work(t, bit);
	else
		clear_work(t, bit);
}

static int resume(struct task_struct *t, int request, u32 data)
{
	bool emulate = request == PTRACE_SYSEMU || request == PTRACE_SYSEMU_SINGLESTEP;

	if (data > NSIG)
		return -EIO;
	change_work(t, WORK_SYSCALL_TRACE, request == PTRACE_SYSCALL);
	change_work(t, WORK_SYSCALL_EMU, emulate);
	if (request == PTRACE_SINGLESTEP || request == PTRACE_SYSEMU_SINGLESTEP)
		user_enable_single_step(t);
	else
		user_disable_single_step(t);
	t->ptrace_stop_code = (int)data;
	t->ptrace_stop_reported = true;
	wake_up_task(t, 1u << TASK_TRACED);
	return 0;
}

/* How much of struct ptrace_syscall_info there is. */
static u32 fill_syscall_info(struct task_struct *t, struct ptrace_syscall_info *info)
{
	const struct pt_regs *regs = task_pt_regs(t);
	s32 result = (s32)regs->ax;

	memset(info, 0, sizeof(*info));
	info->arch = AUDIT_ARCH_I386;
	info->instruction_pointer = (u32)regs->ip;
	info->stack_pointer = (u32)regs->sp;
	if (!t->last_siginfo || t->last_siginfo->si_code != (SIGTRAP | 0x80))
		return offsetof(struct ptrace_syscall_info, entry);
	info->op = (u8)t->ptrace_syscall_op;
	switch (t->ptrace_syscall_op) {
	case PTRACE_SYSCALL_INFO_ENTRY:
		info->entry.nr = (u64)(s64)(s32)regs->orig_ax;
		info->entry.args[0] = (u32)regs->bx;
		info->entry.args[1] = (u32)regs->cx;
		info->entry.args[2] = (u32)regs->dx;
		info->entry.args[3] = (u32)regs->si;
		info->entry.args[4] = (u32)regs->di;
		info->entry.args[5] = (u32)regs->bp;
		return offsetof(struct ptrace_syscall_info, entry) + sizeof(info->entry);
	case PTRACE_SYSCALL_INFO_EXIT:
		info->exit.is_error = result < 0 && result >= -4095;
		info->exit.rval = info->exit.is_error ? (s64)result : (s64)(u32)result;
		return offsetof(struct ptrace_syscall_info, exit.is_error) + 1;
	}
	return offsetof(struct ptrace_syscall_info, entry);
}

static int get_syscall_info(struct task_struct *t, u32 size, u32 data)
{
	struct ptrace_syscall_info info;
	u32 actual = fill_syscall_info(t, &info);

	if (copy_to_user(uptr(data), &info, min(actual, size)))
		return -EFAULT;
	return (int)actual;
}

static int access_regset(struct task_struct *t, u32 type, u32 data, bool set)
{
	struct {
		u32 base, len;
	} iov;
	int err;

	if (copy_from_user(&iov, uptr(data), sizeof(iov)))
		return -EFAULT;
	err = ptrace_regset(t, type, iov.base, &iov.len, set);
	if (err)
		return err;
	return copy_to_user(uptr(data + 4), &iov.len, sizeof(iov.len));
}

static int stopped_request(struct task_struct *t, int request, u32 addr, u32 data)
{
	switch (request) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
		return peek_data(t, addr, data);
	case PTRACE_POKETEXT:
	case PTRACE_POKEDATA:
		return poke_data(t, addr, data);
	case PTRACE_OLDSETOPTIONS:
	case PTRACE_SETOPTIONS:
		return set_options(t, data);
	case PTRACE_GETEVENTMSG:
		return put_user(t->ptrace_message, (u32 __user *)uptr(data));
	case PTRACE_GETSIGINFO:
		return get_siginfo(t, data);
	case PTRACE_SETSIGINFO:
		return set_siginfo(t, data);
	case PTRACE_PEEKSIGINFO:
		return peek_siginfo(t, addr, data);
	case PTRACE_GETSIGMASK:
		return get_sigmask(t, addr, data);
	case PTRACE_SETSIGMASK:
		return set_sigmask(t, addr, data);
	case PTRACE_GETREGSET:
	case PTRACE_SETREGSET:
		return access_regset(t, addr, data, request == PTRACE_SETREGSET);
	case PTRACE_GET_SYSCALL_INFO:
		return get_syscall_info(t, addr, data);
	case PTRACE_LISTEN:
		return listen(t);
	case PTRACE_DETACH:
		return ptrace_detach(t, data);
	case PTRACE_CONT:
	case PTRACE_SYSCALL:
	case PTRACE_SINGLESTEP:
	case PTRACE_SYSEMU:
	case PTRACE_SYSEMU_SINGLESTEP:
		return resume(t, request, data);
	}
	return arch_ptrace(t, request, addr, data);
}

int sys_ptrace(int request, int pid, u32 addr, u32 data)
{
	struct task_struct *t;

	if (request == PTRACE_TRACEME)
		return ptrace_traceme();
	t = find_task(pid);
	if (!t || !t->signal)
		return -ESRCH;
	if (request == PTRACE_ATTACH || request == PTRACE_SEIZE)
		return ptrace_attach(t, request == PTRACE_SEIZE, addr, data);
	if (!t->ptrace || t->parent != current)
		return -ESRCH;
	/* These two need no stop. */
	if (request == PTRACE_INTERRUPT)
		return interrupt(t);
	if (request == PTRACE_KILL) {
		struct siginfo info = { .si_signo = SIGKILL, .si_code = SI_USER };

		info.si_pid = current->tgid;
		info.si_uid = current->cred.uid;
		send_signal(SIGKILL, &info, t, false);
		return 0;
	}
	if (t->state != TASK_TRACED || t->ptrace_listening || fatal_signal_pending(t))
		return -ESRCH;
	return stopped_request(t, request, addr, data);
}
