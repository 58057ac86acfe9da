/* SPDX-License-Identifier: MIT */

/* sendfile(2): through one page of the kernel's. */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

static int check_ends(const struct file *in, const struct file *out)
{
	if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE))
		return -EBADF;
	if (!in->ops->llseek || !in->ops->read || !out->ops->write)
		return -EINVAL;
	return out->flags & O_APPEND ? -EINVAL : 0;
}

/* Bytes moved by one page's worth; in's position follows what out has taken. */
static int send_part(struct file *in, struct file *out, char *page, size_t n, loff_t *pos)
{
	struct io_iter iter = { .kbuf = page, .count = min_t(size_t, n, PAGE_SIZE) };
	loff_t next = *pos;
	int got = in->ops->read(in, &iter, &next), put;

	if (got <= 0)
		return got;
	iter = (struct io_iter){ .kbuf = page, .count = (size_t)got };
	put = out->ops->write(out, &iter, &out->pos);
	if (put > 0)
		*pos += put;
	return put;
}

static int do_sendfile(u32 out_fd, u32 in_fd, loff_t *offset, size_t count)
{
	struct file *in = fget((int)in_fd), *out = fget((int)out_fd);
	char *page = kmalloc(PAGE_SIZE);
	int err = in && out ? check_ends(in, out) : -EBADF;
	size_t done = 0;

	if (!err && !page)
		err = -ENOMEM;
	if (!err && offset && *offset < 0)
		err = -EINVAL;
	count = min(count, (size_t)MAX_RW_COUNT);
	while (!err && done < count) {
		int n = send_part(in, out, page, count - done, offset ? offset : &in->pos);

		if (n < 0)
			err = n;
		if (n <= 0)
			break;
		done += (size_t)n;
		if (signal_pending(current))
			break;
	}
	kfree(page);
	if (in)
		fput(in);
	if (out)
		fput(out);
	return done ? (int)done : err;
}

int sys_sendfile(u32 out, u32 in, void __user *offset, size_t count)
{
	s32 __user *user = offset;
	loff_t pos;
	s32 pos32;
	int n;

	if (!offset)
		return do_sendfile(out, in, NULL, count);
	if (get_user(pos32, user))
		return -EFAULT;
	pos = pos32;
	/* The offset must be able to say where we stopped. */
	if (pos >= 0)
		count = min_t(size_t, count, (size_t)(0x7fffffff - pos32));
	n = do_sendfile(out, in, &pos, count);
	return put_user((s32)pos, user) ? -EFAULT : n;
}

int sys_sendfile64(u32 out, u32 in, void __user *offset, size_t count)
{
	loff_t pos;
	int n;

	if (!offset)
		return do_sendfile(out, in, NULL, count);
	if (copy_from_user(&pos, offset, sizeof(pos)))
		return -EFAULT;
	n = do_sendfile(out, in, &pos, count);
	return copy_to_user(offset, &pos, sizeof(pos)) ? -EFAULT : n;
}
