/* SPDX-License-Identifier: MIT */

/* The terminal's settings: ioctl_tty(2). */

#include "tty.h"
#include <asm/uaccess.h>
#include <uapi/asm/ioctl.h>

static const u32 speeds[] = {
	0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400,
};
static const u32 high_speeds[] = {
	0, 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000,
	2000000, 2500000, 3000000, 3500000, 4000000,
};

static u32 baud_rate(const struct tty *tty)
{
	u32 b = tty->termios.c_cflag & CBAUD;

	return b & CBAUDEX ? high_speeds[b & 15] : speeds[b & 15];
}

static int get_termios(struct tty *tty, u32 arg)
{
	return copy_to_user(uptr(arg), &tty->termios, sizeof(tty->termios)) ? -EFAULT : 0;
}

static int get_termios2(struct tty *tty, u32 arg)
{
	struct termios2 t;

	memcpy(&t, &tty->termios, sizeof(tty->termios));
	t.c_ispeed = t.c_ospeed = baud_rate(tty);
	return copy_to_user(uptr(arg), &t, sizeof(t)) ? -EFAULT : 0;
}

/* TCSETS (flush: and TCSETSF). Output is written at once: TCSETSW has nothing to wait for. */
static int set_termios(struct tty *tty, u32 arg, bool flush)
{
	struct termios t;
	u32 old_lflag = tty->termios.c_lflag, old_iflag = tty->termios.c_iflag;
	int err = tty_check_background(tty, SIGTTOU);

	if (err)
		return err;
	if (copy_from_user(&t, uptr(arg), sizeof(t)))
		return -EFAULT;
	if (flush)
		n_tty_flush_input(tty);
	t.c_line = N_TTY;
	tty->termios = t;
	if ((old_iflag & IXON) && !(t.c_iflag & IXON))
		tty_start(tty);
	n_tty_mode_changed(tty, old_lflag);
	return 0;
}

static int set_winsize(struct tty *tty, u32 arg)
{
	struct winsize w;

	if (copy_from_user(&w, uptr(arg), sizeof(w)))
		return -EFAULT;
	if (memcmp(&w, &tty->winsize, sizeof(w))) {
		tty->winsize = w;
		tty_signal(tty, SIGWINCH);
	}
	return 0;
}

static int flush_queues(struct tty *tty, u32 which)
{
	int err = tty_check_background(tty, SIGTTOU);

	if (err)
		return err;
	if (which > TCIOFLUSH)
		return -EINVAL;
	if (which != TCOFLUSH)
		n_tty_flush_input(tty);
	if (which != TCIFLUSH)
		tty->echo_len = 0;
	return 0;
}

static int flow_control(struct tty *tty, u32 action)
{
	int err = tty_check_background(tty, SIGTTOU);

	if (err)
		return err;
	switch (action) {
	case TCOOFF:
		tty_stop(tty);
		return 0;
	case TCOON:
		tty_start(tty);
		return 0;
	case TCIOFF:
	case TCION:
		console_write((const char *)&tty->termios.c_cc[action == TCIOFF ? VSTOP : VSTART], 1);
		return 0;
	}
	return -EINVAL;
}

static int inject(struct tty *tty, u32 arg)
{
	char c;

	if (current->signal->tty != tty && !privileged())
		return -EPERM;
	if (get_user(c, (char __user *)uptr(arg)))
		return -EFAULT;
	tty_inject(c);
	return 0;
}

static int set_discipline(u32 arg)
{
	s32 ldisc;

	if (get_user(ldisc, (s32 __user *)uptr(arg)))
		return -EFAULT;
	return ldisc == N_TTY ? 0 : -EINVAL;
}

static int set_soft_carrier(struct tty *tty, u32 arg)
{
	s32 on;

	if (get_user(on, (s32 __user *)uptr(arg)))
		return -EFAULT;
	tty->termios.c_cflag = (tty->termios.c_cflag & ~CLOCAL) | (on ? CLOCAL : 0);
	return 0;
}

static int settings_ioctl(struct tty *tty, u32 cmd, u32 arg)
{
	switch (cmd) {
	case TCGETS:
		return get_termios(tty, arg);
	case TCGETS2:
		return get_termios2(tty, arg);
	case TCSETS:
	case TCSETSW:
	case TCSETS2:
	case TCSETSW2:
		return set_termios(tty, arg, false);
	case TCSETSF:
	case TCSETSF2:
		return set_termios(tty, arg, true);
	case TIOCGWINSZ:
		return copy_to_user(uptr(arg), &tty->winsize, sizeof(tty->winsize)) ? -EFAULT : 0;
	case TIOCSWINSZ:
		return set_winsize(tty, arg);
	case TCFLSH:
		return flush_queues(tty, arg);
	case TCXONC:
		return flow_control(tty, arg);
	case TCSBRK:
	case TCSBRKP:
		return tty_check_background(tty, SIGTTOU);
	case TIOCSBRK:
	case TIOCCBRK:
	case TIOCEXCL:
	case TIOCNXCL:
		return 0;
	case TIOCGETD:
		return put_user((s32)N_TTY, (s32 __user *)uptr(arg));
	case TIOCSETD:
		return set_discipline(arg);
	case TIOCGSOFTCAR:
		return put_user((s32)!!(tty->termios.c_cflag & CLOCAL), (s32 __user *)uptr(arg));
	case TIOCSSOFTCAR:
		return set_soft_carrier(tty, arg);
	}
	return -ENOTTY;
}

int tty_ioctl(struct file *file, u32 cmd, u32 arg)
{
	struct tty *tty = file_tty(file);

	if (tty_hung_up(file))
		return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
	switch (cmd) {
	case TIOCGPGRP:
		return tty_get_pgrp(tty, arg);
	case TIOCSPGRP:
		return tty_set_pgrp(tty, arg);
	case TIOCGSID:
		return tty_get_sid(tty, arg);
	case TIOCSCTTY:
		return tty_set_controlling(tty, file, arg);
	case TIOCNOTTY:
		return tty_give_up(tty);
	case FIONREAD:
		return put_user((s32)n_tty_readable(tty), (s32 __user *)uptr(arg));
	case TIOCOUTQ:
		return put_user((s32)tty->echo_len, (s32 __user *)uptr(arg));
	case TIOCSTI:
		return inject(tty, arg);
	}
	return settings_ioctl(tty, cmd, arg);
}
