/* SPDX-License-Identifier: MIT */

/* Changing what stat shows: chmod(2), chown(2), utimensat(2), truncate(2), fallocate(2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <kernel/time.h>
#include <uapi/asm/time.h>

#define FALLOC_KEEP_SIZE	1
#define FALLOC_PUNCH_HOLE	2
#define KEEP_ID			(~0u)

static int do_chmod(struct inode *inode, u32 mode)
{
	if (inode->sb->fixed || !inode_owner(inode))
		return -EPERM;
	mode &= 07777;
	if (current->cred.fsuid != 0 && !in_group(inode->gid))
		mode &= ~S_ISGID;
	inode->mode = (inode->mode & S_IFMT) | mode;
	inode_touch_status(inode);
	return 0;
}

int sys_fchmodat(int dirfd, const char __user *path, u32 mode)
{
	struct dentry *d = user_path_at(dirfd, path, LOOKUP_FOLLOW);
	int err;

	if (IS_ERR(d))
		return PTR_ERR(d);
	err = do_chmod(d->inode, mode);
	dput(d);
	return err;
}

int sys_chmod(const char __user *path, u32 mode)
{
	return sys_fchmodat(AT_FDCWD, path, mode);
}

int sys_fchmod(u32 fd, u32 mode)
{
	struct file *file = fget((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = do_chmod(file->inode, mode);
	fput(file);
	return err;
}

static int do_chown(struct inode *inode, u32 uid, u32 gid)
{
	const struct cred *cred = &current->cred;

	if (inode->sb->fixed)
		return -EPERM;
	if (cred->fsuid != 0) {
		if (uid != KEEP_ID && (cred->fsuid != inode->uid || uid != inode->uid))
			return -EPERM;
		if (gid != KEEP_ID &&
		    (cred->fsuid != inode->uid || (!in_group(gid) && gid != inode->gid)))
			return -EPERM;
	}
	if (uid != KEEP_ID)
		inode->uid = uid;
	if (gid != KEEP_ID)
		inode->gid = gid;
	if (!S_ISDIR(inode->mode)) {
		inode->mode &= ~S_ISUID;
		if (inode->mode & S_IXGRP)
			inode->mode &= ~S_ISGID;
	}
	inode_touch_status(inode);
	return 0;
}

int sys_fchownat(int dirfd, const char __user *path, u32 uid, u32 gid, int flags)
{
	struct dentry *d;
	u32 lookup;
	int err;

	if (at_lookup_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &lookup))
		return -EINVAL;
	d = user_path_at(dirfd, path, lookup);
	if (IS_ERR(d))
		return PTR_ERR(d);
	err = do_chown(d->inode, uid, gid);
	dput(d);
	return err;
}

int sys_chown32(const char __user *path, u32 uid, u32 gid)
{
	return sys_fchownat(AT_FDCWD, path, uid, gid, 0);
}

int sys_lchown32(const char __user *path, u32 uid, u32 gid)
{
	return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

int sys_fchown32(u32 fd, u32 uid, u32 gid)
{
	struct file *file = fget((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = do_chown(file->inode, uid, gid);
	fput(file);
	return err;
}

/* The calls of old have 16-bit ids, with 0xffff for "leave it". */
static u32 id_from_16(u32 id)
{
	return (u16)id == 0xffff ? KEEP_ID : (u16)id;
}

int sys_lchown(const char __user *path, u32 uid, u32 gid)
{
	return sys_lchown32(path, id_from_16(uid), id_from_16(gid));
}

int sys_fchown(u32 fd, u32 uid, u32 gid)
{
	return sys_fchown32(fd, id_from_16(uid), id_from_16(gid));
}

/* A time to set: ns, or one of two wishes. */
struct new_time {
	enum { TIME_SET, TIME_NOW, TIME_OMIT } how;
	s64 ns;
};

static int set_times(struct inode *inode, const struct new_time t[2])
{
	s64 now = now_real();

	if (inode->sb->fixed)
		return -EPERM;
	if (t[0].how == TIME_NOW && t[1].how == TIME_NOW) {
		if (!inode_owner(inode) && inode_permission(inode, W_OK))
			return -EACCES;
	} else if (!inode_owner(inode)) {
		return -EPERM;
	}
	if (t[0].how != TIME_OMIT)
		inode->atime = t[0].how == TIME_NOW ? now : t[0].ns;
	if (t[1].how != TIME_OMIT)
		inode->mtime = t[1].how == TIME_NOW ? now : t[1].ns;
	inode->ctime = now;
	return 0;
}

/* path NULL: dirfd is the file. */
static int do_utimes(int dirfd, const char __user *path, const struct new_time t[2], int flags)
{
	struct dentry *d;
	struct file *file;
	u32 lookup;
	int err;

	if (t[0].how == TIME_OMIT && t[1].how == TIME_OMIT)
		return 0;
	if (at_lookup_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &lookup))
		return -EINVAL;
	if (!path && dirfd != AT_FDCWD) {
		if (flags)
			return -EINVAL;
		file = fget(dirfd);
		if (!file)
			return -EBADF;
		err = set_times(file->inode, t);
		fput(file);
		return err;
	}
	d = user_path_at(dirfd, path, lookup);
	if (IS_ERR(d))
		return PTR_ERR(d);
	err = set_times(d->inode, t);
	dput(d);
	return err;
}

/* Times that 64 bits of nanoseconds cannot hold stay at the ends (years 1677 and 2262). */
static s64 join_time(s64 sec, u32 nsec)
{
	const s64 limit = 9223372035ll;

	if (sec > limit)
		return 0x7fffffffffffffffll;
	if (sec < -limit)
		return -0x7fffffffffffffffll;
	return sec * (s64)NSEC_PER_SEC + nsec;
}

static int new_time_from(struct new_time *t, s64 sec, u32 nsec)
{
	if (nsec == UTIME_NOW) {
		t->how = TIME_NOW;
	} else if (nsec == UTIME_OMIT) {
		t->how = TIME_OMIT;
	} else if (nsec >= NSEC_PER_SEC) {
		return -EINVAL;
	} else {
		t->how = TIME_SET;
		t->ns = join_time(sec, nsec);
	}
	return 0;
}

static const struct new_time both_now[2] = { { TIME_NOW, 0 }, { TIME_NOW, 0 } };

int sys_utimensat(int dirfd, const char __user *path, const void __user *times, int flags)
{
	struct timespec32 ts[2];
	struct new_time t[2];

	if (!times)
		return do_utimes(dirfd, path, both_now, flags);
	if (copy_from_user(ts, times, sizeof(ts)))
		return -EFAULT;
	for (int i = 0; i < 2; i++)
		if (new_time_from(&t[i], ts[i].tv_sec, (u32)ts[i].tv_nsec))
			return -EINVAL;
	return do_utimes(dirfd, path, t, flags);
}

int sys_utimensat_time64(int dirfd, const char __user *path, const void __user *times, int flags)
{
	struct timespec64 ts[2];
	struct new_time t[2];

	if (!times)
		return do_utimes(dirfd, path, both_now, flags);
	if (copy_from_user(ts, times, sizeof(ts)))
		return -EFAULT;
	for (int i = 0; i < 2; i++)
		if (new_time_from(&t[i], ts[i].tv_sec, (u32)ts[i].tv_nsec))
			return -EINVAL;
	return do_utimes(dirfd, path, t, flags);
}

int sys_utimes(const char __user *path, const void __user *times)
{
	struct timeval32 tv[2];
	struct new_time t[2];

	if (!times)
		return do_utimes(AT_FDCWD, path, both_now, 0);
	if (copy_from_user(tv, times, sizeof(tv)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		if ((u32)tv[i].tv_usec >= 1000000)
			return -EINVAL;
		t[i].how = TIME_SET;
		t[i].ns = join_time(tv[i].tv_sec, (u32)tv[i].tv_usec * 1000);
	}
	return do_utimes(AT_FDCWD, path, t, 0);
}

int sys_utime(const char __user *path, const void __user *times)
{
	struct utimbuf32 buf;
	struct new_time t[2];

	if (!times)
		return do_utimes(AT_FDCWD, path, both_now, 0);
	if (copy_from_user(&buf, times, sizeof(buf)))
		return -EFAULT;
	t[0] = (struct new_time){ TIME_SET, join_time(buf.actime, 0) };
	t[1] = (struct new_time){ TIME_SET, join_time(buf.modtime, 0) };
	return do_utimes(AT_FDCWD, path, t, 0);
}

/* The caller may write to the (ramfs) file. */
int do_truncate(struct inode *inode, loff_t size)
{
	int err = (u64)size > inode->size ? check_file_size((u64)size) : 0;

	if (err)
		return err;
	inode_truncate(inode, (u64)size);
	inode_drop_privileges(inode);
	inode_touch_change(inode);
	return 0;
}

static int truncate_path(const char __user *path, loff_t size)
{
	struct dentry *d;
	int err;

	if (size < 0)
		return -EINVAL;
	d = user_path_at(AT_FDCWD, path, LOOKUP_FOLLOW);
	if (IS_ERR(d))
		return PTR_ERR(d);
	if (!inode_is_regular(d->inode))
		err = S_ISDIR(d->inode->mode) ? -EISDIR : -EINVAL;
	else
		err = inode_permission(d->inode, W_OK);
	if (!err)
		err = inode_write_access(d->inode);
	if (!err) {
		err = do_truncate(d->inode, size);
		inode_write_done(d->inode);
	}
	dput(d);
	return err;
}

static int truncate_fd(u32 fd, loff_t size, bool small)
{
	struct file *file;
	int err;

	if (size < 0)
		return -EINVAL;
	file = fget((int)fd);
	if (!file)
		return -EBADF;
	if (!inode_is_regular(file->inode) || !(file->mode & FMODE_WRITE))
		err = -EINVAL;
	else if (small && !(file->flags & O_LARGEFILE) && size > MAX_NON_LFS)
		err = -EINVAL;
	else
		err = do_truncate(file->inode, size);
	fput(file);
	return err;
}

int sys_truncate(const char __user *path, s32 length)
{
	return truncate_path(path, length);
}

int sys_ftruncate(u32 fd, s32 length)
{
	return truncate_fd(fd, length, true);
}

int sys_truncate64(const char __user *path, u32 low, u32 high)
{
	return truncate_path(path, (loff_t)((u64)high << 32 | low));
}

int sys_ftruncate64(u32 fd, u32 low, u32 high)
{
	return truncate_fd(fd, (loff_t)((u64)high << 32 | low), false);
}

/* Zero [from, to) of the file: whole pages become holes. */
void inode_punch_hole(struct inode *inode, u64 from, u64 to)
{
	while (from < to) {
		u32 offset = (u32)from & (PAGE_SIZE - 1);
		u64 part = min_t(u64, PAGE_SIZE - offset, to - from);
		u64 index = page_tree_next(&inode->pages, from >> PAGE_SHIFT);
		struct page *page;

		if (index == ~0ull)
			return;
		if (index != from >> PAGE_SHIFT) {
			from = index << PAGE_SHIFT;
			continue;
		}
		page = page_tree_find(&inode->pages, index);
		/* A mapping may hold the page: it must read zeroes either way. */
		memset((char *)page_address(page) + offset, 0, part);
		if (part == PAGE_SIZE && page->refs == 1)
			page_tree_remove(&inode->pages, index);
		from += part;
	}
}

static int allocate_pages(struct inode *inode, u64 from, u64 to)
{
	for (u64 index = from >> PAGE_SHIFT; index << PAGE_SHIFT < to; index++) {
		struct page *page;

		if (page_tree_find(&inode->pages, index))
			continue;
		if (nr_free_pages() <= file_reserve())
			return -ENOSPC;
		page = alloc_page(GFP_USER | GFP_ZERO);
		if (!page)
			return -ENOSPC;
		if (page_tree_insert(&inode->pages, index, page)) {
			put_page(page);
			return -ENOSPC;
		}
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static int do_fallocate(struct file *file, int mode, u64 off, u64 len)
{
	struct inode *inode = file->inode;
	int err;

	if (!(file->mode & FMODE_WRITE))
		return -EBADF;
	if (!inode_is_regular(inode))
		return S_ISFIFO(inode->mode) ? -ESPIPE : S_ISDIR(inode->mode) ? -EISDIR : -ENODEV;
	if (off + len > MAX_FILE_SIZE)
		return -EFBIG;
	if (mode & FALLOC_PUNCH_HOLE) {
		inode_punch_hole(inode, off, min(off + len, inode->size));
		inode_touch_change(inode);
		return 0;
	}
	if (!(mode & FALLOC_KEEP_SIZE)) {
		err = check_file_size(off + len);
		if (err)
			return err;
	}
	err = allocate_pages(inode, off, off + len);
	if (!err && !(mode & FALLOC_KEEP_SIZE) && off + len > inode->size)
		inode->size = off + len;
	inode_touch_change(inode);
	return err;
}

int sys_fallocate(u32 fd, int mode, u32 off_low, u32 off_high, u32 len_low, u32 len_high)
{
	loff_t off = (loff_t)((u64)off_high << 32 | off_low);
	loff_t len = (loff_t)((u64)len_high << 32 | len_low);
	struct file *file = fget((int)fd);
	int err;

	if (!file)
		return -EBADF;
	if (off < 0 || len <= 0)
		err = -EINVAL;
	else if ((mode & ~(FALLOC_KEEP_SIZE | FALLOC_PUNCH_HOLE)) || mode == FALLOC_PUNCH_HOLE)
		err = -EOPNOTSUPP;
	else
		err = do_fallocate(file, mode, (u64)off, (u64)len);
	fput(file);
	return err;
}
