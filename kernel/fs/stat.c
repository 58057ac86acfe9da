/* SPDX-License-Identifier: MIT */

/* stat64(2) and its relatives, statx(2), access(2), readlink(2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/time.h>

#define DIRENT_SIZE	20	/* what a name adds to a directory's size, as on tmpfs */
#define PROC_BLKSIZE	1024

/* Seconds and nanoseconds since the epoch; before it, nsec still counts forward. */
static s64 split_time(s64 ns, u32 *nsec)
{
	s64 sec;

	if (ns >= 0)
		return (s64)div_u64_rem((u64)ns, NSEC_PER_SEC, nsec);
	sec = -(s64)div_u64_rem((u64)-ns, NSEC_PER_SEC, nsec);
	if (*nsec) {
		*nsec = (u32)NSEC_PER_SEC - *nsec;
		sec--;
	}
	return sec;
}

static u64 stat_size(const struct inode *inode)
{
	if (S_ISDIR(inode->mode) && !inode->sb->fixed)
		return (inode->dir.nr_children + 2ull) * DIRENT_SIZE;
	return S_ISREG(inode->mode) || S_ISLNK(inode->mode) ? inode->size : 0;
}

static u64 stat_blocks(const struct inode *inode)
{
	if (inode->fops != &ramfs_file_ops)
		return 0;
	return (u64)inode->pages.nr_pages * (PAGE_SIZE / 512);
}

static u32 stat_blksize(const struct inode *inode)
{
	return inode->sb->fixed ? PROC_BLKSIZE : PAGE_SIZE;
}

static int put_stat64(const struct inode *inode, void __user *buf)
{
	struct stat64 st = { .st_dev = inode->sb->dev };

	st.__st_ino = (u32)inode->ino;
	st.st_ino = inode->ino;
	st.st_mode = inode->mode;
	st.st_nlink = inode->nlink;
	st.st_uid = inode->uid;
	st.st_gid = inode->gid;
	st.st_rdev = inode->rdev;
	st.st_size = (s64)stat_size(inode);
	st.st_blksize = stat_blksize(inode);
	st.st_blocks = stat_blocks(inode);
	st.st_atime = (u32)split_time(inode->atime, &st.st_atime_nsec);
	st.st_mtime = (u32)split_time(inode->mtime, &st.st_mtime_nsec);
	st.st_ctime = (u32)split_time(inode->ctime, &st.st_ctime_nsec);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

static int stat_at(int dirfd, const char __user *path, u32 lookup, void __user *buf)
{
	struct dentry *d = user_path_at(dirfd, path, lookup);
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	err = put_stat64(d->inode, buf);
	dput(d);
	return err;
}

int sys_stat64(const char __user *path, void __user *buf)
{
	return stat_at(AT_FDCWD, path, LOOKUP_FOLLOW, buf);
}

int sys_lstat64(const char __user *path, void __user *buf)
{
	return stat_at(AT_FDCWD, path, 0, buf);
}

int sys_fstat64(u32 fd, void __user *buf)
{
	struct file *file = fget_raw((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = put_stat64(file->inode, buf);
	fput(file);
	return err;
}

#define STAT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)

int sys_fstatat64(int dirfd, const char __user *path, void __user *buf, int flags)
{
	u32 lookup;

	if (at_lookup_flags(flags, STAT_FLAGS, &lookup))
		return -EINVAL;
	return stat_at(dirfd, path, lookup, buf);
}

static struct statx_timestamp statx_time(s64 ns)
{
	struct statx_timestamp t = { .tv_sec = 0 };

	t.tv_sec = split_time(ns, &t.tv_nsec);
	return t;
}

static void fill_statx(const struct dentry *d, struct statx *st)
{
	const struct inode *inode = d->inode;

	memset(st, 0, sizeof(*st));
	st->stx_mask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;
	st->stx_blksize = stat_blksize(inode);
	st->stx_attributes_mask = STATX_ATTR_MOUNT_ROOT;
	if (d == root_dentry || d->mountpoint)
		st->stx_attributes = STATX_ATTR_MOUNT_ROOT;
	st->stx_nlink = inode->nlink;
	st->stx_uid = inode->uid;
	st->stx_gid = inode->gid;
	st->stx_mode = (u16)inode->mode;
	st->stx_ino = inode->ino;
	st->stx_size = stat_size(inode);
	st->stx_blocks = stat_blocks(inode);
	st->stx_atime = statx_time(inode->atime);
	st->stx_btime = statx_time(inode->btime);
	st->stx_ctime = statx_time(inode->ctime);
	st->stx_mtime = statx_time(inode->mtime);
	st->stx_rdev_major = dev_major(inode->rdev);
	st->stx_rdev_minor = dev_minor(inode->rdev);
	st->stx_dev_major = dev_major(inode->sb->dev);
	st->stx_dev_minor = dev_minor(inode->sb->dev);
	st->stx_mnt_id = dev_minor(inode->sb->dev);
}

int sys_statx(int dirfd, const char __user *path, u32 flags, u32 mask, void __user *buf)
{
	struct dentry *d;
	struct statx st;
	u32 lookup;

	if ((mask & STATX__RESERVED) || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	if (at_lookup_flags((int)flags, STAT_FLAGS, &lookup))
		return -EINVAL;
	d = user_path_at(dirfd, path, lookup);
	if (IS_ERR(d))
		return PTR_ERR(d);
	fill_statx(d, &st);
	dput(d);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

int sys_faccessat2(int dirfd, const char __user *path, int mode, int flags)
{
	struct cred *cred = &current->cred;
	u32 fsuid = cred->fsuid, fsgid = cred->fsgid, lookup;
	struct dentry *d;
	int err;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	if (at_lookup_flags(flags, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &lookup))
		return -EINVAL;
	/* access(2) asks what the real user may do; nothing here sleeps meanwhile. */
	if (!(flags & AT_EACCESS)) {
		cred->fsuid = cred->uid;
		cred->fsgid = cred->gid;
	}
	d = user_path_at(dirfd, path, lookup);
	if (IS_ERR(d)) {
		err = PTR_ERR(d);
	} else {
		err = inode_permission(d->inode, (u32)mode);
		dput(d);
	}
	cred->fsuid = fsuid;
	cred->fsgid = fsgid;
	return err;
}

int sys_faccessat(int dirfd, const char __user *path, int mode)
{
	return sys_faccessat2(dirfd, path, mode, 0);
}

int sys_access(const char __user *path, int mode)
{
	return sys_faccessat2(AT_FDCWD, path, mode, 0);
}

static int do_readlink(struct inode *inode, void __user *buf, int size)
{
	char *text = kmalloc(PATH_MAX);
	int len;

	if (!text)
		return -ENOMEM;
	len = inode->ops->readlink(inode, text, min_t(size_t, (size_t)size, PATH_MAX));
	if (len >= 0)
		inode_touch_access(inode);
	if (len > 0 && copy_to_user(buf, text, (size_t)len))
		len = -EFAULT;
	kfree(text);
	return len;
}

int sys_readlinkat(int dirfd, const char __user *path, void __user *buf, int size)
{
	struct dentry *d;
	int err;

	if (size <= 0)
		return -EINVAL;
	d = user_path_at(dirfd, path, LOOKUP_EMPTY);
	if (IS_ERR(d))
		return PTR_ERR(d);
	err = S_ISLNK(d->inode->mode) ? do_readlink(d->inode, buf, size) : -EINVAL;
	dput(d);
	return err;
}

int sys_readlink(const char __user *path, void __user *buf, int size)
{
	return sys_readlinkat(AT_FDCWD, path, buf, size);
}
