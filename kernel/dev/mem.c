/* SPDX-License-Identifier: MIT */

/* The devices without hardware: null(4), zero(4), full(4), random(4). */

#include "../fs/vfs.h"
#include "tty.h"
#include <kernel/random.h>

static int read_nothing(struct file *file, struct io_iter *to, loff_t *pos)
{
	return 0;
}

static int write_away(struct file *file, struct io_iter *from, loff_t *pos)
{
	return (int)from->count;
}

static int write_full(struct file *file, struct io_iter *from, loff_t *pos)
{
	return from->count ? -ENOSPC : 0;
}

static loff_t seek_nowhere(struct file *file, loff_t off, int whence)
{
	return file->pos = 0;
}

static int read_zero(struct file *file, struct io_iter *to, loff_t *pos)
{
	size_t done = 0;

	while (to->count) {
		size_t part = min_t(size_t, to->count, PAGE_SIZE), n = clear_iter(to, part);

		done += n;
		if (n < part)
			return done ? (int)done : -EFAULT;
		if (signal_pending(current))
			break;
	}
	return (int)done;
}

static int read_random(struct file *file, struct io_iter *to, loff_t *pos)
{
	size_t done = 0;
	u8 buf[256];

	while (to->count) {
		size_t part = min_t(size_t, to->count, sizeof(buf)), n;

		get_random_bytes(buf, part);
		n = copy_to_iter(to, buf, part);
		done += n;
		if (n < part)
			return done ? (int)done : -EFAULT;
		if (signal_pending(current))
			break;
	}
	memset(buf, 0, sizeof(buf));
	return (int)done;
}

static const struct file_operations null_ops = {
	.read = read_nothing, .write = write_away, .llseek = seek_nowhere,
};
static const struct file_operations zero_ops = {
	.read = read_zero, .write = write_away, .llseek = seek_nowhere,
};
static const struct file_operations full_ops = {
	.read = read_zero, .write = write_full, .llseek = seek_nowhere,
};
static const struct file_operations random_ops = {
	.read = read_random, .write = write_away, .llseek = seek_nowhere,
};

struct device_node {
	const char *name;
	u32 rdev, mode;
	const struct file_operations *ops;
};

static const struct device_node nodes[] = {
	{ "null", DEV(1, 3), 0666, &null_ops },
	{ "zero", DEV(1, 5), 0666, &zero_ops },
	{ "full", DEV(1, 7), 0666, &full_ops },
	{ "random", DEV(1, 8), 0666, &random_ops },
	{ "urandom", DEV(1, 9), 0666, &random_ops },
	{ "tty", DEV_TTY, 0666, &tty_ops },
	{ "console", DEV_CONSOLE, 0600, &tty_ops },
	{ "tty0", DEV_TTY0, 0620, &tty_ops },
	{ "tty1", DEV_TTY1, 0620, &tty_ops },
	{ "ttyS0", DEV_TTYS0, 0660, &tty_ops },
};

static int chrdev_open(struct inode *inode, struct file *file)
{
	for (u32 i = 0; i < ARRAY_SIZE(nodes); i++) {
		if (nodes[i].rdev != inode->rdev)
			continue;
		file->ops = nodes[i].ops;
		return file->ops->open ? file->ops->open(inode, file) : 0;
	}
	return -ENXIO;
}

const struct file_operations chrdev_ops = { .open = chrdev_open };

static int make_link(struct dentry *dev, const char *name, const char *target)
{
	struct dentry *d = vfs_symlink(dev, name, strlen(name), target);

	if (IS_ERR(d))
		return PTR_ERR(d);
	dput(d);
	return 0;
}

int dev_populate(struct dentry *dev)
{
	static const char *const links[][2] = {
		{ "fd", "/proc/self/fd" },
		{ "stdin", "/proc/self/fd/0" },
		{ "stdout", "/proc/self/fd/1" },
		{ "stderr", "/proc/self/fd/2" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(nodes); i++) {
		struct dentry *d = vfs_create(dev, nodes[i].name, strlen(nodes[i].name),
					      S_IFCHR | nodes[i].mode, nodes[i].rdev);

		if (IS_ERR(d))
			return PTR_ERR(d);
		dput(d);
	}
	for (u32 i = 0; i < ARRAY_SIZE(links); i++) {
		int err = make_link(dev, links[i][0], links[i][1]);

		if (err)
			return err;
	}
	return 0;
}
