/* SPDX-License-Identifier: MIT */

/* The tree that the kernel itself makes: /, /dev and /proc. */

#include "vfs.h"
#include <uapi/asm/statfs.h>

static struct inode *root_inode(struct superblock *sb)
{
	struct inode *inode = sb ? inode_new(sb, S_IFDIR | 0755, 0) : NULL;

	if (!inode)
		fatal("no memory for the file systems");
	inode->nlink = 2;
	return inode;
}

static void make_root(void)
{
	struct superblock *sb = sb_new("rootfs", "rootfs", RAMFS_MAGIC, false);
	struct dentry *d = dentry_new(NULL, "", 0, root_inode(sb));

	if (!d)
		fatal("no memory for the file systems");
	d->parent = d;
	d->linked = true;
	sb->mountpoint = d;
	list_add_tail(&sb->node, &superblocks);
	root_dentry = d;
}

/* A directory of the root that is another file system's root. */
static struct dentry *make_mount(const char *name, struct superblock *sb)
{
	struct inode *inode = root_inode(sb);
	struct dentry *d = dentry_new(root_dentry, name, strlen(name), inode);

	if (!d)
		fatal("no memory for the file systems");
	dentry_link(d);
	d->mountpoint = true;
	sb->mountpoint = d;
	list_add_tail(&sb->node, &superblocks);
	return d;
}

void fs_init(void)
{
	struct dentry *dev, *proc;

	make_root();
	dev = make_mount("dev", sb_new("devtmpfs", "devtmpfs", TMPFS_MAGIC, false));
	proc = make_mount("proc", sb_new("proc", "proc", PROC_SUPER_MAGIC, true));
	if (!anon_sb() || dev_populate(dev) || proc_init(proc))
		fatal("no memory for the file systems");
}
