/* SPDX-License-Identifier: MIT */

/* read(2), write(2), readv(2), pread(2), lseek(2), sendfile(2) and their relatives. */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>

/* What is left of the current piece of user memory, and its address; 0 at the end. */
static size_t segment(struct io_iter *it, char __user **at)
{
	while (it->nr && it->offset == it->iov->iov_len) {
		it->iov++;
		it->nr--;
		it->offset = 0;
	}
	if (!it->nr)
		return 0;
	*at = (char __user *)uptr(it->iov->iov_base) + it->offset;
	return it->iov->iov_len - it->offset;
}

/* Move n bytes between user memory at `at` and buf; returns the bytes that were not moved. */
typedef size_t (*move_t)(char __user *at, char *buf, size_t n);

static size_t put_part(char __user *at, char *buf, size_t n)
{
	return copy_to_user_partial(at, buf, n);
}

static size_t get_part(char __user *at, char *buf, size_t n)
{
	return copy_from_user_partial(buf, at, n);
}

static size_t clear_part(char __user *at, char *buf, size_t n)
{
	return clear_user_partial(at, n);
}

/* Part after part, until n bytes are done, the iterator ends or a part faults. */
static __always_inline size_t move_parts(struct io_iter *it, char *buf, size_t n, move_t move)
{
	size_t done = 0, left = 0;

	while (done < n && !left) {
		char __user *at;
		size_t part = min(n - done, segment(it, &at));

		if (!part)
			break;
		left = move(at, buf + done, part);
		it->offset += (u32)(part - left);
		done += part - left;
	}
	it->count -= done;
	return done;
}

/* The kernel's own buffer takes or gives n bytes. */
static char *kernel_part(struct io_iter *it, size_t n)
{
	char *at = it->kbuf;

	it->kbuf += n;
	it->count -= n;
	return at;
}

size_t copy_to_iter(struct io_iter *to, const void *src, size_t n)
{
	n = min(n, to->count);
	if (!to->kbuf)
		return move_parts(to, (char *)src, n, put_part);
	memcpy(kernel_part(to, n), src, n);
	return n;
}

size_t copy_from_iter(void *dst, struct io_iter *from, size_t n)
{
	n = min(n, from->count);
	if (!from->kbuf)
		return move_parts(from, dst, n, get_part);
	memcpy(dst, kernel_part(from, n), n);
	return n;
}

size_t clear_iter(struct io_iter *to, size_t n)
{
	n = min(n, to->count);
	if (!to->kbuf)
		return move_parts(to, NULL, n, clear_part);
	memset(kernel_part(to, n), 0, n);
	return n;
}

void signal_self(int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_USER };

	info.si_pid = current->tgid;
	info.si_uid = current->cred.uid;
	send_signal(sig, &info, current, false);
}

/* One transfer at *pos. The iterator's addresses have been checked. */
int file_rw(struct file *file, struct io_iter *iter, loff_t *pos, bool write)
{
	if (!(file->mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	iter->count = min(iter->count, (size_t)MAX_RW_COUNT);
	if (write)
		return file->ops->write ? file->ops->write(file, iter, pos) : -EINVAL;
	if (!file->ops->read)
		return S_ISDIR(file->inode->mode) ? -EISDIR : -EINVAL;
	return file->ops->read(file, iter, pos);
}

/* pos NULL: at the file's own position. */
static int rw_one(u32 fd, const void __user *buf, size_t count, loff_t *pos, bool write)
{
	struct iovec iov = { .iov_base = (u32)(unsigned long)buf, .iov_len = (u32)count };
	struct io_iter iter = { .iov = &iov, .nr = 1, .count = count };
	struct file *file = fget((int)fd);
	int n;

	if (!file)
		return -EBADF;
	if (!(file->mode & (write ? FMODE_WRITE : FMODE_READ)))
		n = -EBADF;
	else if (pos && !file->ops->llseek)
		n = -ESPIPE;
	else if (!access_ok(buf, count))
		n = -EFAULT;
	else if ((s32)count < 0)
		n = -EINVAL;
	else
		n = file_rw(file, &iter, pos ? pos : &file->pos, write);
	fput(file);
	return n;
}

int sys_read(u32 fd, void __user *buf, size_t count)
{
	return rw_one(fd, buf, count, NULL, false);
}

int sys_write(u32 fd, const void __user *buf, size_t count)
{
	return rw_one(fd, buf, count, NULL, true);
}

static loff_t join(u32 low, u32 high)
{
	return (loff_t)((u64)high << 32 | low);
}

int sys_pread64(u32 fd, void __user *buf, size_t count, u32 pos_low, u32 pos_high)
{
	loff_t pos = join(pos_low, pos_high);

	return pos < 0 ? -EINVAL : rw_one(fd, buf, count, &pos, false);
}

int sys_pwrite64(u32 fd, const void __user *buf, size_t count, u32 pos_low, u32 pos_high)
{
	loff_t pos = join(pos_low, pos_high);

	return pos < 0 ? -EINVAL : rw_one(fd, buf, count, &pos, true);
}

/* Copy and check the pieces: total length or -errno. *vec is `fast` or memory to kfree. */
static int import_iovec(const void __user *user, u32 nr, struct iovec *fast, struct iovec **vec)
{
	u64 total = 0;

	*vec = fast;
	if (nr > UIO_MAXIOV)
		return -EINVAL;
	if (nr > UIO_FASTIOV) {
		*vec = kmalloc(nr * sizeof(**vec));
		if (!*vec)
			return -ENOMEM;
	}
	if (copy_from_user(*vec, user, nr * sizeof(**vec)))
		return -EFAULT;
	for (u32 i = 0; i < nr; i++) {
		struct iovec *v = &(*vec)[i];

		if ((s32)v->iov_len < 0)
			return -EINVAL;
		if (!access_ok(uptr(v->iov_base), v->iov_len))
			return -EFAULT;
		v->iov_len = min_t(u32, v->iov_len, MAX_RW_COUNT - (u32)total);
		total += v->iov_len;
	}
	return (int)total;
}

static int rw_vector(u32 fd, const void __user *user, u32 nr, loff_t *pos, bool write)
{
	struct iovec fast[UIO_FASTIOV], *vec = fast;
	struct file *file = fget((int)fd);
	int n;

	if (!file)
		return -EBADF;
	if (!(file->mode & (write ? FMODE_WRITE : FMODE_READ)))
		n = -EBADF;
	else if (pos && !file->ops->llseek)
		n = -ESPIPE;
	else
		n = import_iovec(user, nr, fast, &vec);
	if (n > 0) {
		struct io_iter iter = { .iov = vec, .nr = nr, .count = (size_t)n };

		n = file_rw(file, &iter, pos ? pos : &file->pos, write);
	}
	if (vec != fast)
		kfree(vec);
	fput(file);
	return n;
}

int sys_readv(u32 fd, const void __user *iov, u32 count)
{
	return rw_vector(fd, iov, count, NULL, false);
}

int sys_writev(u32 fd, const void __user *iov, u32 count)
{
	return rw_vector(fd, iov, count, NULL, true);
}

int sys_preadv(u32 fd, const void __user *iov, u32 count, u32 pos_low, u32 pos_high)
{
	loff_t pos = join(pos_low, pos_high);

	return pos < 0 ? -EINVAL : rw_vector(fd, iov, count, &pos, false);
}

int sys_pwritev(u32 fd, const void __user *iov, u32 count, u32 pos_low, u32 pos_high)
{
	loff_t pos = join(pos_low, pos_high);

	return pos < 0 ? -EINVAL : rw_vector(fd, iov, count, &pos, true);
}

loff_t generic_llseek(struct file *file, loff_t off, int whence, u64 size)
{
	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		off = (loff_t)((u64)off + (u64)file->pos);
		break;
	case SEEK_END:
		off = (loff_t)((u64)off + size);
		break;
	default:
		return -EINVAL;
	}
	if (off < 0 || off > MAX_FILE_SIZE)
		return -EINVAL;
	file->pos = off;
	return off;
}

static loff_t do_lseek(u32 fd, loff_t off, u32 whence)
{
	struct file *file = fget((int)fd);
	loff_t pos;

	if (!file)
		return -EBADF;
	if (whence > SEEK_HOLE)
		pos = -EINVAL;
	else
		pos = file->ops->llseek ? file->ops->llseek(file, off, (int)whence) : -ESPIPE;
	fput(file);
	return pos;
}

int sys_lseek(u32 fd, s32 offset, u32 whence)
{
	loff_t pos = do_lseek(fd, offset, whence);

	return pos > 0x7fffffff ? -EOVERFLOW : (int)pos;
}

int sys__llseek(u32 fd, u32 offset_high, u32 offset_low, void __user *result, u32 whence)
{
	loff_t pos = do_lseek(fd, join(offset_low, offset_high), whence);

	if (pos < 0)
		return (int)pos;
	return copy_to_user(result, &pos, sizeof(pos)) ? -EFAULT : 0;
}
