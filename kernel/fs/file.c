/* SPDX-License-Identifier: MIT */

/* Open files: made by open, shared by dup and fork, gone with the last reference. */

#include "vfs.h"

static u32 access_mode(u32 flags)
{
	if (flags & O_PATH)
		return 0;
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return FMODE_READ;
	case O_WRONLY:
		return FMODE_WRITE;
	case O_RDWR:
		return FMODE_READ | FMODE_WRITE;
	}
	return 0; /* 3: for ioctl only */
}

/* Does not count a writer of the inode: the caller has done that. */
struct file *file_alloc(struct dentry *d, u32 flags, const struct file_operations *ops)
{
	struct file *file = kzalloc(sizeof(*file));

	if (!file)
		return NULL;
	file->refs = 1;
	file->flags = flags;
	file->mode = access_mode(flags);
	file->dentry = dget(d);
	file->inode = d->inode;
	inode_get(file->inode);
	file->ops = ops;
	return file;
}

void file_get(struct file *file)
{
	file->refs++;
}

static void file_free(struct file *file)
{
	struct inode *inode = file->inode;

	if ((file->mode & FMODE_WRITE) && S_ISREG(inode->mode))
		inode_write_done(inode);
	if (file->mode & FMODE_EXEC)
		inode->writers++;
	dput(file->dentry);
	inode_put(inode);
	kfree(file);
}

void fput(struct file *file)
{
	if (--file->refs)
		return;
	locks_release_file(file);
	if (file->ops && file->ops->release)
		file->ops->release(file);
	file_free(file);
}

static const struct file_operations no_ops = { .read = NULL };

/* The rights have been checked. */
struct file *open_dentry(struct dentry *d, u32 flags)
{
	struct inode *inode = d->inode;
	struct file *file;
	int err = 0;

	if (!(flags & O_PATH) && !inode->fops)
		return ERR_PTR(-ENXIO); /* block devices, sockets */
	file = file_alloc(d, flags, flags & O_PATH ? &no_ops : inode->fops);
	if (!file)
		return ERR_PTR(-ENFILE);
	if ((file->mode & FMODE_WRITE) && S_ISREG(inode->mode))
		err = inode_write_access(inode);
	if (err) {
		file->mode = 0;
		file_free(file);
		return ERR_PTR(err);
	}
	if (file->ops->open)
		err = file->ops->open(inode, file);
	if (err) {
		file_free(file);
		return ERR_PTR(err);
	}
	/* What was only about opening; a device's open looks at O_NOCTTY. */
	file->flags &= ~(u32)(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
	return file;
}

int file_path(struct file *file, char *buf, size_t size)
{
	return dentry_path(file->dentry, buf, size);
}
