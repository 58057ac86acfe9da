/* SPDX-License-Identifier: MIT */

/* Working directory and umask: chdir(2), getcwd(2), umask(2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

struct fs_struct *fs_alloc(void)
{
	struct fs_struct *fs = kzalloc(sizeof(*fs));

	if (!fs)
		return NULL;
	fs->refs = 1;
	fs->umask = 022;
	fs->pwd = dget(root_dentry);
	return fs;
}

struct fs_struct *fs_copy(struct fs_struct *old)
{
	struct fs_struct *fs = kzalloc(sizeof(*fs));

	if (!fs)
		return NULL;
	fs->refs = 1;
	fs->umask = old->umask;
	fs->pwd = dget(old->pwd);
	return fs;
}

void fs_get(struct fs_struct *fs)
{
	fs->refs++;
}

void fs_put(struct fs_struct *fs)
{
	if (--fs->refs)
		return;
	dput(fs->pwd);
	kfree(fs);
}

/* Takes the reference over. */
static int set_pwd(struct dentry *d)
{
	int err = S_ISDIR(d->inode->mode) ? inode_permission(d->inode, X_OK) : -ENOTDIR;
	struct dentry *old = current->fs->pwd;

	if (err) {
		dput(d);
		return err;
	}
	current->fs->pwd = d;
	dput(old);
	return 0;
}

int sys_chdir(const char __user *path)
{
	struct dentry *d = user_path_at(AT_FDCWD, path, LOOKUP_FOLLOW);

	return IS_ERR(d) ? PTR_ERR(d) : set_pwd(d);
}

int sys_fchdir(u32 fd)
{
	struct file *file = fget_raw((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = set_pwd(dget(file->dentry));
	fput(file);
	return err;
}

int sys_getcwd(void __user *buf, u32 size)
{
	struct dentry *d = current->fs->pwd;
	char *path;
	int len;

	if (d != root_dentry && !d->linked && !d->inode->sb->fixed)
		return -ENOENT;
	path = kmalloc(PATH_MAX);
	if (!path)
		return -ENOMEM;
	len = dentry_path(d, path, PATH_MAX);
	if (len >= 0 && (u32)len >= size)
		len = -ERANGE;
	if (len >= 0)
		len = copy_to_user(buf, path, (size_t)len + 1) ? -EFAULT : len + 1;
	kfree(path);
	return len;
}

int sys_umask(u32 mask)
{
	u32 old = current->fs->umask;

	current->fs->umask = mask & 0777;
	return (int)old;
}
