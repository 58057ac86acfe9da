/* SPDX-License-Identifier: MIT */

/* From a path to a dentry: path_resolution(7), symlink(7). */

#include "vfs.h"
#include <asm/uaccess.h>

#define NAME_MAX_LEN 255

/* The text of a symbolic link that was followed, and what remained of the path behind it. */
struct link_text {
	struct link_text *all;		/* every text of this walk */
	struct link_text *below;	/* the stack of unfinished paths */
	const char *rest;
	char text[];
};

char *get_path(const char __user *path)
{
	char *buf = kmalloc(PATH_MAX);
	int len;

	if (!buf)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(buf, path, PATH_MAX);
	if (len <= 0 || len == PATH_MAX) {
		kfree(buf);
		return ERR_PTR(len < 0 ? len : len ? -ENAMETOOLONG : -ENOENT);
	}
	return buf;
}

/* The path is at w->p: find where it starts. */
static int walk_start(struct walk *w, int dirfd, u32 flags)
{
	struct file *file;

	if (*w->p == '/') {
		w->dir = dget(root_dentry);
		return 0;
	}
	if (!*w->p && !(flags & LOOKUP_EMPTY))
		return -ENOENT;
	if (dirfd == AT_FDCWD) {
		w->dir = dget(current->fs->pwd);
		return 0;
	}
	file = fget_raw(dirfd);
	if (!file)
		return -EBADF;
	if (*w->p && !S_ISDIR(file->inode->mode)) {
		fput(file);
		return -ENOTDIR;
	}
	w->dir = dget(file->dentry);
	fput(file);
	return 0;
}

int walk_begin(struct walk *w, int dirfd, const char __user *path, u32 flags)
{
	int len;

	memset(w, 0, offsetof(struct walk, small));
	len = strncpy_from_user(w->small, path, sizeof(w->small));
	if (len < 0)
		return len;
	w->p = w->small;
	if (len == sizeof(w->small)) {
		w->page = get_path(path);
		if (IS_ERR(w->page)) {
			len = PTR_ERR(w->page);
			w->page = NULL;
			return len;
		}
		w->p = w->page;
	}
	return walk_start(w, dirfd, flags);
}

int walk_begin_kernel(struct walk *w, const char *path)
{
	memset(w, 0, offsetof(struct walk, small));
	w->p = path;
	return walk_start(w, AT_FDCWD, 0);
}

void walk_end(struct walk *w)
{
	struct link_text *next;

	for (struct link_text *t = w->texts; t; t = next) {
		next = t->all;
		kfree(t);
	}
	if (w->jumped)
		dput(w->jumped);
	if (w->dir)
		dput(w->dir);
	kfree(w->page);
}

static void walk_into(struct walk *w, struct dentry *d)
{
	dput(w->dir);
	w->dir = d;
}

/* Continue at the text of length len in t; what was left of the path waits on the stack. */
static void push_text(struct walk *w, struct link_text *t, int len)
{
	t->text[len] = '\0';
	t->all = w->texts;
	w->texts = t;
	t->rest = w->p;
	if (*w->p) {
		t->below = w->stack;
		w->stack = t;
	}
	w->p = t->text;
	if (*w->p == '/')
		walk_into(w, dget(root_dentry));
}

int walk_follow(struct walk *w, struct dentry *link)
{
	struct inode *inode = link->inode;
	struct link_text *t;
	int len;

	if (++w->links > MAX_LINKS)
		return -ELOOP;
	if (w->jumped)
		dput(w->jumped);
	w->jumped = NULL;
	if (inode->ops->follow)
		return inode->ops->follow(inode, &w->jumped);
	t = kmalloc(sizeof(*t) + PATH_MAX);
	if (!t)
		return -ENOMEM;
	len = inode->ops->readlink(inode, t->text, PATH_MAX - 1);
	if (len <= 0) {
		kfree(t);
		return len ? len : -ENOENT;
	}
	inode_touch_access(inode);
	push_text(w, t, len);
	return 0;
}

static enum last_type name_type(const char *name, size_t len)
{
	if (len == 1 && name[0] == '.')
		return LAST_DOT;
	if (len == 2 && name[0] == '.' && name[1] == '.')
		return LAST_DOTDOT;
	return LAST_NORM;
}

/* Look up w->last in w->dir, of any type but LAST_ROOT, with the search permission that it takes. */
static struct dentry *lookup_component(struct walk *w)
{
	int err = inode_permission(w->dir->inode, X_OK);

	if (err)
		return ERR_PTR(err);
	if (w->type == LAST_DOT)
		return dget(w->dir);
	if (w->type == LAST_DOTDOT)
		return dget(w->dir->parent ? w->dir->parent : w->dir);
	return dentry_lookup(w->dir, w->last, w->len);
}

/* An intermediate name: must be, or lead to, a directory. */
static int walk_component(struct walk *w)
{
	struct dentry *d = lookup_component(w);
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	if (S_ISLNK(d->inode->mode)) {
		err = walk_follow(w, d);
		dput(d);
		if (err || !w->jumped)
			return err;
		d = w->jumped;
		w->jumped = NULL;
	}
	if (!S_ISDIR(d->inode->mode)) {
		dput(d);
		return -ENOTDIR;
	}
	walk_into(w, d);
	return 0;
}

/* Take the next name from the path. False if the path has ended. */
static bool next_name(struct walk *w)
{
	for (;;) {
		while (*w->p == '/')
			w->p++;
		if (*w->p)
			break;
		if (!w->stack)
			return false;
		w->p = w->stack->rest;
		w->stack = w->stack->below;
	}
	w->last = w->p;
	while (*w->p && *w->p != '/')
		w->p++;
	w->len = (size_t)(w->p - w->last);
	w->type = name_type(w->last, w->len);
	return true;
}

int walk_parent(struct walk *w)
{
	for (;;) {
		const char *end;
		int err;

		if (!next_name(w)) {
			w->type = LAST_ROOT;
			return 0;
		}
		if (w->len > NAME_MAX_LEN)
			return -ENAMETOOLONG;
		for (end = w->p; *w->p == '/';)
			w->p++;
		if (!*w->p && !w->stack) {
			w->slash |= end != w->p;
			return 0;
		}
		err = walk_component(w);
		if (err)
			return err;
	}
}

struct dentry *walk_lookup(struct walk *w)
{
	if (w->type == LAST_ROOT)
		return dget(w->dir);
	return lookup_component(w);
}

struct dentry *walk_resolve(struct walk *w, u32 flags)
{
	struct dentry *d;
	int err;

	for (;;) {
		err = walk_parent(w);
		if (err)
			return ERR_PTR(err);
		d = walk_lookup(w);
		if (IS_ERR(d))
			return d;
		if (!S_ISLNK(d->inode->mode) || w->type == LAST_ROOT ||
		    !((flags & LOOKUP_FOLLOW) || w->slash))
			break;
		err = walk_follow(w, d);
		dput(d);
		if (err)
			return ERR_PTR(err);
		if (w->jumped) {
			d = dget(w->jumped);
			break;
		}
	}
	if (w->slash && !S_ISDIR(d->inode->mode)) {
		dput(d);
		return ERR_PTR(-ENOTDIR);
	}
	return d;
}

struct dentry *user_path_at(int dirfd, const char __user *path, u32 flags)
{
	struct walk w;
	struct dentry *d;
	int err = walk_begin(&w, dirfd, path, flags);

	d = err ? ERR_PTR(err) : walk_resolve(&w, flags);
	walk_end(&w);
	return d;
}

struct dentry *kern_path(const char *path, u32 flags)
{
	struct walk w;
	struct dentry *d;
	int err = walk_begin_kernel(&w, path);

	d = err ? ERR_PTR(err) : walk_resolve(&w, flags);
	walk_end(&w);
	return d;
}

int at_lookup_flags(int flags, int allowed, u32 *lookup)
{
	if (flags & ~allowed)
		return -EINVAL;
	*lookup = 0;
	if (!(flags & AT_SYMLINK_NOFOLLOW))
		*lookup |= LOOKUP_FOLLOW;
	if (flags & AT_EMPTY_PATH)
		*lookup |= LOOKUP_EMPTY;
	return 0;
}
