/* SPDX-License-Identifier: MIT */

/* Reading from the terminal: whole lines, or MIN and TIME (termios(3)). */

#include "tty.h"
#include <kernel/time.h>

#define EOF_MARK	0
#define DECISECOND	(NSEC_PER_SEC / 10)

static bool ends_line(const struct tty *tty, u32 pos)
{
	u32 i = pos % TTY_BUF_SIZE;

	return tty->ends[i / 32] >> i % 32 & 1;
}

static bool is_eof(const struct tty *tty, u32 pos)
{
	return ends_line(tty, pos) && tty->buf[pos % TTY_BUF_SIZE] == EOF_MARK;
}

/* For poll a raw read is ready only when it would not wait for MIN. */
bool n_tty_input_available(const struct tty *tty, bool poll)
{
	const u8 *cc = tty->termios.c_cc;
	u32 wanted = poll && !cc[VTIME] && cc[VMIN] ? cc[VMIN] : 1;

	if (L_FLAG(tty, ICANON))
		return tty->canon_head != tty->tail;
	return tty->head - tty->tail >= wanted;
}

u32 n_tty_readable(const struct tty *tty)
{
	u32 n = 0;

	if (!L_FLAG(tty, ICANON))
		return tty->head - tty->tail;
	for (u32 pos = tty->tail; pos != tty->canon_head; pos++)
		n += !is_eof(tty, pos);
	return n;
}

/* Copy [tail, tail + n) out and drop it: bytes copied. */
static u32 copy_out(struct tty *tty, struct io_iter *to, u32 n)
{
	u32 done = 0;

	while (done < n) {
		u32 start = tty->tail % TTY_BUF_SIZE, part = min(n - done, TTY_BUF_SIZE - start);
		u32 copied = (u32)copy_to_iter(to, tty->buf + start, part);

		tty->tail += copied;
		done += copied;
		if (copied < part)
			break;
	}
	return done;
}

/* One line, or as much of it as fits. There is one. */
static int read_line(struct tty *tty, struct io_iter *to)
{
	u32 pos = tty->tail, room = (u32)min_t(size_t, to->count, TTY_BUF_SIZE), n = 0;
	bool end = false, eof = false;

	while (pos != tty->canon_head && n < room && !end) {
		end = ends_line(tty, pos);
		eof = is_eof(tty, pos++);
		n += !eof;
	}
	/* An EOF right behind a buffer that the line filled belongs to that line. */
	if (!end && pos != tty->canon_head && is_eof(tty, pos))
		eof = true;
	if (copy_out(tty, to, n) < n)
		return -EFAULT;
	if (eof)
		tty->tail++;
	return (int)n;
}

/* Sleep until there is input: 0, -EAGAIN (time is up), -EIO (job control), -ERESTARTSYS. */
static int wait_input(struct tty *tty, struct file *file, u64 expires)
{
	struct wait_entry w = { LIST_HEAD_INIT(w.node), NULL };
	bool timed_out = false;
	int err = 0;

	for (;;) {
		prepare_to_wait(&tty->read_wait, &w, TASK_INTERRUPTIBLE);
		if (n_tty_input_available(tty, false) || tty_hung_up(file))
			break;
		if (signal_pending(current))
			err = -ERESTARTSYS;
		else if (timed_out)
			err = -EAGAIN;
		if (err)
			break;
		timed_out = schedule_until(expires);
	}
	finish_wait(&tty->read_wait, &w);
	return err;
}

static int read_raw(struct tty *tty, struct file *file, struct io_iter *to)
{
	u32 min = tty->termios.c_cc[VMIN];
	u64 time = tty->termios.c_cc[VTIME] * DECISECOND;
	u64 expires = min || !time ? ~0ull : ktime_get() + time;
	bool poll_only = !min && !time;
	int done = 0, err = 0;

	while (to->count) {
		u32 n = tty->head - tty->tail;

		if (!n) {
			if (tty_hung_up(file) || poll_only)
				break;
			if (file->flags & O_NONBLOCK)
				err = -EAGAIN;
			else
				err = wait_input(tty, file, expires);
			if (err)
				break;
			if (L_FLAG(tty, ICANON))
				break;
			continue;
		}
		n = min_t(u32, n, (u32)min_t(size_t, to->count, TTY_BUF_SIZE));
		if (copy_out(tty, to, n) < n) {
			err = -EFAULT;
			break;
		}
		done += (int)n;
		if ((u32)done >= max(min, 1u))
			break;
		/* TIME counts between bytes once the first is there. */
		if (time)
			expires = ktime_get() + time;
	}
	if (done)
		return done;
	/* Time is up without a byte: end of file, unless the caller wanted not to wait at all. */
	return err == -EAGAIN && !(file->flags & O_NONBLOCK) ? 0 : err;
}

static int read_canonical(struct tty *tty, struct file *file, struct io_iter *to)
{
	while (!n_tty_input_available(tty, false)) {
		int err;

		if (tty_hung_up(file))
			return 0;
		if (file->flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_input(tty, file, ~0ull);
		if (err)
			return err;
		if (!L_FLAG(tty, ICANON))
			return read_raw(tty, file, to);
	}
	return read_line(tty, to);
}

int n_tty_read(struct tty *tty, struct file *file, struct io_iter *to)
{
	/* As on Linux, job control does not reach those who read through /dev/console. */
	int n = file->inode->rdev == DEV_CONSOLE ? 0 : tty_check_background(tty, SIGTTIN);

	if (n)
		return n;
	if (L_FLAG(tty, ICANON))
		n = read_canonical(tty, file, to);
	else
		n = read_raw(tty, file, to);
	tty_wake_input();
	return n;
}
