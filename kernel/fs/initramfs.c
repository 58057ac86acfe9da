/* SPDX-License-Identifier: MIT */

/* Filling the root directory from the boot loader's cpio archive. */

#include "cpio.h"
#include "vfs.h"
#include <kernel/time.h>

#define LINK_BUCKETS 64u

/* A file with several names: the first makes it, the others are links; the data come with any. */
struct hard_link {
	struct hard_link *next;
	u32 ino, major, minor;
	struct inode *inode;
};

struct unpack {
	struct cpio cpio;
	const char *error;
	struct hard_link *links[LINK_BUCKETS];
	char path[CPIO_NAME_MAX + 2];
};

static int fail(struct unpack *u, const char *error)
{
	u->error = error;
	return -EINVAL;
}

static struct hard_link **find_link(struct unpack *u, const struct cpio_entry *e)
{
	struct hard_link **p = &u->links[e->ino % LINK_BUCKETS];

	for (; *p; p = &(*p)->next)
		if ((*p)->ino == e->ino && (*p)->major == e->dev_major &&
		    (*p)->minor == e->dev_minor)
			break;
	return p;
}

static void free_links(struct unpack *u)
{
	for (u32 i = 0; i < LINK_BUCKETS; i++) {
		struct hard_link *next;

		for (struct hard_link *l = u->links[i]; l; l = next) {
			next = l->next;
			inode_put(l->inode);
			kfree(l);
		}
	}
}

static int write_data(struct unpack *u, struct inode *inode, const struct cpio_entry *e)
{
	struct io_iter iter = { .kbuf = (char *)e->data, .count = e->size };
	loff_t pos = 0;

	inode_truncate(inode, 0);
	while (iter.count) {
		int n = inode_write(inode, &iter, pos, 0);

		if (n <= 0)
			return fail(u, "no memory for a file's data");
		pos += n;
	}
	return 0;
}

static void set_attributes(struct inode *inode, const struct cpio_entry *e)
{
	inode->mode = (inode->mode & S_IFMT) | (e->mode & 07777);
	inode->uid = e->uid;
	inode->gid = e->gid;
	inode->mtime = (s64)((u64)e->mtime * NSEC_PER_SEC);
}

/* Walk to the parent of u->path, making directories that the archive forgot. */
static int walk_to(struct unpack *u, struct walk *w)
{
	int err = walk_begin_kernel(w, u->path);

	if (!err)
		err = walk_parent(w);
	if (!err && (w->type != LAST_NORM || w->dir->inode->sb->fixed))
		err = -ENOTDIR;
	return err;
}

static int make_parents(struct unpack *u)
{
	for (char *slash = strchr(u->path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		struct dentry *d;
		struct walk w;
		int err;

		if (slash[1] == '/' || !slash[1])
			continue;
		*slash = '\0';
		err = walk_to(u, &w);
		d = err ? ERR_PTR(err) : walk_lookup(&w);
		if (IS_ERR(d) && PTR_ERR(d) == -ENOENT)
			d = vfs_create(w.dir, w.last, w.len, S_IFDIR | 0755, 0);
		err = IS_ERR(d) ? PTR_ERR(d) : 0;
		if (!err)
			dput(d);
		walk_end(&w);
		*slash = '/';
		if (err)
			return fail(u, "a name's directory cannot be made");
	}
	return 0;
}

/* Free the name for an entry, unless directory meets directory. */
static int clear_name(struct unpack *u, struct walk *w, const struct cpio_entry *e,
		      struct dentry **existing)
{
	struct dentry *d = walk_lookup(w);
	int err = 0;

	*existing = NULL;
	if (IS_ERR(d))
		return PTR_ERR(d) == -ENOENT ? 0 : fail(u, "a name cannot be looked up");
	if (S_ISDIR(e->mode) && S_ISDIR(d->inode->mode)) {
		*existing = d;
		return 0;
	}
	if (d->mountpoint || d->inode->sb->fixed || !d->linked || vfs_unlink(d))
		err = fail(u, "a file would replace a directory");
	dput(d);
	return err;
}

static struct dentry *make_symlink(struct walk *w, const struct cpio_entry *e)
{
	char *text;
	struct dentry *d;

	if (!e->size || e->size >= PATH_MAX)
		return ERR_PTR(-EINVAL);
	text = kmalloc(e->size + 1);
	if (!text)
		return ERR_PTR(-ENOMEM);
	memcpy(text, e->data, e->size);
	text[e->size] = '\0';
	d = vfs_symlink(w->dir, w->last, w->len, text);
	kfree(text);
	return d;
}

static struct dentry *make_node(struct walk *w, const struct cpio_entry *e)
{
	u32 mode = e->mode & (S_IFMT | 07777);

	switch (mode & S_IFMT) {
	case S_IFLNK:
		return make_symlink(w, e);
	case S_IFCHR:
	case S_IFBLK:
		if (e->rdev_major > 0xfff || e->rdev_minor > 0xff)
			return ERR_PTR(-EINVAL);
		return vfs_create(w->dir, w->last, w->len, mode, DEV(e->rdev_major, e->rdev_minor));
	case S_IFREG:
	case S_IFDIR:
	case S_IFIFO:
	case S_IFSOCK:
		return vfs_create(w->dir, w->last, w->len, mode, 0);
	}
	return ERR_PTR(-EINVAL);
}

/* A further name of a file that is there already: 1 if this was one. */
static int link_again(struct unpack *u, struct walk *w, const struct cpio_entry *e)
{
	struct hard_link *l = S_ISREG(e->mode) && e->nlink > 1 ? *find_link(u, e) : NULL;

	if (!l)
		return 0;
	if (vfs_link(w->dir, w->last, w->len, l->inode))
		return fail(u, "no memory for a name");
	if (e->size && write_data(u, l->inode, e))
		return -EINVAL;
	set_attributes(l->inode, e);
	return 1;
}

static int remember_link(struct unpack *u, struct inode *inode, const struct cpio_entry *e)
{
	struct hard_link **p = find_link(u, e), *l;

	if (!S_ISREG(e->mode) || e->nlink < 2)
		return 0;
	l = kzalloc(sizeof(*l));
	if (!l)
		return fail(u, "no memory for a name");
	*l = (struct hard_link){ NULL, e->ino, e->dev_major, e->dev_minor, inode };
	inode_get(inode);
	*p = l;
	return 0;
}

static int unpack_at(struct unpack *u, struct walk *w, const struct cpio_entry *e)
{
	struct dentry *d;
	int err = clear_name(u, w, e, &d);

	if (err)
		return err;
	if (!d) {
		err = link_again(u, w, e);
		if (err)
			return err < 0 ? err : 0;
		d = make_node(w, e);
		if (IS_ERR(d))
			return fail(u, PTR_ERR(d) == -EINVAL ? "an entry is of no known kind"
							     : "no memory for a name");
	}
	if (S_ISREG(e->mode))
		err = write_data(u, d->inode, e);
	if (!err)
		err = remember_link(u, d->inode, e);
	if (!d->mountpoint)
		set_attributes(d->inode, e);
	dput(d);
	return err;
}

static int unpack_entry(struct unpack *u, const struct cpio_entry *e)
{
	struct walk w;
	int err;

	if (!e->name_len) { /* "." is the root itself */
		if (S_ISDIR(e->mode))
			set_attributes(root_dentry->inode, e);
		return 0;
	}
	u->path[0] = '/';
	memcpy(u->path + 1, e->name, e->name_len + 1);
	err = make_parents(u);
	if (err)
		return err;
	err = walk_to(u, &w);
	err = err ? fail(u, "a name's directory is none") : unpack_at(u, &w, e);
	walk_end(&w);
	return err;
}

static int unpack_all(struct unpack *u)
{
	struct cpio_entry e;
	int n;

	while ((n = cpio_next(&u->cpio, &e)) > 0)
		if (unpack_entry(u, &e))
			return -EINVAL;
	u->error = u->cpio.error;
	return n;
}

int initramfs_unpack(const void *cpio, size_t size)
{
	struct unpack *u = kzalloc(sizeof(*u));
	int err = -EINVAL;

	if (!u)
		return -EINVAL;
	u->cpio.base = cpio;
	u->cpio.size = size;
	if (unpack_all(u))
		printk("initramfs: %s (at byte %u of %u)\n", u->error, (u32)u->cpio.offset, (u32)size);
	else
		err = 0;
	free_links(u);
	kfree(u);
	return err;
}
