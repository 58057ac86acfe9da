/* SPDX-License-Identifier: MIT */

/* Regular files, directories' lists and symbolic links: all of them only in memory. */

#include "vfs.h"
#include <asm/uaccess.h>

static DEFINE_SPINLOCK(page_tree_lock);

static u64 page_count(u64 size)
{
	return (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

u32 file_reserve(void)
{
	return nr_total_pages() / 16;
}

/*
 * The page, made if it was a hole; NULL without memory, or if less than reserve would be left.
 * The reference stays the tree's.
 */
static struct page *get_or_make_page(struct inode *inode, u64 index, u32 reserve)
{
	struct page *page;

	spin_lock(&page_tree_lock);
	page = page_tree_find(&inode->pages, index);
	if (!page && nr_free_pages() > reserve) {
		page = alloc_page(GFP_USER | GFP_ZERO);
		if (page && page_tree_insert(&inode->pages, index, page)) {
			put_page(page);
			page = NULL;
		}
	}
	spin_unlock(&page_tree_lock);
	return page;
}

int inode_get_page(struct inode *inode, u64 pgoff, struct page **page)
{
	if (pgoff >= page_count(inode->size))
		return -ENXIO;
	*page = get_or_make_page(inode, pgoff, 0);
	if (!*page)
		return -ENOMEM;
	get_page(*page);
	return 0;
}

bool inode_has_page(struct inode *inode, u64 pgoff)
{
	return page_tree_find(&inode->pages, pgoff);
}

struct inode *shmem_inode(u64 size)
{
	struct inode *inode = inode_new(anon_sb(), S_IFREG | 0600, 0);

	if (inode) {
		inode->nlink = 0;
		inode->size = size;
	}
	return inode;
}

int kernel_read(struct file *file, void *buf, size_t n, loff_t pos)
{
	struct inode *inode = file->inode;
	size_t done = 0;

	if (!inode_is_regular(inode) || pos < 0)
		return -EINVAL;
	n = min(n, (size_t)MAX_RW_COUNT);
	while (done < n && (u64)pos < inode->size) {
		u32 offset = (u32)pos & (PAGE_SIZE - 1);
		u32 part = min_t(u64, min_t(u64, n - done, PAGE_SIZE - offset),
				 inode->size - (u64)pos);
		struct page *page = page_tree_find(&inode->pages, (u64)pos >> PAGE_SHIFT);

		if (page)
			memcpy((char *)buf + done, (char *)page_address(page) + offset, part);
		else
			memset((char *)buf + done, 0, part);
		done += part;
		pos += part;
	}
	return (int)done;
}

/* The copies below may fault into a mapping of this very file: no lock is held across them. */
static int ramfs_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	struct inode *inode = file->inode;
	size_t done = 0;

	while (to->count && (u64)*pos < inode->size) {
		u32 offset = (u32)*pos & (PAGE_SIZE - 1);
		u32 part = min_t(u64, min_t(u64, to->count, PAGE_SIZE - offset),
				 inode->size - (u64)*pos);
		struct page *page = page_tree_find(&inode->pages, (u64)*pos >> PAGE_SHIFT);
		size_t copied = page ? copy_to_iter(to, (char *)page_address(page) + offset, part)
				     : clear_iter(to, part);

		done += copied;
		*pos += copied;
		if (copied < part)
			return done ? (int)done : -EFAULT;
	}
	if (!(file->flags & O_NOATIME))
		inode_touch_access(inode);
	return (int)done;
}

int inode_write(struct inode *inode, struct io_iter *from, loff_t pos, u32 reserve)
{
	size_t done = 0;

	while (from->count) {
		u32 offset = (u32)pos & (PAGE_SIZE - 1);
		u32 part = min_t(u32, min(from->count, (size_t)PAGE_SIZE), PAGE_SIZE - offset);
		struct page *page = get_or_make_page(inode, (u64)pos >> PAGE_SHIFT, reserve);
		size_t copied;

		if (!page)
			return done ? (int)done : -ENOSPC;
		copied = copy_from_iter((char *)page_address(page) + offset, from, part);
		done += copied;
		pos += copied;
		if (copied && (u64)pos > inode->size)
			inode->size = (u64)pos;
		if (copied < part)
			return done ? (int)done : -EFAULT;
	}
	return (int)done;
}

int check_file_size(u64 end)
{
	u64 limit = current->signal->rlim[RLIMIT_FSIZE].rlim_cur;

	if (end > limit) {
		signal_self(SIGXFSZ);
		return -EFBIG;
	}
	return end > MAX_FILE_SIZE ? -EFBIG : 0;
}

static int ramfs_write(struct file *file, struct io_iter *from, loff_t *pos)
{
	struct inode *inode = file->inode;
	u64 limit = file->flags & O_LARGEFILE ? MAX_FILE_SIZE : MAX_NON_LFS;
	u64 rlimit = current->signal->rlim[RLIMIT_FSIZE].rlim_cur;
	int done;

	if (!from->count)
		return 0;
	if (file->flags & O_APPEND)
		*pos = (loff_t)inode->size;
	if ((u64)*pos >= rlimit) {
		signal_self(SIGXFSZ);
		return -EFBIG;
	}
	limit = min(limit, rlimit);
	if ((u64)*pos >= limit)
		return -EFBIG;
	from->count = min_t(u64, from->count, limit - (u64)*pos);
	done = inode_write(inode, from, *pos, file_reserve());
	if (done > 0) {
		*pos += done;
		inode_drop_privileges(inode);
		inode_touch_change(inode);
	}
	return done;
}

/* Sets the size only: limits, rights and times are the caller's. */
int inode_truncate(struct inode *inode, u64 size)
{
	u64 old = inode->size;
	struct page *last;

	inode->size = size;
	if (size >= old)
		return 0;
	unmap_inode_pages(inode, page_count(size));
	spin_lock(&page_tree_lock);
	page_tree_truncate(&inode->pages, page_count(size));
	last = page_tree_find(&inode->pages, size >> PAGE_SHIFT);
	if (last && (size & (PAGE_SIZE - 1)))
		memset((char *)page_address(last) + (size & (PAGE_SIZE - 1)), 0,
		       PAGE_SIZE - (size & (PAGE_SIZE - 1)));
	spin_unlock(&page_tree_lock);
	return 0;
}

/* SEEK_DATA and SEEK_HOLE: lseek(2). */
static loff_t seek_data_or_hole(struct inode *inode, loff_t off, bool data)
{
	u64 index = (u64)off >> PAGE_SHIFT, next;

	if (off < 0 || (u64)off >= inode->size)
		return -ENXIO;
	if (data) {
		next = page_tree_next(&inode->pages, index);
		if (next == ~0ull || next << PAGE_SHIFT >= inode->size)
			return -ENXIO;
		return next == index ? off : (loff_t)(next << PAGE_SHIFT);
	}
	for (next = index; page_tree_next(&inode->pages, next) == next; next++)
		;
	if (next == index)
		return off;
	return (loff_t)min(next << PAGE_SHIFT, inode->size);
}

static loff_t ramfs_llseek(struct file *file, loff_t off, int whence)
{
	if (whence == SEEK_DATA || whence == SEEK_HOLE) {
		off = seek_data_or_hole(file->inode, off, whence == SEEK_DATA);
		if (off >= 0)
			file->pos = off;
		return off;
	}
	return generic_llseek(file, off, whence, file->inode->size);
}

const struct file_operations ramfs_file_ops = {
	.read = ramfs_read,
	.write = ramfs_write,
	.llseek = ramfs_llseek,
};

static int ramfs_readlink(struct inode *inode, char *buf, size_t size)
{
	size_t len = min((size_t)inode->size, size);

	memcpy(buf, inode->link.text, len);
	return (int)len;
}

const struct inode_operations ramfs_link_ops = { .readlink = ramfs_readlink };
