/* SPDX-License-Identifier: MIT */

/* Whose terminal it is: sessions, foreground and background (credentials(7), setsid(2), ioctl_tty(2)). */

#include "tty.h"
#include <asm/uaccess.h>

void tty_signal(struct tty *tty, int sig)
{
	if (tty->pgrp)
		kill_pgrp(tty->pgrp, sig, NULL);
}

/* True if sending sig to current would do nothing. */
static bool signal_refused(int sig)
{
	return (current->blocked & sigmask(sig)) ||
	       current->sighand->action[sig - 1].handler == SIG_IGN;
}

int tty_check_background(struct tty *tty, int sig)
{
	pid_t pgrp = current->signal->pgrp;

	if (current->signal->tty != tty || !tty->pgrp || tty->pgrp == pgrp)
		return 0;
	if (signal_refused(sig))
		return sig == SIGTTIN ? -EIO : 0;
	if (is_orphaned_pgrp(pgrp))
		return -EIO;
	kill_pgrp(pgrp, sig, NULL);
	return -ERESTARTSYS;
}

/* No process of the session has this terminal any more. */
static void forget_session(struct tty *tty)
{
	struct signal_struct *sig, *next;

	if (tty->session) {
		for_each_in_session(sig, next, tty->session)
			sig->tty = NULL;
	}
	tty->session = tty->pgrp = 0;
}

static void take_terminal(struct tty *tty)
{
	tty->session = current->signal->session;
	tty->pgrp = current->signal->pgrp;
	current->signal->tty = tty;
}

static bool is_session_leader(void)
{
	return current->signal->session == current->tgid;
}

void tty_open_controlling(struct tty *tty, struct file *file)
{
	if (is_session_leader() && !current->signal->tty && !tty->session &&
	    (file->mode & FMODE_READ))
		take_terminal(tty);
}

int tty_set_controlling(struct tty *tty, struct file *file, u32 steal)
{
	if (is_session_leader() && tty->session == current->signal->session)
		return 0;
	if (!is_session_leader() || current->signal->tty)
		return -EPERM;
	if (tty->session) {
		if (steal != 1 || !privileged())
			return -EPERM;
		forget_session(tty);
	}
	if (!(file->mode & FMODE_READ) && !privileged())
		return -EPERM;
	take_terminal(tty);
	return 0;
}

int tty_give_up(struct tty *tty)
{
	if (current->signal->tty != tty)
		return -ENOTTY;
	current->signal->tty = NULL;
	if (is_session_leader()) {
		tty_signal(tty, SIGHUP);
		tty_signal(tty, SIGCONT);
		forget_session(tty);
	}
	return 0;
}

void tty_disassociate(struct task_struct *leader)
{
	struct tty *tty = leader->signal->tty;

	leader->signal->tty = NULL;
	if (!tty || tty->session != leader->signal->session)
		return;
	/* Open files other than /dev/console are dead from now on. */
	tty->hangups++;
	tty_signal(tty, SIGHUP);
	tty_signal(tty, SIGCONT);
	forget_session(tty);
	tty_start(tty);
	n_tty_flush_input(tty);
	wake_up_interruptible(&tty->read_wait);
	wake_up_interruptible(&tty->write_wait);
}

int tty_get_pgrp(struct tty *tty, u32 arg)
{
	if (current->signal->tty != tty)
		return -ENOTTY;
	return put_user((s32)tty->pgrp, (s32 __user *)uptr(arg));
}

int tty_get_sid(struct tty *tty, u32 arg)
{
	if (current->signal->tty != tty || !tty->session)
		return -ENOTTY;
	return put_user((s32)tty->session, (s32 __user *)uptr(arg));
}

/* 0, or what is wrong with pgrp as the foreground of current's session. */
static int check_pgrp(pid_t pgrp)
{
	struct signal_struct *sig, *next;

	if (pgrp < 0)
		return -EINVAL;
	for_each_in_pgrp(sig, next, pgrp)
		return sig->session == current->signal->session ? 0 : -EPERM;
	return -ESRCH;
}

int tty_set_pgrp(struct tty *tty, u32 arg)
{
	int err = tty_check_background(tty, SIGTTOU);
	s32 pgrp;

	if (err)
		return err == -EIO ? -ENOTTY : err;
	if (current->signal->tty != tty || tty->session != current->signal->session)
		return -ENOTTY;
	if (get_user(pgrp, (s32 __user *)uptr(arg)))
		return -EFAULT;
	err = check_pgrp(pgrp);
	if (!err)
		tty->pgrp = pgrp;
	return err;
}

u32 tty_device_number(const struct tty *tty)
{
	return tty ? DEV_TTYS0 : 0;
}

pid_t tty_foreground_pgrp(const struct tty *tty)
{
	return tty && tty->pgrp ? tty->pgrp : -1;
}
