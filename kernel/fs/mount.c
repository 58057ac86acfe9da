/* SPDX-License-Identifier: MIT */

/* File systems and where they are: mount(2), statfs(2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <uapi/asm/mount.h>
#include <uapi/asm/statfs.h>

#define ST_VALID 0x20		/* f_flags means something */
#define NAME_LEN 255

LIST_HEAD(superblocks);

static struct superblock *anonymous;

struct superblock *sb_new(const char *type, const char *source, u32 magic, bool fixed)
{
	static u32 next_minor = 1;
	struct superblock *sb = kzalloc(sizeof(*sb));

	if (!sb)
		return NULL;
	sb->type = type;
	sb->source = source;
	sb->magic = magic;
	sb->fixed = fixed;
	sb->dev = DEV(0, next_minor++);
	sb->next_ino = 1;
	list_init(&sb->node);
	return sb;
}

struct superblock *anon_sb(void)
{
	if (!anonymous)
		anonymous = sb_new("pipefs", "none", PIPEFS_MAGIC, false);
	return anonymous;
}

/* Every inode of the new file system hangs below d, which is an empty directory. */
static int mount_tmpfs(struct dentry *d, const char *type)
{
	struct superblock *sb;
	struct inode *root;

	if (d->inode->dir.nr_children || d == root_dentry || d->mountpoint)
		return -EBUSY;
	sb = sb_new(type, "tmpfs", TMPFS_MAGIC, false);
	if (!sb)
		return -ENOMEM;
	root = inode_new(sb, S_IFDIR | S_ISVTX | 0777, 0);
	if (!root) {
		kfree(sb);
		return -ENOMEM;
	}
	root->nlink = 2;
	inode_put(d->inode);
	d->inode = root;
	d->mountpoint = true;
	sb->mountpoint = dget(d);
	list_add_tail(&sb->node, &superblocks);
	return 0;
}

static int do_mount(struct dentry *d, const char *type, u32 flags)
{
	bool known;

	if (flags & MS_REMOUNT)
		return d == root_dentry || d->mountpoint ? 0 : -EINVAL;
	if (flags & (MS_BIND | MS_MOVE | MS_SHARED | MS_PRIVATE | MS_SLAVE))
		return -EINVAL;
	known = !strcmp(type, "tmpfs") || !strcmp(type, "ramfs");
	if (!known && strcmp(type, "proc") && strcmp(type, "devtmpfs"))
		return -ENODEV;
	if (!S_ISDIR(d->inode->mode))
		return -ENOTDIR;
	/* Of the others there is one each, and it is where it belongs. */
	return known ? mount_tmpfs(d, type[0] == 't' ? "tmpfs" : "ramfs") : -EBUSY;
}

int sys_mount(const char __user *source, const char __user *target, const char __user *type,
	      u32 flags, const void __user *data)
{
	char name[32] = "";
	struct dentry *d;
	int err;

	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~MS_MGC_MSK;
	if (type) {
		err = strncpy_from_user(name, type, sizeof(name));
		if (err < 0)
			return err;
		if (err == sizeof(name))
			return -ENODEV;
	}
	d = user_path_at(AT_FDCWD, target, LOOKUP_FOLLOW);
	if (IS_ERR(d))
		return PTR_ERR(d);
	if (!privileged())
		err = -EPERM;
	else
		err = do_mount(d, name, flags);
	dput(d);
	return err;
}

static void fill_statfs(const struct inode *inode, struct statfs64 *st)
{
	const struct superblock *sb = inode->sb;
	u32 free = nr_free_pages(), reserve = file_reserve();

	memset(st, 0, sizeof(*st));
	st->f_type = sb->magic;
	st->f_bsize = st->f_frsize = PAGE_SIZE;
	if (!sb->fixed && sb != anonymous) {
		st->f_blocks = nr_total_pages();
		st->f_bfree = st->f_bavail = free > reserve ? free - reserve : 0;
		st->f_files = nr_total_pages();
		st->f_ffree = free;
	}
	st->f_namelen = NAME_LEN;
	st->f_flags = ST_VALID;
}

static int put_statfs64(const struct inode *inode, size_t size, void __user *buf)
{
	struct statfs64 st;

	if (size != sizeof(st))
		return -EINVAL;
	fill_statfs(inode, &st);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

static int put_statfs32(const struct inode *inode, void __user *buf)
{
	struct statfs32 small = { .f_bsize = PAGE_SIZE };
	struct statfs64 st;

	fill_statfs(inode, &st);
	small.f_type = st.f_type;
	small.f_blocks = (u32)st.f_blocks;
	small.f_bfree = small.f_bavail = (u32)st.f_bfree;
	small.f_files = (u32)st.f_files;
	small.f_ffree = (u32)st.f_ffree;
	small.f_namelen = st.f_namelen;
	small.f_frsize = st.f_frsize;
	small.f_flags = st.f_flags;
	return copy_to_user(buf, &small, sizeof(small)) ? -EFAULT : 0;
}

static int statfs_path(const char __user *path, size_t size, bool small, void __user *buf)
{
	struct dentry *d = user_path_at(AT_FDCWD, path, LOOKUP_FOLLOW);
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	err = small ? put_statfs32(d->inode, buf) : put_statfs64(d->inode, size, buf);
	dput(d);
	return err;
}

static int statfs_fd(u32 fd, size_t size, bool small, void __user *buf)
{
	struct file *file = fget_raw((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = small ? put_statfs32(file->inode, buf) : put_statfs64(file->inode, size, buf);
	fput(file);
	return err;
}

int sys_statfs(const char __user *path, void __user *buf)
{
	return statfs_path(path, 0, true, buf);
}

int sys_fstatfs(u32 fd, void __user *buf)
{
	return statfs_fd(fd, 0, true, buf);
}

int sys_statfs64(const char __user *path, size_t size, void __user *buf)
{
	return statfs_path(path, size, false, buf);
}

int sys_fstatfs64(u32 fd, size_t size, void __user *buf)
{
	return statfs_fd(fd, size, false, buf);
}
