/* SPDX-License-Identifier: MIT */

/* /proc/PID/fd and /proc/PID/fdinfo. */

#include "proc.h"

#define SLOT_FD		64	/* of proc_ino */
#define SLOT_FDINFO	65

/* The open file behind a link, with a reference, or NULL. */
static struct file *link_file(const struct inode *inode)
{
	struct task_struct *t = proc_task(inode);

	return t && t->files ? files_file(t->files, inode->proc.number) : NULL;
}

static int fd_readlink(struct inode *inode, char *buf, size_t size)
{
	struct task_struct *t = proc_task(inode);
	struct file *file;
	char *path;
	int len;

	if (t && !proc_may_access(t))
		return -EACCES;
	file = link_file(inode);
	if (!file)
		return -ENOENT;
	path = kmalloc(PATH_MAX);
	len = path ? dentry_path(file->dentry, path, PATH_MAX) : -ENOMEM;
	if (len >= 0) {
		len = (int)min((size_t)len, size);
		memcpy(buf, path, (size_t)len);
	}
	kfree(path);
	fput(file);
	return len;
}

static int fd_follow(struct inode *inode, struct dentry **target)
{
	struct task_struct *t = proc_task(inode);
	struct file *file;

	if (t && !proc_may_access(t))
		return -EACCES;
	file = link_file(inode);
	if (!file)
		return -ENOENT;
	*target = dget(file->dentry);
	fput(file);
	return 0;
}

static const struct inode_operations fd_link_ops = { .readlink = fd_readlink, .follow = fd_follow };
static const struct proc_entry fd_link = { .mode = S_IFLNK, .ops = &fd_link_ops };

static u32 link_mode(const struct file *file)
{
	return S_IFLNK | (file->mode & FMODE_READ ? 0500 : 0) |
	       (file->mode & FMODE_WRITE ? 0300 : 0);
}

static int show_one(struct seq_buf *seq, struct task_struct *t, u32 fd);

/* fdinfo's text needs the descriptor too, so it has its own file operations. */
static int fdinfo_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	char text[128];
	struct seq_buf seq = { .buf = text, .size = sizeof(text) };
	struct task_struct *t = proc_task(file->inode);
	size_t n, done;
	int err;

	if (!t)
		return -ESRCH;
	err = show_one(&seq, t, file->inode->proc.number);
	if (err)
		return err;
	if (*pos < 0 || (u64)*pos >= seq.len)
		return 0;
	n = min(to->count, seq.len - (size_t)*pos);
	done = copy_to_iter(to, text + *pos, n);
	*pos += (loff_t)done;
	return done || !n ? (int)done : -EFAULT;
}

static int show_one(struct seq_buf *seq, struct task_struct *t, u32 fd)
{
	struct file *file;
	u32 flags;

	if (!proc_may_access(t))
		return -EACCES;
	file = t->files ? files_file(t->files, fd) : NULL;
	if (!file)
		return -ENOENT;
	flags = file->flags | (files_cloexec(t->files, fd) ? O_CLOEXEC : 0);
	seq_printf(seq, "pos:\t%lld\nflags:\t0%o\nmnt_id:\t%u\nino:\t%llu\n", (long long)file->pos,
		   flags, dev_minor(file->inode->sb->dev), (unsigned long long)file->inode->ino);
	fput(file);
	return 0;
}

static loff_t fdinfo_llseek(struct file *file, loff_t off, int whence)
{
	return generic_llseek(file, off, whence, 0);
}

static const struct file_operations fdinfo_ops = { .read = fdinfo_read, .llseek = fdinfo_llseek };
static const struct proc_entry fdinfo_file = { .mode = S_IFREG | 0400, .fops = &fdinfo_ops };

static struct dentry *lookup(struct dentry *dir, const char *name, size_t len,
			     const struct proc_entry *entry, u32 slot)
{
	struct task_struct *t = proc_task(dir->inode);
	int fd = proc_number(name, len);
	struct file *file = t && t->files && fd >= 0 ? files_file(t->files, (u32)fd) : NULL;
	struct dentry *d;

	if (!file)
		return ERR_PTR(-ENOENT);
	d = proc_dentry(dir, name, len, entry, t, (u32)fd);
	if (!IS_ERR(d)) {
		d->inode->ino = proc_ino(t->pid, slot, (u32)fd);
		if (S_ISLNK(entry->mode)) {
			d->inode->mode = link_mode(file);
			d->inode->size = 64;
		}
	}
	fput(file);
	return d;
}

static struct dentry *fd_lookup(struct dentry *dir, const char *name, size_t len)
{
	return lookup(dir, name, len, &fd_link, SLOT_FD);
}

static struct dentry *fdinfo_lookup(struct dentry *dir, const char *name, size_t len)
{
	return lookup(dir, name, len, &fdinfo_file, SLOT_FDINFO);
}

static int iterate(struct file *file, struct dir_context *ctx, u32 slot, u32 mode)
{
	struct task_struct *t = proc_task(file->inode);
	int fd;

	if (!t)
		return -ENOENT;
	if (!proc_may_access(t))
		return -EACCES;
	while (t->files && (fd = files_next(t->files, (u32)(ctx->pos - DYNAMIC_POS))) >= 0) {
		char name[12];
		int len = snprintf(name, sizeof(name), "%d", fd);

		ctx->pos = (loff_t)DYNAMIC_POS + fd;
		if (!ctx->emit(ctx, name, (size_t)len, proc_ino(t->pid, slot, (u32)fd), mode))
			break;
		ctx->pos++;
	}
	return 0;
}

static int fd_iterate(struct file *file, struct dir_context *ctx)
{
	return iterate(file, ctx, SLOT_FD, S_IFLNK);
}

static int fdinfo_iterate(struct file *file, struct dir_context *ctx)
{
	return iterate(file, ctx, SLOT_FDINFO, S_IFREG);
}

/* A process may always use its own, even after it gave its rights up. */
static int fd_permission(struct inode *inode, u32 mask)
{
	struct task_struct *t = proc_task(inode);

	if (mask & W_OK)
		return current->cred.fsuid ? -EACCES : 0;
	return t && proc_may_access(t) ? 0 : -EACCES;
}

const struct inode_operations proc_fd_ops = {
	.lookup = fd_lookup, .iterate = fd_iterate, .permission = fd_permission,
};
const struct inode_operations proc_fdinfo_ops = {
	.lookup = fdinfo_lookup, .iterate = fdinfo_iterate,
};
