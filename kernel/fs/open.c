/* SPDX-License-Identifier: MIT */

/* open(2), openat(2), creat(2), and opening from inside the kernel. */

#include "vfs.h"
#include <asm/syscall.h>

/* Of the O_ bits, those that count beside O_PATH. */
#define PATH_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Rights and kinds for an inode that was there before (open(2), ERRORS). */
static int may_open(struct dentry *d, u32 flags)
{
	static const u32 wanted[] = { R_OK, W_OK, R_OK | W_OK, R_OK | W_OK };
	struct inode *inode = d->inode;
	u32 mask = wanted[flags & O_ACCMODE];
	int err;

	if (S_ISLNK(inode->mode))
		return -ELOOP;
	if (flags & O_TRUNC)
		mask |= W_OK;
	if (S_ISDIR(inode->mode) && (mask & W_OK))
		return -EISDIR;
	err = inode_permission(inode, mask);
	if (err)
		return err;
	if ((flags & O_NOATIME) && !inode_owner(inode))
		return -EPERM;
	if (S_ISREG(inode->mode) && !(flags & O_LARGEFILE) && inode->size > MAX_NON_LFS)
		return -EOVERFLOW;
	return 0;
}

/* O_TRUNC, also with O_RDONLY: not of a program that runs. */
static int truncate_opened(struct inode *inode)
{
	int err = inode_write_access(inode);

	if (err)
		return err;
	err = do_truncate(inode, 0);
	inode_write_done(inode);
	return err;
}

/* Open d, which exists or (created) has just been made for this call. */
static struct file *open_found(struct walk *w, struct dentry *d, u32 flags, bool created)
{
	struct inode *inode = d->inode;
	struct file *file;
	int err = 0;

	if (!created && (flags & O_CREAT) && (w->slash || S_ISDIR(inode->mode)))
		return ERR_PTR(-EISDIR);
	if (((flags & O_DIRECTORY) || w->slash) && !S_ISDIR(inode->mode))
		return ERR_PTR(-ENOTDIR);
	if (!created && !(flags & O_PATH))
		err = may_open(d, flags);
	if (err)
		return ERR_PTR(err);
	file = open_dentry(d, flags);
	if (IS_ERR(file) || created || !(flags & O_TRUNC) || !S_ISREG(inode->mode))
		return file;
	err = inode_is_regular(inode) ? truncate_opened(inode) : 0;
	if (err) {
		fput(file);
		return ERR_PTR(err);
	}
	return file;
}

static struct file *open_new(struct walk *w, u32 flags, u32 mode)
{
	struct file *file;
	struct dentry *d;
	int err;

	if (w->slash)
		return ERR_PTR(-EISDIR);
	err = may_create(w->dir);
	if (!err && !may_take_memory())
		err = -ENOSPC;
	if (err)
		return ERR_PTR(err);
	mode &= 07777 & ~current->fs->umask;
	d = vfs_create(w->dir, w->last, w->len, S_IFREG | mode, 0);
	if (IS_ERR(d))
		return (struct file *)d;
	file = open_found(w, d, flags, true);
	dput(d);
	return file;
}

/* True if a symbolic link at the end is gone through, not opened or refused. */
static bool follows(const struct walk *w, u32 flags)
{
	return w->slash || !((flags & O_NOFOLLOW) || (flags & (O_CREAT | O_EXCL)) ==
		(O_CREAT | O_EXCL));
}

static struct file *open_walked(struct walk *w, u32 flags, u32 mode)
{
	for (;;) {
		struct file *file;
		struct dentry *d;
		int err = walk_parent(w);

		if (err)
			return ERR_PTR(err);
		if (w->type != LAST_NORM && (flags & O_CREAT))
			return ERR_PTR(-EISDIR);
		d = walk_lookup(w);
		if (IS_ERR(d))
			return PTR_ERR(d) == -ENOENT && (flags & O_CREAT)
				       ? open_new(w, flags, mode)
				       : (struct file *)d;
		if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
			dput(d);
			return ERR_PTR(-EEXIST);
		}
		if (S_ISLNK(d->inode->mode) && follows(w, flags)) {
			err = walk_follow(w, d);
			dput(d);
			if (err)
				return ERR_PTR(err);
			if (!w->jumped)
				continue;
			d = dget(w->jumped);
		}
		file = open_found(w, d, flags, false);
		dput(d);
		return file;
	}
}

static int check_flags(u32 *flags)
{
	if (*flags & O_PATH) {
		*flags &= PATH_FLAGS;
		return 0;
	}
	if (*flags & __O_TMPFILE)
		return (*flags & O_DIRECTORY) && (*flags & O_ACCMODE) ? -EOPNOTSUPP : -EINVAL;
	if ((*flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return -EINVAL;
	return 0;
}

int sys_openat(int dirfd, const char __user *path, int flags, u32 mode)
{
	u32 oflags = (u32)flags;
	struct file *file;
	struct walk w;
	int err = check_flags(&oflags), fd;

	if (err)
		return err;
	err = walk_begin(&w, dirfd, path, 0);
	fd = err ? err : fd_alloc(0, oflags);
	if (fd >= 0) {
		file = open_walked(&w, oflags, mode);
		if (IS_ERR(file)) {
			fd_release(fd);
			fd = PTR_ERR(file);
		} else {
			fd_publish(fd, file);
		}
	}
	walk_end(&w);
	return fd;
}

int sys_open(const char __user *path, int flags, u32 mode)
{
	return sys_openat(AT_FDCWD, path, flags, mode);
}

int sys_creat(const char __user *path, u32 mode)
{
	return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

struct file *file_open(const char *path, u32 flags, u32 mode)
{
	struct file *file;
	struct walk w;
	int err = walk_begin_kernel(&w, path);

	file = err ? ERR_PTR(err) : open_walked(&w, flags, mode);
	walk_end(&w);
	return file;
}

/* A program file: takes the dentry's reference over. */
static struct file *open_exec_dentry(struct dentry *d)
{
	struct file *file;
	int err;

	if (!inode_is_regular(d->inode))
		err = S_ISLNK(d->inode->mode) ? -ELOOP : -EACCES;
	else
		err = inode_permission(d->inode, X_OK);
	if (!err && d->inode->writers > 0)
		err = -ETXTBSY;
	file = err ? ERR_PTR(err) : file_alloc(d, O_RDONLY | O_LARGEFILE, d->inode->fops);
	if (!file)
		file = ERR_PTR(-ENFILE);
	if (!IS_ERR(file)) {
		file->mode |= FMODE_EXEC;
		d->inode->writers--;
	}
	dput(d);
	return file;
}

struct file *open_exec(const char *path)
{
	struct dentry *d;

	if (!*path)
		return ERR_PTR(-ENOENT);
	d = kern_path(path, LOOKUP_FOLLOW);
	return IS_ERR(d) ? (struct file *)d : open_exec_dentry(d);
}

/* execveat(2): flags AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW. */
struct file *open_exec_at(int dirfd, const char __user *path, int flags)
{
	struct dentry *d;
	u32 lookup;

	if (at_lookup_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &lookup))
		return ERR_PTR(-EINVAL);
	d = user_path_at(dirfd, path, lookup);
	return IS_ERR(d) ? (struct file *)d : open_exec_dentry(d);
}
