/* SPDX-License-Identifier: MIT */

/*
 * The terminal's files, its output, and the thread that runs the line discipline: interrupts only
 * put bytes into a ring, so that echo and signals never happen inside one.
 */

#include "tty.h"
#include <kernel/tty.h>

#define RAW_SIZE	1024u
#define CHUNK		128u	/* bytes of output between looks at the world */

struct tty console_tty = {
	.termios = {
		.c_iflag = ICRNL | IXON,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
		.c_cc = {
			[VINTR] = 3, [VQUIT] = 0x1c, [VERASE] = 0x7f, [VKILL] = 0x15, [VEOF] = 4,
			[VMIN] = 1, [VSTART] = 0x11, [VSTOP] = 0x13, [VSUSP] = 0x1a,
			[VREPRINT] = 0x12, [VDISCARD] = 0x0f, [VWERASE] = 0x17, [VLNEXT] = 0x16,
		},
	},
	.winsize = { .ws_row = 25, .ws_col = 80 },
	.read_wait = WAIT_QUEUE_INIT(console_tty.read_wait),
	.write_wait = WAIT_QUEUE_INIT(console_tty.write_wait),
};

static struct {
	struct spinlock lock;
	char ring[RAW_SIZE];
	u32 head, tail;
	struct wait_queue_head wait;
} raw = { .lock = SPINLOCK_INIT("tty_raw"), .wait = WAIT_QUEUE_INIT(raw.wait) };

bool tty_inject(char c)
{
	unsigned long flags = spin_lock_irqsave(&raw.lock);
	bool fits = raw.head - raw.tail < RAW_SIZE;

	if (fits)
		raw.ring[raw.head++ % RAW_SIZE] = c;
	spin_unlock_irqrestore(&raw.lock, flags);
	wake_up(&raw.wait);
	return fits;
}

void tty_receive(char c)
{
	tty_inject(c);
}

bool tty_has_room(void)
{
	return READ_ONCE(raw.head) - READ_ONCE(raw.tail) < RAW_SIZE;
}

void tty_wake_input(void)
{
	wake_up(&raw.wait);
}

static bool raw_get(char *c)
{
	unsigned long flags = spin_lock_irqsave(&raw.lock);
	bool any = raw.head != raw.tail;

	if (any)
		*c = raw.ring[raw.tail++ % RAW_SIZE];
	spin_unlock_irqrestore(&raw.lock, flags);
	return any;
}

/* Not interruptible: a signal sent to it must not make it spin. */
static void wait_for_input(struct tty *tty)
{
	struct wait_entry w = { LIST_HEAD_INIT(w.node), NULL };

	for (;;) {
		prepare_to_wait(&raw.wait, &w, TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(raw.head) != raw.tail && n_tty_room(tty))
			break;
		schedule();
	}
	finish_wait(&raw.wait, &w);
}

static void tty_thread(void *arg)
{
	struct tty *tty = arg;
	char c;

	for (;;) {
		wait_for_input(tty);
		while (n_tty_room(tty) && raw_get(&c))
			n_tty_receive(tty, (u8)c);
		tty_flush_echo(tty);
		serial_resume();
	}
}

/* The thread is nobody's child: init's wait must not find it. */
static void start_thread_once(void)
{
	static bool started;
	struct task_struct *t;

	if (started)
		return;
	t = kernel_thread("tty", tty_thread, &console_tty);
	if (IS_ERR(t)) {
		printk("tty: no memory, the console takes no input\n");
		return;
	}
	started = true;
	list_del(&t->sibling);
	t->real_parent = t->parent = this_cpu->idle;
	list_add_tail(&t->sibling, &this_cpu->idle->children);
}

void tty_flush_echo(struct tty *tty)
{
	if (tty->stopped || !tty->echo_len)
		return;
	console_write(tty->echo, tty->echo_len);
	tty->echo_len = 0;
}

void tty_stop(struct tty *tty)
{
	tty_flush_echo(tty);
	tty->stopped = true;
}

void tty_start(struct tty *tty)
{
	if (!tty->stopped)
		return;
	tty->stopped = false;
	tty_flush_echo(tty);
	wake_up_interruptible(&tty->write_wait);
}

/* ---- files ---- */

struct tty *file_tty(const struct file *file)
{
	return &console_tty;
}

/* /dev/console survives hangups: it is where the system itself speaks. */
bool tty_hung_up(const struct file *file)
{
	return file->inode->rdev != DEV_CONSOLE &&
	       (u32)(unsigned long)file->private != console_tty.hangups;
}

static int tty_open(struct inode *inode, struct file *file)
{
	struct tty *tty = &console_tty;

	if (inode->rdev == DEV_TTY && !current->signal->tty)
		return -ENXIO;
	file->private = (void *)(unsigned long)tty->hangups;
	if (inode->rdev != DEV_CONSOLE && inode->rdev != DEV_TTY0 && inode->rdev != DEV_TTY &&
	    !(file->flags & O_NOCTTY))
		tty_open_controlling(tty, file);
	return 0;
}

static int tty_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	if (tty_hung_up(file))
		return 0;
	if (!to->count)
		return 0;
	return n_tty_read(file_tty(file), file, to);
}

/* Sleep while ^S holds the output. */
static int wait_for_start(struct tty *tty, struct file *file)
{
	if (!tty->stopped)
		return 0;
	if (file->flags & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_interruptible(tty->write_wait, !tty->stopped || tty_hung_up(file));
}

static int write_chunk(struct tty *tty, struct io_iter *from)
{
	char in[CHUNK], out[CHUNK * 8];
	u32 len = 0;
	size_t n = copy_from_iter(in, from, sizeof(in));

	if (!n)
		return -EFAULT;
	tty_flush_echo(tty);
	for (size_t i = 0; i < n; i++)
		len += n_tty_output(tty, (u8)in[i], out + len);
	console_write(out, len);
	return (int)n;
}

static int tty_write(struct file *file, struct io_iter *from, loff_t *pos)
{
	struct tty *tty = file_tty(file);
	int done = 0, n = 0;

	if (tty_hung_up(file))
		return -EIO;
	if (L_FLAG(tty, TOSTOP) && file->inode->rdev != DEV_CONSOLE) {
		n = tty_check_background(tty, SIGTTOU);
		if (n)
			return n;
	}
	while (from->count) {
		n = wait_for_start(tty, file);
		if (!n && tty_hung_up(file))
			n = -EIO;
		if (!n)
			n = write_chunk(tty, from);
		if (n < 0)
			break;
		done += n;
		/* A long write lets others run: among them the thread that knows of ^C and ^S. */
		if (current->work & WORK_RESCHED)
			schedule();
		if (from->count && signal_pending(current)) {
			n = -ERESTARTSYS;
			break;
		}
	}
	return done ? done : n;
}

static u32 tty_poll(struct file *file, struct poll_table *table)
{
	struct tty *tty = file_tty(file);
	u32 mask = 0;

	poll_wait(table, &tty->read_wait);
	poll_wait(table, &tty->write_wait);
	if (tty_hung_up(file))
		return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
	if (n_tty_input_available(tty, true))
		mask |= POLLIN | POLLRDNORM;
	if (!tty->stopped)
		mask |= POLLOUT | POLLWRNORM;
	return mask;
}

const struct file_operations tty_ops = {
	.open = tty_open,
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
};

int open_console(void)
{
	struct file *file;

	start_thread_once();
	file = file_open("/dev/console", O_RDWR, 0);
	if (IS_ERR(file))
		return PTR_ERR(file);
	for (int i = 0; i < 3; i++) {
		int fd;

		file_get(file);
		fd = fd_install_new(file, 0);
		if (fd < 0) {
			fput(file);
			fput(file);
			return fd;
		}
	}
	fput(file);
	return 0;
}
