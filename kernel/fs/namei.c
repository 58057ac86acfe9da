/* SPDX-License-Identifier: MIT */

/* Making and removing names: mkdir, mknod, link, symlink, unlink, rmdir (man section 2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

/* Group and set-group-ID bit of what is made in dir (inode(7)). */
static void inherit_group(const struct inode *dir, struct inode *inode)
{
	if (!(dir->mode & S_ISGID))
		return;
	inode->gid = dir->gid;
	if (S_ISDIR(inode->mode))
		inode->mode |= S_ISGID;
	else if ((inode->mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
		 current->cred.fsuid != 0 && !in_group(inode->gid))
		inode->mode &= ~S_ISGID;
}

/* Give the new inode its name. Takes the inode's reference over. */
static struct dentry *add_name(struct dentry *dir, const char *name, size_t len,
			       struct inode *inode)
{
	struct dentry *d;

	if (!inode)
		return ERR_PTR(-ENOSPC);
	inherit_group(dir->inode, inode);
	d = dentry_new(dir, name, len, inode);
	if (!d)
		return ERR_PTR(-ENOSPC);
	dentry_link(d);
	inode_touch_change(dir->inode);
	return d;
}

struct dentry *vfs_create(struct dentry *dir, const char *name, size_t len, u32 mode, u32 rdev)
{
	struct inode *inode = inode_new(dir->inode->sb, mode, rdev);

	if (inode && S_ISDIR(mode))
		inode->nlink = 2;
	return add_name(dir, name, len, inode);
}

struct dentry *vfs_symlink(struct dentry *dir, const char *name, size_t len, const char *target)
{
	size_t target_len = strlen(target);
	char *text = kmalloc(target_len + 1);
	struct inode *inode;

	if (!text)
		return ERR_PTR(-ENOSPC);
	inode = inode_new(dir->inode->sb, S_IFLNK | 0777, 0);
	if (!inode) {
		kfree(text);
		return ERR_PTR(-ENOSPC);
	}
	memcpy(text, target, target_len + 1);
	inode->link.text = text;
	inode->size = target_len;
	return add_name(dir, name, len, inode);
}

int vfs_link(struct dentry *dir, const char *name, size_t len, struct inode *inode)
{
	struct dentry *d;

	inode_get(inode);
	d = dentry_new(dir, name, len, inode);
	if (!d)
		return -ENOSPC;
	inode->nlink++;
	inode_touch_status(inode);
	dentry_link(d);
	inode_touch_change(dir->inode);
	dput(d);
	return 0;
}

int vfs_unlink(struct dentry *d)
{
	struct inode *inode = d->inode, *dir = d->parent->inode;

	if (S_ISDIR(inode->mode)) {
		if (inode->dir.nr_children)
			return -ENOTEMPTY;
		inode->nlink = 0;
	} else {
		inode->nlink--;
	}
	inode_touch_status(inode);
	inode_touch_change(dir);
	dentry_unlink(d);
	return 0;
}

/* True if the directory is still in the tree: nothing can be made in one that was removed. */
static bool dir_alive(const struct dentry *dir)
{
	return dir == root_dentry || dir->linked;
}

int may_create(struct dentry *dir)
{
	if (!dir_alive(dir) || dir->inode->sb->fixed)
		return -ENOENT;
	return inode_permission(dir->inode, W_OK | X_OK);
}

int may_delete(struct dentry *d, bool is_dir)
{
	const struct inode *dir = d->parent->inode;
	u32 fsuid = current->cred.fsuid;
	int err = inode_permission(d->parent->inode, W_OK | X_OK);

	if (err)
		return err;
	if (dir->sb->fixed || !d->linked)
		return -EPERM;
	if ((dir->mode & S_ISVTX) && fsuid != 0 && fsuid != d->inode->uid && fsuid != dir->uid)
		return -EPERM;
	if (is_dir && !S_ISDIR(d->inode->mode))
		return -ENOTDIR;
	if (!is_dir && S_ISDIR(d->inode->mode))
		return -EISDIR;
	return d->mountpoint ? -EBUSY : 0;
}

bool may_take_memory(void)
{
	return nr_free_pages() > file_reserve();
}

/* Walk to where a new name shall be made: 0 with w ready (walk_end in any case). */
static int begin_create(struct walk *w, int dirfd, const char __user *path, bool is_dir)
{
	struct dentry *d;
	int err = walk_begin(w, dirfd, path, 0);

	if (!err)
		err = walk_parent(w);
	if (err)
		return err;
	if (w->type != LAST_NORM)
		return -EEXIST;
	d = walk_lookup(w);
	if (!IS_ERR(d)) {
		dput(d);
		return -EEXIST;
	}
	if (PTR_ERR(d) != -ENOENT)
		return PTR_ERR(d);
	if (w->slash && !is_dir)
		return -ENOENT;
	err = may_create(w->dir);
	return err || may_take_memory() ? err : -ENOSPC;
}

static int finish_create(struct walk *w, struct dentry *d)
{
	int err = IS_ERR(d) ? PTR_ERR(d) : 0;

	if (!err)
		dput(d);
	walk_end(w);
	return err;
}

int sys_mkdirat(int dirfd, const char __user *path, u32 mode)
{
	struct walk w;
	struct dentry *d;
	int err = begin_create(&w, dirfd, path, true);

	mode &= (0777 | S_ISVTX) & ~current->fs->umask;
	d = err ? ERR_PTR(err) : vfs_create(w.dir, w.last, w.len, S_IFDIR | mode, 0);
	return finish_create(&w, d);
}

int sys_mkdir(const char __user *path, u32 mode)
{
	return sys_mkdirat(AT_FDCWD, path, mode);
}

/* The file type that mknod may make: the whole mode or -errno. */
static int mknod_mode(u32 mode)
{
	u32 type = mode & S_IFMT;

	mode &= 07777 & ~current->fs->umask;
	switch (type) {
	case 0:
	case S_IFREG:
		return (int)(S_IFREG | mode);
	case S_IFCHR:
	case S_IFBLK:
		if (!privileged())
			return -EPERM;
		return (int)(type | mode);
	case S_IFIFO:
	case S_IFSOCK:
		return (int)(type | mode);
	case S_IFDIR:
		return -EPERM;
	}
	return -EINVAL;
}

int sys_mknodat(int dirfd, const char __user *path, u32 mode, u32 dev)
{
	int full = mknod_mode(mode), err;
	struct dentry *d;
	struct walk w;

	if (full == -EINVAL || ((mode & S_IFMT) == S_IFDIR))
		return full;
	err = begin_create(&w, dirfd, path, false);
	if (!err && full < 0)
		err = full;
	if (!S_ISCHR(mode) && !S_ISBLK(mode))
		dev = 0;
	d = err ? ERR_PTR(err) : vfs_create(w.dir, w.last, w.len, (u32)full, dev);
	return finish_create(&w, d);
}

int sys_mknod(const char __user *path, u32 mode, u32 dev)
{
	return sys_mknodat(AT_FDCWD, path, mode, dev);
}

int sys_symlinkat(const char __user *target, int dirfd, const char __user *path)
{
	char *text = get_path(target);
	struct dentry *d;
	struct walk w;
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = begin_create(&w, dirfd, path, false);
	d = err ? ERR_PTR(err) : vfs_symlink(w.dir, w.last, w.len, text);
	kfree(text);
	return finish_create(&w, d);
}

int sys_symlink(const char __user *target, const char __user *path)
{
	return sys_symlinkat(target, AT_FDCWD, path);
}

int sys_linkat(int olddir, const char __user *old, int newdir, const char __user *new, int flags)
{
	struct dentry *target;
	struct walk w;
	int err;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	/* A name for a file without one (O_TMPFILE) is root's business. */
	if ((flags & AT_EMPTY_PATH) && !privileged())
		return -ENOENT;
	target = user_path_at(olddir, old,
			      (flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0) |
				      (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0));
	if (IS_ERR(target))
		return PTR_ERR(target);
	err = begin_create(&w, newdir, new, false);
	if (!err && w.dir->inode->sb != target->inode->sb)
		err = -EXDEV;
	else if (!err && S_ISDIR(target->inode->mode))
		err = -EPERM;
	else if (!err && !target->inode->nlink)
		err = -ENOENT;
	if (!err)
		err = vfs_link(w.dir, w.last, w.len, target->inode);
	walk_end(&w);
	dput(target);
	return err;
}

int sys_link(const char __user *old, const char __user *new)
{
	return sys_linkat(AT_FDCWD, old, AT_FDCWD, new, 0);
}

static int remove_last(struct walk *w, bool is_dir)
{
	struct dentry *d = walk_lookup(w);
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	if (!is_dir && w->slash)
		err = S_ISDIR(d->inode->mode) ? -EISDIR : -ENOTDIR;
	else
		err = may_delete(d, is_dir);
	if (!err)
		err = vfs_unlink(d);
	dput(d);
	return err;
}

static int do_unlink(int dirfd, const char __user *path)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, path, 0);

	if (!err)
		err = walk_parent(&w);
	if (!err)
		err = w.type == LAST_NORM ? remove_last(&w, false) : -EISDIR;
	walk_end(&w);
	return err;
}

static int do_rmdir(int dirfd, const char __user *path)
{
	static const int not_a_name[] = {
		[LAST_DOT] = -EINVAL,
		[LAST_DOTDOT] = -ENOTEMPTY,
		[LAST_ROOT] = -EBUSY,
	};
	struct walk w;
	int err = walk_begin(&w, dirfd, path, 0);

	if (!err)
		err = walk_parent(&w);
	if (!err)
		err = w.type == LAST_NORM ? remove_last(&w, true) : not_a_name[w.type];
	walk_end(&w);
	return err;
}

int sys_unlinkat(int dirfd, const char __user *path, int flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return flags & AT_REMOVEDIR ? do_rmdir(dirfd, path) : do_unlink(dirfd, path);
}

int sys_unlink(const char __user *path)
{
	return do_unlink(AT_FDCWD, path);
}

int sys_rmdir(const char __user *path)
{
	return do_rmdir(AT_FDCWD, path);
}
