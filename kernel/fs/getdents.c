/* SPDX-License-Identifier: MIT */

/*
 * Reading directories. A name's position is a number that it gets when it is made and that only
 * grows: so a reader sees every name that is there the whole time exactly once, whatever comes
 * and goes meanwhile. Where a call stopped, a cursor in the list lets the next one go on at once.
 */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <uapi/asm/dirent.h>

struct getdents {
	char __user *at;
	u32 room;
	int error;
};

static bool emit_dirent64(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 mode)
{
	struct getdents *g = ctx->buf;
	char record[ALIGN_UP(offsetof(struct linux_dirent64, d_name) + 256, 8)];
	struct linux_dirent64 *d = (struct linux_dirent64 *)record;
	u32 size = ALIGN_UP((u32)(offsetof(struct linux_dirent64, d_name) + len + 1), 8);

	if (size > g->room) {
		g->error = -EINVAL; /* only told if it was the first */
		return false;
	}
	memset(record, 0, size);
	d->d_ino = ino;
	d->d_off = ctx->pos + 1;
	d->d_reclen = (u16)size;
	d->d_type = (u8)((mode & S_IFMT) >> 12);
	memcpy(d->d_name, name, len);
	if (copy_to_user(g->at, record, size)) {
		g->error = -EFAULT;
		return false;
	}
	g->at += size;
	g->room -= size;
	return true;
}

int sys_getdents64(u32 fd, void __user *buf, u32 count)
{
	struct getdents g = { .at = buf, .room = min(count, MAX_RW_COUNT) };
	struct dir_context ctx = { .buf = &g, .emit = emit_dirent64 };
	struct file *file = fget((int)fd);
	int err;

	if (!file)
		return -EBADF;
	if (!S_ISDIR(file->inode->mode) || !file->ops->getdents) {
		fput(file);
		return -ENOTDIR;
	}
	if (file->dentry != root_dentry && file->dentry->parent && !file->dentry->linked &&
	    !file->inode->sb->fixed) {
		fput(file);
		return -ENOENT;
	}
	ctx.pos = file->pos;
	err = file->ops->getdents(file, &ctx);
	file->pos = ctx.pos;
	inode_touch_access(file->inode);
	fput(file);
	if (err)
		return err;
	if (g.at != (char __user *)buf)
		return (int)(g.at - (char __user *)buf);
	return g.error;
}

static struct dentry *entry_at(struct list_head *node)
{
	return list_entry(node, struct dentry, sibling);
}

/* The first list node at or after position pos. */
static struct list_head *find_position(struct file *file, u32 pos)
{
	struct list_head *head = &file->inode->dir.children, *node;
	struct dentry *cursor = file->private;

	if (cursor && !list_empty(&cursor->sibling) && cursor->cookie == pos)
		return cursor->sibling.next;
	for (node = head->next; node != head; node = node->next)
		if (!entry_at(node)->cursor && entry_at(node)->cookie >= pos)
			break;
	return node;
}

/* Remember that position pos is before node. Without memory the next call searches. */
static void leave_cursor(struct file *file, struct list_head *node, u32 pos)
{
	struct dentry *cursor = file->private;

	if (!cursor) {
		cursor = kzalloc(sizeof(*cursor));
		if (!cursor)
			return;
		list_init(&cursor->sibling);
		cursor->cursor = true;
		file->private = cursor;
	}
	if (&cursor->sibling != node) {
		list_del(&cursor->sibling);
		list_add_tail(&cursor->sibling, node);
	}
	cursor->cookie = pos;
}

static bool emit_dots(struct file *file, struct dir_context *ctx)
{
	struct dentry *d = file->dentry;

	if (ctx->pos == 0) {
		if (!ctx->emit(ctx, ".", 1, d->inode->ino, S_IFDIR))
			return false;
		ctx->pos = 1;
	}
	if (ctx->pos == 1) {
		if (!ctx->emit(ctx, "..", 2, d->parent->inode->ino, S_IFDIR))
			return false;
		ctx->pos = 2;
	}
	return true;
}

/* The names of the tree; true if all of them were stored. */
static bool emit_names(struct file *file, struct dir_context *ctx)
{
	struct list_head *head = &file->inode->dir.children, *node;

	for (node = find_position(file, (u32)ctx->pos); node != head; node = node->next) {
		struct dentry *d = entry_at(node);

		if (d->cursor)
			continue;
		ctx->pos = d->cookie;
		if (!ctx->emit(ctx, d->name, d->len, d->inode->ino, d->inode->mode)) {
			leave_cursor(file, node, (u32)ctx->pos);
			return false;
		}
		ctx->pos = (loff_t)d->cookie + 1;
	}
	leave_cursor(file, head, (u32)ctx->pos);
	return true;
}

static int ramfs_getdents(struct file *file, void *context)
{
	struct dir_context *ctx = context;
	const struct inode_operations *ops = file->inode->ops;

	if (!emit_dots(file, ctx))
		return 0;
	if (ctx->pos < DYNAMIC_POS && !emit_names(file, ctx))
		return 0;
	if (!ops || !ops->iterate)
		return 0;
	ctx->pos = max(ctx->pos, (loff_t)DYNAMIC_POS);
	return ops->iterate(file, ctx);
}

static loff_t ramfs_dir_llseek(struct file *file, loff_t off, int whence)
{
	if (whence == SEEK_CUR)
		off = (loff_t)((u64)off + (u64)file->pos);
	if (whence > SEEK_CUR || off < 0 || off > 0xffffffffll)
		return -EINVAL;
	file->pos = off;
	return off;
}

static void ramfs_dir_release(struct file *file)
{
	struct dentry *cursor = file->private;

	if (cursor) {
		list_del(&cursor->sibling);
		kfree(cursor);
	}
}

const struct file_operations ramfs_dir_ops = {
	.getdents = ramfs_getdents,
	.llseek = ramfs_dir_llseek,
	.release = ramfs_dir_release,
};
