/* SPDX-License-Identifier: MIT */

/*
 * Extended attributes, xattr(7). No file system here stores any: paths and descriptors are checked as
 * everywhere, then there is nothing to list and nothing else is supported.
 */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

static int on_path(const char __user *path, u32 lookup, int result)
{
	struct dentry *d = user_path_at(AT_FDCWD, path, lookup);

	if (IS_ERR(d))
		return PTR_ERR(d);
	dput(d);
	return result;
}

static int on_fd(u32 fd, int result)
{
	struct file *file = fget((int)fd);

	if (!file)
		return -EBADF;
	fput(file);
	return result;
}

int sys_setxattr(const char __user *path, const char __user *name, const void __user *value, size_t size,
		 int flags)
{
	return on_path(path, LOOKUP_FOLLOW, -EOPNOTSUPP);
}

int sys_lsetxattr(const char __user *path, const char __user *name, const void __user *value, size_t size,
		  int flags)
{
	return on_path(path, 0, -EOPNOTSUPP);
}

int sys_fsetxattr(u32 fd, const char __user *name, const void __user *value, size_t size, int flags)
{
	return on_fd(fd, -EOPNOTSUPP);
}

int sys_getxattr(const char __user *path, const char __user *name, void __user *value, size_t size)
{
	return on_path(path, LOOKUP_FOLLOW, -EOPNOTSUPP);
}

int sys_lgetxattr(const char __user *path, const char __user *name, void __user *value, size_t size)
{
	return on_path(path, 0, -EOPNOTSUPP);
}

int sys_fgetxattr(u32 fd, const char __user *name, void __user *value, size_t size)
{
	return on_fd(fd, -EOPNOTSUPP);
}

int sys_listxattr(const char __user *path, char __user *list, size_t size)
{
	return on_path(path, LOOKUP_FOLLOW, 0);
}

int sys_llistxattr(const char __user *path, char __user *list, size_t size)
{
	return on_path(path, 0, 0);
}

int sys_flistxattr(u32 fd, char __user *list, size_t size)
{
	return on_fd(fd, 0);
}

int sys_removexattr(const char __user *path, const char __user *name)
{
	return on_path(path, LOOKUP_FOLLOW, -EOPNOTSUPP);
}

int sys_lremovexattr(const char __user *path, const char __user *name)
{
	return on_path(path, 0, -EOPNOTSUPP);
}

int sys_fremovexattr(u32 fd, const char __user *name)
{
	return on_fd(fd, -EOPNOTSUPP);
}
