/* SPDX-License-Identifier: MIT */
/* prctl(2), personality(2): a process's odds and ends. */

#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/prctl.h>

#define DEFAULT_SLACK 50000u	/* ns */
#define CAP_LAST 40u

static int set_pdeathsig(u32 sig)
{
	if (sig > NSIG)
		return -EINVAL;
	current->pdeath_signal = sig;
	return 0;
}

static int set_dumpable(u32 value)
{
	if (value > 1)
		return -EINVAL;
	current->dumpable = current->mm->dumpable = value;
	return 0;
}

static int set_keepcaps(u32 value)
{
	if (value > 1)
		return -EINVAL;
	current->keep_caps = value;
	return 0;
}

static int set_name(u32 arg)
{
	char name[TASK_COMM_LEN] = "";
	int n = strncpy_from_user(name, uptr(arg), sizeof(name) - 1);

	if (n < 0)
		return n;
	name[sizeof(name) - 1] = '\0';
	strlcpy(current->comm, name, sizeof(current->comm));
	return 0;
}

static int get_name(u32 arg)
{
	char name[TASK_COMM_LEN] = "";

	strlcpy(name, current->comm, sizeof(name));
	return copy_to_user(uptr(arg), name, sizeof(name));
}

static int set_subreaper(u32 value)
{
	current->signal->is_child_subreaper = value;
	if (value)
		subreapers_exist = true;
	return 0;
}

static int set_no_new_privs(u32 arg2, u32 rest)
{
	if (arg2 != 1 || rest)
		return -EINVAL;
	current->no_new_privs = true;
	return 0;
}

static int set_slack(u32 ns)
{
	current->timer_slack = (s32)ns <= 0 ? DEFAULT_SLACK : ns;
	return 0;
}

/* The rdtsc instruction cannot be taken away here. */
static int set_tsc(u32 mode)
{
	return mode == PR_TSC_ENABLE ? 0 : -EINVAL;
}

int sys_prctl(int option, u32 arg2, u32 arg3, u32 arg4, u32 arg5)
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		return set_pdeathsig(arg2);
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, (s32 __user *)uptr(arg2));
	case PR_GET_DUMPABLE:
		return current->mm->dumpable;
	case PR_SET_DUMPABLE:
		return set_dumpable(arg2);
	case PR_GET_KEEPCAPS:
		return current->keep_caps;
	case PR_SET_KEEPCAPS:
		return set_keepcaps(arg2);
	case PR_GET_TIMING:
		return 0;
	case PR_SET_TIMING:
		return arg2 ? -EINVAL : 0;
	case PR_SET_NAME:
		return set_name(arg2);
	case PR_GET_NAME:
		return get_name(arg2);
	case PR_CAPBSET_READ:
		return arg2 > CAP_LAST ? -EINVAL : 1;
	case PR_GET_TSC:
		return put_user(PR_TSC_ENABLE, (s32 __user *)uptr(arg2));
	case PR_SET_TSC:
		return set_tsc(arg2);
	case PR_GET_SECUREBITS:
		return 0;
	case PR_GET_TIMERSLACK:
		return current->timer_slack;
	case PR_SET_TIMERSLACK:
		return set_slack(arg2);
	case PR_SET_CHILD_SUBREAPER:
		return set_subreaper(arg2);
	case PR_GET_CHILD_SUBREAPER:
		return put_user(current->signal->is_child_subreaper, (s32 __user *)uptr(arg2));
	case PR_SET_NO_NEW_PRIVS:
		return set_no_new_privs(arg2, arg3 | arg4 | arg5);
	case PR_GET_NO_NEW_PRIVS:
		return arg2 | arg3 | arg4 | arg5 ? -EINVAL : current->no_new_privs;
	case PR_GET_TID_ADDRESS:
		return put_user(current->clear_child_tid, (u32 __user *)uptr(arg2));
	case PR_SET_THP_DISABLE:
		return arg3 | arg4 | arg5 ? -EINVAL : 0;
	case PR_GET_THP_DISABLE:
		return arg2 | arg3 | arg4 | arg5 ? -EINVAL : 0;
	default:
		/* SECCOMP, SET_MM, MCE_KILL and the like: as a Linux that is built without them. */
		return -EINVAL;
	}
}

int sys_personality(u32 persona)
{
	u32 old = current->personality;

	if (persona != 0xffffffff)
		current->personality = persona;
	return old;
}
