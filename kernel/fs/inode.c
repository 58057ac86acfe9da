/* SPDX-License-Identifier: MIT */

/* Inodes: life, permissions (path_resolution(7), credentials(7)), times. */

#include "vfs.h"
#include <kernel/time.h>

s64 now_real(void)
{
	return (s64)ktime_get_real();
}

static void set_operations(struct inode *inode)
{
	switch (inode->mode & S_IFMT) {
	case S_IFREG:
		inode->fops = &ramfs_file_ops;
		break;
	case S_IFDIR:
		inode->fops = &ramfs_dir_ops;
		list_init(&inode->dir.children);
		inode->dir.next_cookie = 2; /* after . and .. */
		break;
	case S_IFLNK:
		inode->ops = &ramfs_link_ops;
		break;
	case S_IFIFO:
		inode->fops = &fifo_ops;
		break;
	case S_IFCHR:
		inode->fops = &chrdev_ops;
		break;
	}
}

struct inode *inode_new(struct superblock *sb, u32 mode, u32 rdev)
{
	struct inode *inode = kzalloc(sizeof(*inode));

	if (!inode)
		return NULL;
	inode->refs = 1;
	inode->nlink = 1;
	inode->mode = mode;
	inode->uid = current->cred.fsuid;
	inode->gid = current->cred.fsgid;
	inode->rdev = rdev;
	inode->sb = sb;
	inode->ino = sb->next_ino++;
	inode->atime = inode->mtime = inode->ctime = inode->btime = now_real();
	list_init(&inode->locks);
	set_operations(inode);
	return inode;
}

void inode_get(struct inode *inode)
{
	inode->refs++;
}

void inode_put(struct inode *inode)
{
	if (--inode->refs)
		return;
	if (inode->ops && inode->ops->evict)
		inode->ops->evict(inode);
	if (inode->fops == &ramfs_file_ops)
		page_tree_truncate(&inode->pages, 0);
	else if (inode->ops == &ramfs_link_ops)
		kfree(inode->link.text);
	else if (inode->fops == &fifo_ops)
		pipe_evict(inode);
	kfree(inode);
}

u64 inode_number(const struct inode *inode)
{
	return inode->ino;
}

u32 inode_dev(const struct inode *inode)
{
	return inode->sb->dev;
}

bool inode_is_regular(const struct inode *inode)
{
	return S_ISREG(inode->mode) && inode->fops == &ramfs_file_ops;
}

bool inode_is_zero_device(const struct inode *inode)
{
	return S_ISCHR(inode->mode) && inode->rdev == DEV(1, 5);
}

void inode_exec_ids(const struct inode *inode, u32 *mode, u32 *uid, u32 *gid)
{
	*mode = inode->mode;
	*uid = inode->uid;
	*gid = inode->gid;
}

bool in_group(u32 gid)
{
	const struct cred *cred = &current->cred;

	if (gid == cred->fsgid)
		return true;
	for (u32 i = 0; i < cred->ngroups; i++)
		if (cred->groups[i] == gid)
			return true;
	return false;
}

bool inode_owner(const struct inode *inode)
{
	return current->cred.fsuid == 0 || current->cred.fsuid == inode->uid;
}

int inode_permission(struct inode *inode, u32 mask)
{
	u32 mode = inode->mode;

	if (inode->ops && inode->ops->permission)
		return inode->ops->permission(inode, mask);
	if (current->cred.fsuid == 0) {
		/* Root may do anything but run a file that nobody may run. */
		if ((mask & X_OK) && !S_ISDIR(mode) && !(mode & 0111))
			return -EACCES;
		return 0;
	}
	if (current->cred.fsuid == inode->uid)
		mode >>= 6;
	else if (in_group(inode->gid))
		mode >>= 3;
	return (mask & ~mode & 7) ? -EACCES : 0;
}

void inode_touch_change(struct inode *inode)
{
	inode->mtime = inode->ctime = now_real();
}

void inode_touch_status(struct inode *inode)
{
	inode->ctime = now_real();
}

void inode_touch_access(struct inode *inode)
{
	if (inode->atime <= inode->mtime || inode->atime <= inode->ctime)
		inode->atime = now_real();
}

int inode_write_access(struct inode *inode)
{
	if (inode->writers < 0)
		return -ETXTBSY;
	inode->writers++;
	return 0;
}

void inode_write_done(struct inode *inode)
{
	inode->writers--;
}

void inode_drop_privileges(struct inode *inode)
{
	u32 drop = S_ISUID;

	if (current->cred.fsuid == 0 || !S_ISREG(inode->mode))
		return;
	if (inode->mode & S_IXGRP)
		drop |= S_ISGID;
	inode->mode &= ~drop;
}
