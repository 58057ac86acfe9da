/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_DEV_TTY_H
#define KERNEL_DEV_TTY_H

/*
 * The one terminal: /dev/console, /dev/ttyS0, /dev/tty1 and (as a controlling terminal) /dev/tty.
 *
 * tty.c: files, the input thread, output. n_tty.c: the line discipline. tty_job.c: sessions and
 * process groups. tty_ioctl.c: settings.
 */

#include "../fs/vfs.h"
#include <uapi/asm/termios.h>

#define DEV_TTY0	DEV(4, 0)
#define DEV_TTY1	DEV(4, 1)
#define DEV_TTYS0	DEV(4, 64)
#define DEV_TTY		DEV(5, 0)
#define DEV_CONSOLE	DEV(5, 1)

#define TTY_BUF_SIZE	4096u	/* a line, with its newline, is at most this long */
#define ECHO_BUF_SIZE	4096u

struct tty {
	struct termios termios;
	struct winsize winsize;
	pid_t session, pgrp;		/* 0: none */
	u32 hangups;			/* files opened before the last one are dead */

	/*
	 * Input, in positions modulo 2^32: [tail, canon_head) are whole lines, [canon_head, head)
	 * the line being edited.
	 */
	u8 buf[TTY_BUF_SIZE];
	u32 ends[TTY_BUF_SIZE / 32];	/* bitmap: this character ends a line */
	u32 head, canon_head, tail;
	bool lnext;			/* the next character is taken literally */
	bool erasing;			/* ECHOPRT: between \ and / */
	bool stopped;			/* ^S */
	u32 column, canon_column;	/* of the cursor; of where the edited line began */

	char echo[ECHO_BUF_SIZE];	/* processed, not yet written: waits while stopped */
	u32 echo_len;

	struct wait_queue_head read_wait, write_wait;
};

extern struct tty console_tty;

#define I_FLAG(tty, f)	((tty)->termios.c_iflag & (f))
#define O_FLAG(tty, f)	((tty)->termios.c_oflag & (f))
#define L_FLAG(tty, f)	((tty)->termios.c_lflag & (f))

/* tty.c */
bool tty_hung_up(const struct file *file);
void tty_start(struct tty *tty);
void tty_stop(struct tty *tty);
void tty_flush_echo(struct tty *tty);
void tty_wake_input(void);		/* there is room in the buffer again */
bool tty_inject(char c);		/* TIOCSTI */
struct tty *file_tty(const struct file *file);

/* n_tty.c */
bool n_tty_room(const struct tty *tty);	/* true if one more character can be taken */
void n_tty_receive(struct tty *tty, u8 c);
/* One output character through OPOST: how many bytes it became in out (at most 8). */
u32 n_tty_output(struct tty *tty, u8 c, char *out);
void n_tty_flush_input(struct tty *tty);
void n_tty_mode_changed(struct tty *tty, u32 old_lflag);
u32 n_tty_readable(const struct tty *tty);	/* bytes that FIONREAD reports */

/* n_tty_read.c */
bool n_tty_input_available(const struct tty *tty, bool poll);
int n_tty_read(struct tty *tty, struct file *file, struct io_iter *to);

/* tty_job.c */
int tty_check_background(struct tty *tty, int sig);	/* 0, -EIO, -ERESTARTSYS (signal sent) */
void tty_open_controlling(struct tty *tty, struct file *file);
int tty_set_controlling(struct tty *tty, struct file *file, u32 steal);
int tty_give_up(struct tty *tty);
int tty_get_pgrp(struct tty *tty, u32 arg);
int tty_set_pgrp(struct tty *tty, u32 arg);
int tty_get_sid(struct tty *tty, u32 arg);
void tty_signal(struct tty *tty, int sig);

/* tty_ioctl.c */
int tty_ioctl(struct file *file, u32 cmd, u32 arg);

#endif
