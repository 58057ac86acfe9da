/* SPDX-License-Identifier: MIT */

/* rename(2), renameat2(2). */

#include "vfs.h"
#include <asm/syscall.h>

/* True if one of the two would come to lie inside itself; *err says which way. */
static bool makes_loop(struct walk *from, struct walk *to, struct dentry *old, struct dentry *new,
		       u32 flags, int *err)
{
	if (dentry_below(to->dir, old))
		*err = -EINVAL;
	else if (new && dentry_below(from->dir, new))
		*err = flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
	else
		return false;
	return true;
}

/* What the paths themselves forbid, before anybody's rights are looked at. */
static int check_names(struct walk *from, struct walk *to, struct dentry *old, struct dentry *new,
		       u32 flags)
{
	int err;

	if (new && (flags & RENAME_NOREPLACE))
		return -EEXIST;
	if (!new && ((flags & RENAME_EXCHANGE) || to->dir->inode->sb->fixed))
		return -ENOENT;
	if ((flags & RENAME_EXCHANGE) && to->slash && !S_ISDIR(new->inode->mode))
		return -ENOTDIR;
	if (!S_ISDIR(old->inode->mode) &&
	    (from->slash || (!(flags & RENAME_EXCHANGE) && to->slash)))
		return -ENOTDIR;
	return makes_loop(from, to, old, new, flags, &err) ? err : 0;
}

static int check_rights(struct walk *from, struct walk *to, struct dentry *old, struct dentry *new,
			u32 flags)
{
	bool is_dir = S_ISDIR(old->inode->mode), exchange = flags & RENAME_EXCHANGE;
	bool new_is_dir = new && S_ISDIR(new->inode->mode);
	int err = may_delete(old, is_dir);

	if (err)
		return err;
	if (new)
		err = may_delete(new, exchange ? new_is_dir : is_dir);
	else
		err = may_create(to->dir);
	if (err || from->dir == to->dir)
		return err;
	/* Another parent means another "..": that is a write to the directory itself. */
	if (is_dir)
		err = inode_permission(old->inode, W_OK);
	if (!err && exchange && new_is_dir)
		err = inode_permission(new->inode, W_OK);
	return err;
}

static int move(struct walk *to, struct dentry *old, struct dentry *new)
{
	int err;

	if (new && S_ISDIR(new->inode->mode) && new->inode->dir.nr_children)
		return -ENOTEMPTY;
	/* For a moment there are two of the name; then nothing can fail any more. */
	err = dentry_move(old, to->dir, to->last, to->len);
	if (!err && new)
		err = vfs_unlink(new);
	return err;
}

static int rename_found(struct walk *from, struct walk *to, struct dentry *old, struct dentry *new,
			u32 flags)
{
	int err = check_names(from, to, old, new, flags);

	if (err)
		return err;
	if (new && old->inode == new->inode)
		return 0;
	err = check_rights(from, to, old, new, flags);
	if (err)
		return err;
	if (flags & RENAME_EXCHANGE)
		dentry_exchange(old, new);
	else
		err = move(to, old, new);
	if (err)
		return err;
	inode_touch_change(from->dir->inode);
	inode_touch_change(to->dir->inode);
	inode_touch_status(old->inode);
	if (new)
		inode_touch_status(new->inode);
	return 0;
}

static int rename_walked(struct walk *from, struct walk *to, u32 flags)
{
	struct dentry *old, *new;
	int err;

	if (from->dir->inode->sb != to->dir->inode->sb)
		return -EXDEV;
	if (from->type != LAST_NORM)
		return -EBUSY;
	if (to->type != LAST_NORM)
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	old = walk_lookup(from);
	if (IS_ERR(old))
		return PTR_ERR(old);
	new = walk_lookup(to);
	if (IS_ERR(new) && PTR_ERR(new) != -ENOENT) {
		dput(old);
		return PTR_ERR(new);
	}
	if (IS_ERR(new))
		new = NULL;
	err = rename_found(from, to, old, new, flags);
	dput(new);
	dput(old);
	return err;
}

int sys_renameat2(int olddir, const char __user *old, int newdir, const char __user *new, u32 flags)
{
	struct walk from, to;
	int err;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	if ((flags & RENAME_NOREPLACE) && (flags & RENAME_EXCHANGE))
		return -EINVAL;
	err = walk_begin(&from, olddir, old, 0);
	if (!err)
		err = walk_parent(&from);
	if (err) {
		walk_end(&from);
		return err;
	}
	err = walk_begin(&to, newdir, new, 0);
	if (!err)
		err = walk_parent(&to);
	if (!err)
		err = rename_walked(&from, &to, flags);
	walk_end(&to);
	walk_end(&from);
	return err;
}

int sys_renameat(int olddir, const char __user *old, int newdir, const char __user *new)
{
	return sys_renameat2(olddir, old, newdir, new, 0);
}

int sys_rename(const char __user *old, const char __user *new)
{
	return sys_renameat2(AT_FDCWD, old, AT_FDCWD, new, 0);
}
