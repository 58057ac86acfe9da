/* SPDX-License-Identifier: MIT */

/* /proc/PID/{stat,statm,status,comm}: a process in numbers, in Linux's order. */

#include "proc.h"
#include <kernel/jobctl.h>
#include <kernel/time.h>
#include "../dev/tty.h"

#define TICK		(NSEC_PER_SEC / USER_HZ)
#define PF_KTHREAD	0x00200000	/* in stat's flags */
#define PF_FORKNOEXEC	0x00000040
#define BASE_PRIORITY	20

static u64 ticks(u64 ns)
{
	return div_u64(ns, TICK);
}

static char state_letter(const struct task_struct *t)
{
	switch (t->state) {
	case TASK_RUNNING:
		return 'R';
	case TASK_INTERRUPTIBLE:
		return 'S';
	case TASK_UNINTERRUPTIBLE:
		/* The kernel's own threads sleep so all the time: idle, not blocked. */
		return t->mm ? 'D' : 'I';
	case TASK_KILLABLE:
		return 'D';
	case TASK_STOPPED:
		return 'T';
	case TASK_TRACED:
		return 't';
	case TASK_ZOMBIE:
		return 'Z';
	default:
		return 'X';
	}
}

static const char *state_name(char letter)
{
	switch (letter) {
	case 'R':
		return "running";
	case 'S':
		return "sleeping";
	case 'D':
		return "disk sleep";
	case 'I':
		return "idle";
	case 'T':
		return "stopped";
	case 't':
		return "tracing stop";
	case 'Z':
		return "zombie";
	default:
		return "dead";
	}
}

static pid_t parent_pid(const struct task_struct *t)
{
	return t->real_parent ? t->real_parent->tgid : 0;
}

static void cpu_times(struct task_struct *t, u64 *utime, u64 *stime)
{
	if (thread_group_leader(t)) {
		process_cputime(t->signal, utime, stime);
	} else {
		*utime = t->utime;
		*stime = t->stime;
	}
}

/* The sets of ignored and of caught signals. */
static void signal_sets(const struct task_struct *t, u64 *ignored, u64 *caught)
{
	*ignored = *caught = 0;
	for (u32 i = 0; t->sighand && i < NSIG; i++) {
		u32 handler = t->sighand->action[i].handler;

		if (handler == SIG_IGN)
			*ignored |= 1ull << i;
		else if (handler != SIG_DFL)
			*caught |= 1ull << i;
	}
}

static int priority_of(const struct task_struct *t)
{
	return t->rt_priority ? -1 - t->rt_priority : BASE_PRIORITY + t->nice;
}

static u32 task_flags(const struct task_struct *t)
{
	return (t->mm || t->state == TASK_ZOMBIE ? 0 : PF_KTHREAD) |
	       (t->did_exec ? 0 : PF_FORKNOEXEC);
}

static void stat_identity(struct seq_buf *seq, const struct task_struct *t)
{
	const struct signal_struct *sig = t->signal;

	seq_printf(seq, "%d (%s) %c %d %d %d %d %d %u ", t->pid, t->comm, state_letter(t),
		   parent_pid(t), sig->pgrp, sig->session, (int)tty_device_number(sig->tty),
		   sig->tty ? tty_foreground_pgrp(sig->tty) : -1, task_flags(t));
}

static void stat_times(struct seq_buf *seq, struct task_struct *t)
{
	const struct signal_struct *sig = t->signal;
	u64 utime, stime;

	cpu_times(t, &utime, &stime);
	seq_printf(seq, "%u %u 0 0 %llu %llu %llu %llu %d %d %d 0 %llu ", sig->min_flt + t->min_flt,
		   sig->cmin_flt, (unsigned long long)ticks(utime), (unsigned long long)ticks(stime),
		   (unsigned long long)ticks(sig->cutime), (unsigned long long)ticks(sig->cstime),
		   priority_of(t), t->nice, sig->live, (unsigned long long)ticks(t->start_time));
}

/* Addresses only for who may see the process's memory; 1 is what Linux puts for the rest. */
static void stat_memory(struct seq_buf *seq, struct task_struct *t, bool permitted)
{
	const struct mm_struct *mm = t->mm;
	u64 limit = t->signal->rlim[RLIMIT_RSS].rlim_cur;

	if (limit > 0xffffffffu)
		limit = 0xffffffffu;
	if (!mm) {
		seq_printf(seq, "0 0 %llu 0 0 0 0 0 ", (unsigned long long)limit);
		return;
	}
	seq_printf(seq, "%llu %u %llu ", (unsigned long long)mm->total_vm << PAGE_SHIFT, mm->rss,
		   (unsigned long long)limit);
	if (permitted)
		seq_printf(seq, "%u %u %u 0 0 ", mm->start_code, mm->end_code, mm->start_stack);
	else
		seq_printf(seq, "1 1 0 0 0 ");
}

static void stat_signals(struct seq_buf *seq, const struct task_struct *t)
{
	u64 ignored, caught;

	signal_sets(t, &ignored, &caught);
	seq_printf(seq, "%u %u %u %u 0 0 0 %d 0 %d %d 0 0 0 ",
		   (u32)t->pending.signal & 0x7fffffff, (u32)t->blocked & 0x7fffffff,
		   (u32)ignored & 0x7fffffff, (u32)caught & 0x7fffffff, t->exit_signal,
		   t->rt_priority, t->policy);
}

int proc_show_stat(struct seq_buf *seq, struct task_struct *t)
{
	const struct mm_struct *mm = t->mm;
	bool permitted = proc_may_access(t);

	stat_identity(seq, t);
	stat_times(seq, t);
	stat_memory(seq, t, permitted);
	stat_signals(seq, t);
	if (mm && permitted)
		seq_printf(seq, "%u %u %u %u %u %u %u %d\n", mm->start_data, mm->end_data,
			   mm->start_brk, mm->arg_start, mm->arg_end, mm->env_start, mm->env_end,
			   t->exit_code);
	else
		seq_printf(seq, "0 0 0 0 0 0 0 %d\n", permitted ? t->exit_code : 0);
	return 0;
}

static u32 code_pages(const struct mm_struct *mm)
{
	return (u32)((ALIGN_UP((u64)mm->end_code, PAGE_SIZE) -
		      ALIGN_DOWN((u64)mm->start_code, PAGE_SIZE)) >> PAGE_SHIFT);
}

int proc_show_statm(struct seq_buf *seq, struct task_struct *t)
{
	const struct mm_struct *mm = t->mm;

	if (mm)
		seq_printf(seq, "%u %u 0 %u 0 %u 0\n", mm->total_vm, mm->rss, code_pages(mm),
			   mm->data_vm + mm->stack_vm);
	else
		seq_printf(seq, "0 0 0 0 0 0 0\n");
	return 0;
}

int proc_show_comm(struct seq_buf *seq, struct task_struct *t)
{
	seq_printf(seq, "%s\n", t->comm);
	return 0;
}

static void status_identity(struct seq_buf *seq, const struct task_struct *t)
{
	const struct cred *c = &t->cred;
	char letter = state_letter(t);

	seq_printf(seq, "Name:\t%s\n", t->comm);
	if (t->fs)
		seq_printf(seq, "Umask:\t%04o\n", t->fs->umask);
	seq_printf(seq, "State:\t%c (%s)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t%d\n",
		   letter, state_name(letter), t->tgid, t->pid, parent_pid(t),
		   t->ptrace ? t->parent->tgid : 0);
	seq_printf(seq, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", c->uid, c->euid, c->suid,
		   c->fsuid, c->gid, c->egid, c->sgid, c->fsgid);
	seq_printf(seq, "FDSize:\t%u\nGroups:\t", t->files ? files_size(t->files) : 0);
	for (u32 i = 0; i < c->ngroups; i++)
		seq_printf(seq, "%u ", c->groups[i]);
	seq_printf(seq, "\nNStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n", t->tgid, t->pid,
		   t->signal->pgrp, t->signal->session);
}

static void status_kib(struct seq_buf *seq, const char *name, u32 pages)
{
	seq_printf(seq, "%s:\t%8u kB\n", name, pages * (u32)(PAGE_SIZE / 1024));
}

static void status_memory(struct seq_buf *seq, const struct mm_struct *mm)
{
	status_kib(seq, "VmPeak", mm->total_vm);
	status_kib(seq, "VmSize", mm->total_vm);
	status_kib(seq, "VmLck", mm->locked_vm);
	status_kib(seq, "VmPin", 0);
	status_kib(seq, "VmHWM", max(mm->hiwater_rss, mm->rss));
	status_kib(seq, "VmRSS", mm->rss);
	status_kib(seq, "VmData", mm->data_vm);
	status_kib(seq, "VmStk", mm->stack_vm);
	status_kib(seq, "VmExe", code_pages(mm));
	status_kib(seq, "VmLib", 0);
	status_kib(seq, "VmSwap", 0);
}

static void status_signals(struct seq_buf *seq, const struct task_struct *t)
{
	u64 ignored, caught;

	signal_sets(t, &ignored, &caught);
	seq_printf(seq, "Threads:\t%d\nSigQ:\t%u/%llu\n", t->signal->live,
		   sigqueue_count(t->cred.uid),
		   (unsigned long long)t->signal->rlim[RLIMIT_SIGPENDING].rlim_cur);
	seq_printf(seq, "SigPnd:\t%016llx\nShdPnd:\t%016llx\nSigBlk:\t%016llx\n",
		   (unsigned long long)t->pending.signal,
		   (unsigned long long)t->signal->shared_pending.signal,
		   (unsigned long long)t->blocked);
	seq_printf(seq, "SigIgn:\t%016llx\nSigCgt:\t%016llx\n", (unsigned long long)ignored,
		   (unsigned long long)caught);
}

int proc_show_status(struct seq_buf *seq, struct task_struct *t)
{
	/* All capabilities up to CAP_CHECKPOINT_RESTORE, or none. */
	unsigned long long caps = 0x1ffffffffffull;

	status_identity(seq, t);
	if (t->mm)
		status_memory(seq, t->mm);
	status_signals(seq, t);
	seq_printf(seq, "CapInh:\t%016x\nCapPrm:\t%016llx\nCapEff:\t%016llx\nCapBnd:\t%016llx\n"
			"CapAmb:\t%016x\n",
		   0, t->cred.euid && t->cred.suid && t->cred.uid ? 0ull : caps,
		   t->cred.euid ? 0ull : caps, caps, 0);
	seq_printf(seq, "NoNewPrivs:\t%d\nSeccomp:\t0\nSeccomp_filters:\t0\n", t->no_new_privs);
	seq_printf(seq, "Cpus_allowed:\t1\nCpus_allowed_list:\t0\n");
	seq_printf(seq, "voluntary_ctxt_switches:\t%u\nnonvoluntary_ctxt_switches:\t%u\n", t->nvcsw,
		   t->nivcsw);
	return 0;
}
