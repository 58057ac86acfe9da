/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_PTRACE_H
#define KERNEL_PTRACE_H

/*
 * Tracing (ptrace(2)). While traced, task.parent is the tracer and task.ptrace_node is on its list
 * `ptraced`. A stopped tracee is TASK_TRACED; for wait4, ptrace_stop_code (status >> 8) is there to be
 * reported unless ptrace_stop_reported or ptrace_listening.
 */

#include <kernel/types.h>
#include <uapi/asm/ptrace.h>

struct pt_regs;
struct siginfo;
struct task_struct;

/* task_struct.ptrace: PT_PTRACED, PT_SEIZED, and PTRACE_O_* shifted. */
#define PT_PTRACED	0x1
#define PT_SEIZED	0x2
#define PT_OPT_SHIFT	3
#define PT_OPT(option)	((u32)(option) << PT_OPT_SHIFT)

/* entry work; nonzero: do not run the call */
int ptrace_syscall_enter(struct pt_regs *regs);
void ptrace_syscall_exit(struct pt_regs *regs);
/* stop for the tracer; returns the signal to deliver or 0 */
int ptrace_signal(struct pt_regs *regs, int sig, struct siginfo *info);
/* PTRACE_EVENT_*: stop if the tracer asked for it (and the SIGTRAP of old after an execve). */
void ptrace_event(int event, u32 message);
/* True if current's tracer asked for this event. */
bool ptrace_event_enabled(int event);
/* detach or kill all tracees */
void exit_ptrace(struct task_struct *tracer);
/* unlink when a traced task is reaped */
void ptrace_exit_tracee(struct task_struct *t);
/*
 * copy_process, for every new task, after copy_thread and before it runs: its ptrace fields are set up,
 * and it is traced if current's tracer asked for the event (PTRACE_EVENT_FORK, _VFORK, _CLONE; 0: kernel
 * threads, CLONE_UNTRACED) or PTRACE_FORK_ALWAYS is or'ed in (CLONE_PTRACE).
 */
#define PTRACE_FORK_ALWAYS 0x100
void ptrace_fork(struct task_struct *child, int event);
/* True if current may trace t, or look at what only its owner may see in /proc. */
bool ptrace_may_access(struct task_struct *t);

/* Between kernel/ptrace*.c and kernel/signal_*.c. */
int ptrace_stop(int exit_code, int why, u32 message, struct siginfo *info);
/* A SIGTRAP stop of current's own making (event << 8 in exit_code); returns the signal to go on with. */
int ptrace_notify(int exit_code, u32 message);
int ptrace_do_notify(int sig, int exit_code, int why, u32 message);
void ptrace_trap_notify(struct task_struct *t);
void ptrace_signal_wake_up(struct task_struct *t, bool resume);
/* True if the tracer is not of the real parent's process. */
bool ptrace_reparented(const struct task_struct *t);
int ptrace_traceme(void);
int ptrace_attach(struct task_struct *t, bool seize, u32 addr, u32 options);
int ptrace_detach(struct task_struct *t, u32 data);
int ptrace_options_check(u32 options);

/* arch/x86/kernel/ptrace.c. t does not run. 0 or -errno; data and addr as ptrace(2) has them. */
int arch_ptrace(struct task_struct *t, int request, u32 addr, u32 data);
int ptrace_regset(struct task_struct *t, u32 type, u32 base, u32 *len, bool set);
void user_enable_single_step(struct task_struct *t);
void user_disable_single_step(struct task_struct *t);
void user_single_step_report(struct pt_regs *regs);
/* The address of t's next instruction, its code segment's base added. */
u32 linear_ip(const struct task_struct *t, const struct pt_regs *regs);

#endif
