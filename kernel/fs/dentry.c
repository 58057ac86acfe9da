/* SPDX-License-Identifier: MIT */

/* Names: one hash table for the whole tree, keyed by directory and name. */

#include "vfs.h"

#define INITIAL_BUCKETS 512u

struct dentry *root_dentry;

static DEFINE_SPINLOCK(dentry_lock);
static struct dentry *initial_table[INITIAL_BUCKETS];
static struct dentry **table = initial_table;
static u32 nr_buckets = INITIAL_BUCKETS, nr_hashed;

static u32 hash_name(const struct dentry *parent, const char *name, size_t len)
{
	u32 h = 2166136261u ^ (u32)((unsigned long)parent >> 5);

	while (len--)
		h = (h ^ (u8)*name++) * 16777619u;
	return h ^ h >> 15;
}

/* Another number of buckets; without memory for them it stays as it is. */
static void resize_table(u32 n)
{
	struct dentry **resized = kzalloc(n * sizeof(*resized));

	if (!resized)
		return;
	for (u32 i = 0; i < nr_buckets; i++) {
		for (struct dentry *d = table[i], *next; d; d = next) {
			next = d->hash_next;
			d->hash_next = resized[d->hash & (n - 1)];
			resized[d->hash & (n - 1)] = d;
		}
	}
	if (table != initial_table)
		kfree(table);
	table = resized;
	nr_buckets = n;
}

static void hash_insert(struct dentry *d)
{
	struct dentry **bucket;

	/* Chains of about one; far fewer names than that, and the table shrinks again. */
	if (nr_hashed >= nr_buckets)
		resize_table(nr_buckets * 2);
	d->hash = hash_name(d->parent, d->name, d->len);
	bucket = &table[d->hash & (nr_buckets - 1)];
	d->hash_next = *bucket;
	*bucket = d;
	nr_hashed++;
}

static void hash_remove(struct dentry *d)
{
	struct dentry **p = &table[d->hash & (nr_buckets - 1)];

	while (*p != d)
		p = &(*p)->hash_next;
	*p = d->hash_next;
	if (--nr_hashed < nr_buckets / 8 && nr_buckets > INITIAL_BUCKETS)
		resize_table(nr_buckets / 2);
}

struct dentry *dget(struct dentry *d)
{
	d->refs++;
	return d;
}

void dput(struct dentry *d)
{
	while (d && --d->refs == 0) {
		struct dentry *parent = d->parent;

		inode_put(d->inode);
		if (d->name != d->inline_name)
			kfree(d->name);
		kfree(d);
		d = parent;
	}
}

static int set_name(struct dentry *d, const char *name, size_t len)
{
	char *to = d->inline_name;

	if (len >= DENTRY_INLINE_NAME) {
		to = kmalloc(len + 1);
		if (!to)
			return -ENOMEM;
	}
	memcpy(to, name, len);
	to[len] = '\0';
	if (d->name && d->name != d->inline_name)
		kfree(d->name);
	d->name = to;
	d->len = (u16)len;
	return 0;
}

/* Takes over the reference to inode, also when it fails. */
struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len, struct inode *inode)
{
	struct dentry *d = kzalloc(sizeof(*d));

	if (!d || set_name(d, name, len)) {
		kfree(d);
		inode_put(inode);
		return NULL;
	}
	d->refs = 1;
	d->inode = inode;
	d->parent = parent ? dget(parent) : NULL;
	list_init(&d->sibling);
	return d;
}

struct dentry *dentry_anonymous(struct inode *inode, const char *what)
{
	char name[40];
	int len = snprintf(name, sizeof(name), "%s:[%llu]", what, (unsigned long long)inode->ino);

	return dentry_new(NULL, name, (size_t)len, inode);
}

struct dentry *dentry_find(struct dentry *dir, const char *name, size_t len)
{
	u32 hash = hash_name(dir, name, len);
	struct dentry *d;

	spin_lock(&dentry_lock);
	for (d = table[hash & (nr_buckets - 1)]; d; d = d->hash_next)
		if (d->hash == hash && d->parent == dir && d->len == len &&
		    !memcmp(d->name, name, len))
			break;
	if (d)
		d->refs++;
	spin_unlock(&dentry_lock);
	return d;
}

struct dentry *dentry_lookup(struct dentry *dir, const char *name, size_t len)
{
	struct dentry *d = dentry_find(dir, name, len);

	if (d)
		return d;
	if (dir->inode->ops && dir->inode->ops->lookup)
		return dir->inode->ops->lookup(dir, name, len);
	return ERR_PTR(-ENOENT);
}

static void link_at_end(struct dentry *d)
{
	struct inode *dir = d->parent->inode;

	d->cookie = dir->dir.next_cookie++;
	list_add_tail(&d->sibling, &dir->dir.children);
	dir->dir.nr_children++;
	if (S_ISDIR(d->inode->mode))
		dir->nlink++;
	hash_insert(d);
}

static void unlink_from_parent(struct dentry *d)
{
	struct inode *dir = d->parent->inode;

	hash_remove(d);
	list_del(&d->sibling);
	dir->dir.nr_children--;
	if (S_ISDIR(d->inode->mode))
		dir->nlink--;
}

void dentry_link(struct dentry *d)
{
	spin_lock(&dentry_lock);
	d->refs++;
	d->linked = true;
	link_at_end(d);
	spin_unlock(&dentry_lock);
}

void dentry_unlink(struct dentry *d)
{
	spin_lock(&dentry_lock);
	unlink_from_parent(d);
	d->linked = false;
	spin_unlock(&dentry_lock);
	dput(d);
}

/* Nothing has changed if it fails (-ENOMEM). */
int dentry_move(struct dentry *d, struct dentry *parent, const char *name, size_t len)
{
	struct dentry *old_parent = d->parent;
	int err = 0;

	spin_lock(&dentry_lock);
	unlink_from_parent(d);
	err = set_name(d, name, len);
	if (!err)
		d->parent = dget(parent);
	link_at_end(d);
	spin_unlock(&dentry_lock);
	if (!err)
		dput(old_parent);
	return err;
}

static void swap_names(struct dentry *a, struct dentry *b)
{
	char inline_a[DENTRY_INLINE_NAME], inline_b[DENTRY_INLINE_NAME];
	char *name_a = a->name == a->inline_name ? NULL : a->name;
	u16 len_a = a->len;

	memcpy(inline_a, a->inline_name, sizeof(inline_a));
	memcpy(inline_b, b->inline_name, sizeof(inline_b));
	a->name = b->name == b->inline_name ? a->inline_name : b->name;
	b->name = name_a ? name_a : b->inline_name;
	memcpy(a->inline_name, inline_b, sizeof(inline_b));
	memcpy(b->inline_name, inline_a, sizeof(inline_a));
	a->len = b->len;
	b->len = len_a;
}

/* Each takes the other's place and name. */
void dentry_exchange(struct dentry *a, struct dentry *b)
{
	struct dentry *parent = a->parent;

	spin_lock(&dentry_lock);
	unlink_from_parent(a);
	unlink_from_parent(b);
	swap_names(a, b);
	a->parent = b->parent;
	b->parent = parent;
	link_at_end(a);
	link_at_end(b);
	spin_unlock(&dentry_lock);
}

bool dentry_below(const struct dentry *d, const struct dentry *ancestor)
{
	for (; d; d = d->parent) {
		if (d == ancestor)
			return true;
		if (d == d->parent)
			break;
	}
	return false;
}

/* Put s before *at; false if it does not fit between buf and *at. */
static bool prepend(char *buf, size_t *at, const char *s, size_t len)
{
	if (*at < len)
		return false;
	*at -= len;
	memcpy(buf + *at, s, len);
	return true;
}

int dentry_path(const struct dentry *d, char *buf, size_t size)
{
	static const char deleted[] = " (deleted)";
	bool gone = d->parent && d != root_dentry && !d->linked && !d->inode->sb->fixed;
	size_t at = size;

	if (!prepend(buf, &at, "", 1))
		return -ENAMETOOLONG;
	if (gone && !prepend(buf, &at, deleted, sizeof(deleted) - 1))
		return -ENAMETOOLONG;
	if (!d->parent) {
		if (!prepend(buf, &at, d->name, d->len))
			return -ENAMETOOLONG;
	} else if (d == root_dentry) {
		if (!prepend(buf, &at, "/", 1))
			return -ENAMETOOLONG;
	}
	for (; d->parent && d != root_dentry; d = d->parent)
		if (!prepend(buf, &at, d->name, d->len) || !prepend(buf, &at, "/", 1))
			return -ENAMETOOLONG;
	memmove(buf, buf + at, size - at);
	return (int)(size - at - 1);
}
