/* SPDX-License-Identifier: MIT */

/* /proc/PID/{exe,cwd,root}: links to the thing itself, whatever has become of its name. */

#include "proc.h"

typedef struct dentry *(*target_fn)(struct task_struct *t);

static struct dentry *exe_target(struct task_struct *t)
{
	return t->mm && t->mm->exe_file ? t->mm->exe_file->dentry : NULL;
}

static struct dentry *cwd_target(struct task_struct *t)
{
	return t->fs ? t->fs->pwd : NULL;
}

static struct dentry *root_target(struct task_struct *t)
{
	return t->fs ? root_dentry : NULL;
}

static int follow(struct inode *inode, struct dentry **target, target_fn fn)
{
	struct task_struct *t = proc_task(inode);
	struct dentry *d;

	if (!t)
		return -ESRCH;
	if (!proc_may_access(t))
		return -EACCES;
	d = fn(t);
	if (!d)
		return -ENOENT;
	*target = dget(d);
	return 0;
}

static int readlink(struct inode *inode, char *buf, size_t size, target_fn fn)
{
	struct dentry *d;
	char *path;
	int len = follow(inode, &d, fn);

	if (len)
		return len;
	path = kmalloc(PATH_MAX);
	len = path ? dentry_path(d, path, PATH_MAX) : -ENOMEM;
	if (len >= 0) {
		len = (int)min((size_t)len, size);
		memcpy(buf, path, (size_t)len);
	}
	kfree(path);
	dput(d);
	return len;
}

static int exe_follow(struct inode *inode, struct dentry **target)
{
	return follow(inode, target, exe_target);
}

static int exe_readlink(struct inode *inode, char *buf, size_t size)
{
	return readlink(inode, buf, size, exe_target);
}

static int cwd_follow(struct inode *inode, struct dentry **target)
{
	return follow(inode, target, cwd_target);
}

static int cwd_readlink(struct inode *inode, char *buf, size_t size)
{
	return readlink(inode, buf, size, cwd_target);
}

static int root_follow(struct inode *inode, struct dentry **target)
{
	return follow(inode, target, root_target);
}

static int root_readlink(struct inode *inode, char *buf, size_t size)
{
	return readlink(inode, buf, size, root_target);
}

const struct inode_operations proc_exe_ops = { .follow = exe_follow, .readlink = exe_readlink };
const struct inode_operations proc_cwd_ops = { .follow = cwd_follow, .readlink = cwd_readlink };
const struct inode_operations proc_root_link_ops = {
	.follow = root_follow, .readlink = root_readlink,
};
