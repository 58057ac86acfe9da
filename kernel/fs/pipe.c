/* SPDX-License-Identifier: MIT */

/* Pipes and FIFOs: pipe(7), fifo(7). A ring of 64 KiB whose pages come and go with what is in it. */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <uapi/asm/ioctl.h>

#define PIPE_PAGES	16u
#define PIPE_SIZE	(PIPE_PAGES * (u32)PAGE_SIZE)

struct pipe {
	struct page *page[PIPE_PAGES];
	u32 head, tail;			/* bytes ever written, read; modulo 2^32 */
	u32 readers, writers;		/* open files */
	u32 reader_opens, writer_opens;	/* ever: FIFO opens wait for these to move */
	struct wait_queue_head read_wait, write_wait;
};

static u32 used(const struct pipe *p)
{
	return p->head - p->tail;
}

static u32 room(const struct pipe *p)
{
	return PIPE_SIZE - used(p);
}

static struct page **page_at(struct pipe *p, u32 pos)
{
	return &p->page[(pos / PAGE_SIZE) % PIPE_PAGES];
}

static struct pipe *pipe_new(void)
{
	struct pipe *p = kzalloc(sizeof(*p));

	if (p) {
		wait_queue_init(&p->read_wait);
		wait_queue_init(&p->write_wait);
	}
	return p;
}

u32 pipe_weight(const struct inode *inode)
{
	const struct pipe *p = inode->fops == &fifo_ops ? inode->pipe : NULL;
	u32 pages = 0;

	for (u32 i = 0; p && i < PIPE_PAGES; i++)
		pages += p->page[i] != NULL;
	return pages ? pages / max(p->readers + p->writers, 1u) : 0;
}

void pipe_evict(struct inode *inode)
{
	struct pipe *p = inode->pipe;

	if (!p)
		return;
	for (u32 i = 0; i < PIPE_PAGES; i++)
		if (p->page[i])
			put_page(p->page[i]);
	kfree(p);
	inode->pipe = NULL;
}

/* Bytes were taken: pages that are behind go; an empty pipe starts over in the page that it has. */
static void consume(struct pipe *p, u32 n)
{
	u32 before = p->tail;

	p->tail += n;
	if (!used(p)) {
		p->head = p->tail = before & ~((u32)PAGE_SIZE - 1);
		return;
	}
	/* A full ring has its head in the same page, behind the tail: then the page stays. */
	if (((before ^ p->tail) & ~((u32)PAGE_SIZE - 1)) &&
	    p->head - (before & ~((u32)PAGE_SIZE - 1)) <= PIPE_SIZE) {
		put_page(*page_at(p, before));
		*page_at(p, before) = NULL;
	}
}

static size_t take(struct pipe *p, struct io_iter *to)
{
	size_t done = 0;

	while (to->count && used(p)) {
		u32 offset = p->tail % PAGE_SIZE;
		u32 part = min_t(u32, min_t(size_t, to->count, used(p)), PAGE_SIZE - offset);
		size_t copied = copy_to_iter(to, (char *)page_address(*page_at(p, p->tail)) + offset,
					     part);

		consume(p, (u32)copied);
		done += copied;
		if (copied < part)
			break;
	}
	return done;
}

static int pipe_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	struct pipe *p = file->inode->pipe;
	size_t done;
	int err;

	if (!to->count)
		return 0;
	while (!used(p)) {
		if (!p->writers)
			return 0;
		if (file->flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(p->read_wait, used(p) || !p->writers);
		if (err)
			return err;
	}
	done = take(p, to);
	wake_up_interruptible(&p->write_wait);
	return done ? (int)done : -EFAULT;
}

/* Fill what room there is: bytes, or -errno if there are none. */
static int put(struct pipe *p, struct io_iter *from)
{
	size_t done = 0;

	while (from->count && room(p)) {
		u32 offset = p->head % PAGE_SIZE;
		u32 part = min_t(u32, min_t(size_t, from->count, room(p)), PAGE_SIZE - offset);
		struct page **page = page_at(p, p->head);
		size_t copied;

		if (!*page)
			*page = alloc_page(GFP_USER);
		if (!*page)
			return done ? (int)done : -ENOMEM;
		copied = copy_from_iter((char *)page_address(*page) + offset, from, part);
		p->head += (u32)copied;
		done += copied;
		if (copied < part)
			return done ? (int)done : -EFAULT;
	}
	return (int)done;
}

/* What must be free before a write of count bytes may begin: small ones go whole (PIPE_BUF). */
static u32 room_needed(size_t count)
{
	return count <= PIPE_BUF ? (u32)count : 1;
}

static int pipe_write(struct file *file, struct io_iter *from, loff_t *pos)
{
	struct pipe *p = file->inode->pipe;
	u32 need = room_needed(from->count);
	int done = 0, n = 0;

	while (from->count) {
		if (!p->readers) {
			signal_self(SIGPIPE);
			n = -EPIPE;
			break;
		}
		if (room(p) >= need) {
			n = put(p, from);
			if (n <= 0)
				break;
			done += n;
			need = 1;
			wake_up_interruptible(&p->read_wait);
			continue;
		}
		if (file->flags & O_NONBLOCK) {
			n = -EAGAIN;
			break;
		}
		n = wait_event_interruptible(p->write_wait, room(p) >= need || !p->readers);
		if (n)
			break;
	}
	return done ? done : n;
}

static u32 pipe_poll(struct file *file, struct poll_table *table)
{
	struct pipe *p = file->inode->pipe;
	u32 mask = 0;

	if (file->mode & FMODE_READ) {
		poll_wait(table, &p->read_wait);
		if (used(p))
			mask |= POLLIN | POLLRDNORM;
		/* Nobody has written yet is not the same as nobody writes any more. */
		if (!p->writers && (u32)(unsigned long)file->private != p->writer_opens)
			mask |= POLLHUP;
	}
	if (file->mode & FMODE_WRITE) {
		poll_wait(table, &p->write_wait);
		if (room(p) >= PIPE_BUF)
			mask |= POLLOUT | POLLWRNORM;
		if (!p->readers)
			mask |= POLLERR;
	}
	return mask;
}

static int pipe_ioctl(struct file *file, u32 cmd, u32 arg)
{
	if (cmd != FIONREAD)
		return -ENOTTY;
	return put_user((int)used(file->inode->pipe), (int __user *)uptr(arg));
}

static void pipe_release(struct file *file)
{
	struct inode *inode = file->inode;
	struct pipe *p = inode->pipe;

	if (file->mode & FMODE_READ)
		p->readers--;
	if (file->mode & FMODE_WRITE)
		p->writers--;
	wake_up_interruptible(&p->read_wait);
	wake_up_interruptible(&p->write_wait);
	if (!p->readers && !p->writers)
		pipe_evict(inode);
}

/* Wait until somebody opens the other end; *opens counts them. */
static int wait_for_partner(struct wait_queue_head *queue, const u32 *opens)
{
	u32 before = *opens;

	return wait_event_interruptible(*queue, *opens != before);
}

/* True for a pipe(2), opened again through /proc/PID/fd: that never waits for the other end. */
static bool unnamed(const struct file *file)
{
	return file->inode->sb == anon_sb();
}

static int open_for_read(struct file *file, struct pipe *p)
{
	p->reader_opens++;
	if (p->readers++ == 0)
		wake_up(&p->write_wait);
	if (p->writers || unnamed(file))
		return 0;
	if (file->flags & O_NONBLOCK) {
		file->private = (void *)(unsigned long)p->writer_opens;
		return 0;
	}
	return wait_for_partner(&p->read_wait, &p->writer_opens);
}

static int open_for_write(struct file *file, struct pipe *p)
{
	if ((file->flags & O_NONBLOCK) && !p->readers && !unnamed(file))
		return -ENXIO;
	p->writer_opens++;
	if (p->writers++ == 0)
		wake_up(&p->read_wait);
	if (p->readers || unnamed(file))
		return 0;
	return wait_for_partner(&p->write_wait, &p->reader_opens);
}

static int fifo_open(struct inode *inode, struct file *file)
{
	struct pipe *p = inode->pipe;
	int err = 0;

	if (!p)
		p = inode->pipe = pipe_new();
	if (!p)
		return -ENOMEM;
	switch (file->mode & (FMODE_READ | FMODE_WRITE)) {
	case FMODE_READ:
		err = open_for_read(file, p);
		break;
	case FMODE_WRITE:
		err = open_for_write(file, p);
		if (err == -ENXIO) {
			if (!p->readers && !p->writers)
				pipe_evict(inode);
			return err;
		}
		break;
	case FMODE_READ | FMODE_WRITE:
		p->reader_opens++;
		p->writer_opens++;
		p->readers++;
		p->writers++;
		wake_up(&p->read_wait);
		wake_up(&p->write_wait);
		break;
	default:
		return -EINVAL;
	}
	if (err)
		pipe_release(file);
	return err;
}

const struct file_operations fifo_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.open = fifo_open,
	.release = pipe_release,
};

static struct dentry *pipe_dentry(void)
{
	struct inode *inode = inode_new(anon_sb(), S_IFIFO | 0600, 0);
	struct pipe *p = pipe_new();
	struct dentry *d;

	if (!inode || !p) {
		kfree(p);
		if (inode)
			inode_put(inode);
		return NULL;
	}
	p->readers = p->writers = p->reader_opens = p->writer_opens = 1;
	inode->pipe = p;
	d = dentry_anonymous(inode, "pipe");
	return d;
}

/* Both ends with a reference each: 0, -ENFILE. */
static int make_pipe(struct file *ends[2], u32 flags)
{
	struct dentry *d = pipe_dentry();

	if (!d)
		return -ENFILE;
	ends[0] = file_alloc(d, O_RDONLY | flags, &fifo_ops);
	ends[1] = file_alloc(d, O_WRONLY | flags, &fifo_ops);
	if (ends[0] && ends[1]) {
		dput(d);
		return 0;
	}
	for (int i = 0; i < 2; i++)
		if (ends[i])
			fput(ends[i]);
	dput(d);
	return -ENFILE;
}

int sys_pipe2(int __user *fds, int flags)
{
	struct file *ends[2];
	int fd[2], err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	err = make_pipe(ends, (u32)flags & O_NONBLOCK);
	if (err)
		return err;
	fd[0] = fd_alloc(0, (u32)flags);
	fd[1] = fd[0] < 0 ? fd[0] : fd_alloc(0, (u32)flags);
	if (fd[1] < 0)
		err = fd[1];
	else if (copy_to_user(fds, fd, sizeof(fd)))
		err = -EFAULT;
	if (!err) {
		fd_publish(fd[0], ends[0]);
		fd_publish(fd[1], ends[1]);
		return 0;
	}
	for (int i = 0; i < 2; i++) {
		if (fd[i] >= 0)
			fd_release(fd[i]);
		fput(ends[i]);
	}
	return err;
}

int sys_pipe(int __user *fds)
{
	return sys_pipe2(fds, 0);
}
