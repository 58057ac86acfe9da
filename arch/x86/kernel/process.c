/* SPDX-License-Identifier: MIT */
/* What makes a task run on this CPU: its first stack, its switches, and a fresh program's registers. */

#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/entry.h>
#include <asm/ioport.h>
#include <asm/msr-index.h>
#include <asm/thread.h>
#include <asm/usersegment.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/processor-flags.h>

void ret_from_fork(void);
struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next);
void start_forked_task(struct task_struct *prev, void (*fn)(void *), void *arg);

/* What switch_to (entry_32.S, entry_64.S) pops from a new stack. */
struct fork_frame {
#ifdef __x86_64__
	unsigned long r15, r14, r13, r12, bx, bp;
#else
	unsigned long si, di, bx, bp;
#endif
	unsigned long ret;
	struct pt_regs regs;
};

static void set_kernel_stack(const struct task_struct *t)
{
	unsigned long top = (unsigned long)t->stack + THREAD_SIZE;

	this_cpu->sp0 = top;
	this_cpu->self->tss.sp0 = top;
#ifdef __i386__
	if (cpu_features.sep)
		wrmsr(MSR_SYSENTER_ESP, top);
#endif
}

#ifdef __x86_64__
static void save_user_segments(struct task_struct *t)
{
	t->thread.ds = read_ds();
	t->thread.es = read_es();
	t->thread.fs = read_fs();
	t->thread.gs = read_gs();
}

/* Interrupts off. fs and gs again even if the selector is the same: the descriptor behind may differ. */
static void load_user_segments(u16 ds, u16 es, u16 fs, u16 gs)
{
	if (ds != __USER_DS || read_ds() != ds)
		load_ds(ds);
	if (es != __USER_DS || read_es() != es)
		load_es(es);
	if (fs | read_fs())
		load_fs(fs);
	if (gs | read_gs())
		load_gs_index(gs);
}
#endif

/* Called by switch_to, on next's stack, interrupts off. */
__no_stack_protector struct task_struct *__switch_to(struct task_struct *prev, struct task_struct *next)
{
	this_cpu->current_task = next;
	this_cpu->stack_canary = next->thread.stack_canary;
	set_kernel_stack(next);
	load_tls(next);
	load_io_bitmap(next);
	if (prev->mm || next->mm) {
		fpu_save(&prev->thread.fpu);
		fpu_restore(&next->thread.fpu);
	}
	if (prev->thread.debugreg[7] | next->thread.debugreg[7])
		load_debugreg(next);
#ifdef __x86_64__
	save_user_segments(prev);
	load_user_segments(next->thread.ds, next->thread.es, next->thread.fs, next->thread.gs);
	/*
	 * An interrupt from user mode left SS null, SYSCALL loads it: whoever SYSRETs must not find it null
	 * (entry_64_compat.S, leave_sysretl).
	 */
	u16 ss;

	__asm__("mov %%ss, %0" : "=r"(ss));
	if (ss != __KERNEL_DS)
		__asm__ volatile("mov %0, %%ss" : : "r"(__KERNEL_DS));
#endif
	return prev;
}

int copy_thread(struct task_struct *t, unsigned long sp, void (*fn)(void *), void *arg)
{
	struct fork_frame *frame = (struct fork_frame *)((unsigned long)t->stack + THREAD_SIZE) - 1;

	/* The lowest word of the stack is the task: FAST_FRAME (entry/calling.h) reads it. */
	*(struct task_struct **)t->stack = t;
	memset(frame, 0, sizeof(*frame));
	frame->ret = (unsigned long)ret_from_fork;
	frame->bx = (unsigned long)fn;
#ifdef __x86_64__
	frame->r12 = (unsigned long)arg;
#else
	frame->di = (unsigned long)arg;
#endif
	t->thread.sp = (unsigned long)frame;
	t->thread.stack_canary = stack_canary_new();
	if (fn) {
		t->thread.fpu = fpu_initial;
		return 0;
	}
	frame->regs = *current_pt_regs();
	frame->regs.ax = 0;
	if (sp)
		frame->regs.sp = sp;
	fpu_save(&t->thread.fpu);
#ifdef __x86_64__
	save_user_segments(t);
#endif
	memcpy(t->thread.tls, current->thread.tls, sizeof(t->thread.tls));
	clear_debugreg(t);
	return io_bitmap_fork(t);
}

void exit_thread(struct task_struct *t)
{
	io_bitmap_exit(t);
}

void flush_thread(void)
{
	struct thread_struct *thread = &current->thread;

	memset(thread->tls, 0, sizeof(thread->tls));
	load_tls(current);
	clear_debugreg(current);
	fpu_restore(&fpu_initial);
}

void start_thread(struct pt_regs *regs, unsigned long ip, unsigned long sp)
{
	memset(regs, 0, sizeof(*regs));
	regs->ip = ip;
	regs->sp = sp;
	regs->cs = __USER_CS;
	regs->ss = __USER_DS;
	regs->flags = X86_EFLAGS_IF | X86_EFLAGS_FIXED;
	regs->orig_ax = -1;
#ifdef __x86_64__
	unsigned long flags = local_irq_save();

	load_user_segments(__USER_DS, __USER_DS, 0, 0);
	local_irq_restore(flags);
#else
	regs->ds = __USER_DS;
	regs->es = __USER_DS;
#endif
}

/* From ret_from_fork (switch_32.S, switch_64.S): a kernel thread comes back from fn when it has exec'd. */
void start_forked_task(struct task_struct *prev, void (*fn)(void *), void *arg)
{
	struct pt_regs *regs = current_pt_regs();

	finish_fork(prev);
	local_irq_enable();
	if (fn)
		fn(arg);
	else if (current->work & WORK_SYSCALL_EXIT)
		ptrace_syscall_exit(regs);
	exit_to_user_mode(regs);
}
