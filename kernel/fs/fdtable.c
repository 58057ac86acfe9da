/* SPDX-License-Identifier: MIT */

/* Descriptor tables: dup(2), close(2), close_range(2). A table grows by doubling up to NR_OPEN_MAX. */

#include "vfs.h"
#include <asm/syscall.h>

#define FD_INLINE	32u
#define WORD_BITS	32u
#define WORDS		(NR_OPEN_MAX / WORD_BITS)

struct files_struct {
	int refs;
	struct spinlock lock;
	u32 size;			/* slots of fd */
	struct file **fd;		/* NULL in a used slot: reserved, still being opened */
	u32 used[WORDS], cloexec[WORDS]; /* bitmaps */
	struct file *inline_fd[FD_INLINE];
};

static bool test_bit(const u32 *map, u32 n)
{
	return map[n / WORD_BITS] >> n % WORD_BITS & 1;
}

static void assign_bit(u32 *map, u32 n, bool value)
{
	u32 bit = 1u << n % WORD_BITS;

	if (value)
		map[n / WORD_BITS] |= bit;
	else
		map[n / WORD_BITS] &= ~bit;
}

/* The lowest clear bit from `from` on, NR_OPEN_MAX if none. */
static u32 next_clear(const u32 *map, u32 from)
{
	u32 word = from / WORD_BITS, free;

	if (from >= NR_OPEN_MAX)
		return NR_OPEN_MAX;
	free = ~map[word] & ~0u << from % WORD_BITS;
	while (!free) {
		if (++word == WORDS)
			return NR_OPEN_MAX;
		free = ~map[word];
	}
	return word * WORD_BITS + (u32)__builtin_ctz(free);
}

struct files_struct *files_alloc(void)
{
	struct files_struct *files = kzalloc(sizeof(*files));

	if (!files)
		return NULL;
	files->refs = 1;
	files->lock = (struct spinlock)SPINLOCK_INIT("files_lock");
	files->size = FD_INLINE;
	files->fd = files->inline_fd;
	return files;
}

/* Room for descriptor fd: 0 or -ENOMEM. */
static int expand(struct files_struct *files, u32 fd)
{
	u32 size = files->size;
	struct file **bigger;

	if (fd < size)
		return 0;
	while (size <= fd)
		size *= 2;
	bigger = kzalloc(size * sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	memcpy(bigger, files->fd, files->size * sizeof(*bigger));
	if (files->fd != files->inline_fd)
		kfree(files->fd);
	files->fd = bigger;
	files->size = size;
	return 0;
}

struct files_struct *files_copy(struct files_struct *old)
{
	struct files_struct *files = files_alloc();

	if (!files)
		return NULL;
	if (expand(files, old->size - 1)) {
		kfree(files);
		return NULL;
	}
	for (u32 i = 0; i < old->size; i++) {
		files->fd[i] = old->fd[i];
		if (!old->fd[i])
			continue;
		file_get(old->fd[i]);
		assign_bit(files->used, i, true);
		assign_bit(files->cloexec, i, test_bit(old->cloexec, i));
	}
	return files;
}

void files_get(struct files_struct *files)
{
	files->refs++;
}

/* Empty slot fd and close what was in it. */
static void close_slot(struct files_struct *files, u32 fd)
{
	struct file *file = files->fd[fd];

	files->fd[fd] = NULL;
	assign_bit(files->used, fd, false);
	assign_bit(files->cloexec, fd, false);
	locks_close(file, files);
	fput(file);
}

void files_put(struct files_struct *files)
{
	if (--files->refs)
		return;
	for (u32 i = 0; i < files->size; i++)
		if (files->fd[i])
			close_slot(files, i);
	if (files->fd != files->inline_fd)
		kfree(files->fd);
	kfree(files);
}

u32 files_weight(const struct files_struct *files)
{
	u32 pages = 0;

	for (u32 i = 0; i < files->size; i++)
		if (files->fd[i])
			pages += pipe_weight(files->fd[i]->inode);
	return pages;
}

bool files_shared(const struct files_struct *files)
{
	return files->refs > 1;
}

void files_close_on_exec(struct files_struct *files)
{
	for (u32 word = 0; word < WORDS; word++) {
		while (files->cloexec[word]) {
			u32 fd = word * WORD_BITS + (u32)__builtin_ctz(files->cloexec[word]);

			assign_bit(files->cloexec, fd, false);
			if (files->fd[fd])
				close_slot(files, fd);
		}
	}
}

u32 files_size(struct files_struct *files)
{
	return files->size;
}

struct file *files_file(struct files_struct *files, u32 fd)
{
	struct file *file = fd < files->size ? files->fd[fd] : NULL;

	if (file)
		file->refs++;
	return file;
}

int files_next(struct files_struct *files, u32 fd)
{
	for (; fd < files->size; fd++)
		if (files->fd[fd])
			return (int)fd;
	return -1;
}

bool files_cloexec(struct files_struct *files, u32 fd)
{
	return fd < files->size && test_bit(files->cloexec, fd);
}

struct file *fget_raw(int fd)
{
	return files_file(current->files, (u32)fd);
}

struct file *fget(int fd)
{
	struct files_struct *files = current->files;
	struct file *file = (u32)fd < files->size ? files->fd[fd] : NULL;

	if (!file || unlikely(file->flags & O_PATH))
		return NULL;
	file->refs++;
	return file;
}

static u32 fd_limit(void)
{
	return (u32)min_t(u64, current->signal->rlim[RLIMIT_NOFILE].rlim_cur, NR_OPEN_MAX);
}

int fd_alloc(u32 from, u32 flags)
{
	struct files_struct *files = current->files;
	u32 fd;
	int err;

	spin_lock(&files->lock);
	fd = next_clear(files->used, from);
	err = fd >= fd_limit() ? -EMFILE : expand(files, fd);
	if (!err) {
		assign_bit(files->used, fd, true);
		assign_bit(files->cloexec, fd, flags & O_CLOEXEC);
	}
	spin_unlock(&files->lock);
	return err ? err : (int)fd;
}

void fd_publish(int fd, struct file *file)
{
	current->files->fd[fd] = file;
}

void fd_release(int fd)
{
	assign_bit(current->files->used, (u32)fd, false);
	assign_bit(current->files->cloexec, (u32)fd, false);
}

/* Takes the reference over if it succeeds. */
int fd_install_new(struct file *file, u32 flags)
{
	int fd = fd_alloc(0, flags);

	if (fd >= 0)
		fd_publish(fd, file);
	return fd;
}

int sys_close(u32 fd)
{
	struct files_struct *files = current->files;

	if (fd >= files->size || !files->fd[fd])
		return -EBADF;
	close_slot(files, fd);
	return 0;
}

int dup_from(struct file *file, u32 from, u32 flags)
{
	int fd;

	if (from >= fd_limit())
		return -EINVAL;
	fd = fd_alloc(from, flags);
	if (fd >= 0) {
		file_get(file);
		fd_publish(fd, file);
	}
	return fd;
}

int sys_dup(u32 fd)
{
	struct file *file = fget_raw((int)fd);
	int new = -EBADF;

	if (file) {
		new = fd_alloc(0, 0);
		if (new >= 0)
			fd_publish(new, file);
		else
			fput(file);
	}
	return new;
}

int sys_dup3(u32 old, u32 new, int flags)
{
	struct files_struct *files = current->files;
	struct file *file, *before;
	int err;

	if ((flags & ~O_CLOEXEC) || old == new)
		return -EINVAL;
	if (new >= fd_limit())
		return -EBADF;
	file = fget_raw((int)old);
	if (!file)
		return -EBADF;
	err = expand(files, new);
	if (!err && test_bit(files->used, new) && !files->fd[new])
		err = -EBUSY; /* another thread is just opening it */
	if (err) {
		fput(file);
		return err == -ENOMEM ? -EMFILE : err;
	}
	before = files->fd[new];
	files->fd[new] = file;
	assign_bit(files->used, new, true);
	assign_bit(files->cloexec, new, flags & O_CLOEXEC);
	if (before) {
		locks_close(before, files);
		fput(before);
	}
	return (int)new;
}

int sys_dup2(u32 old, u32 new)
{
	if (old != new)
		return sys_dup3(old, new, 0);
	if (old >= current->files->size || !current->files->fd[old])
		return -EBADF;
	return (int)old;
}

bool fd_get_cloexec(u32 fd)
{
	return test_bit(current->files->cloexec, fd);
}

void fd_set_cloexec(u32 fd, bool on)
{
	assign_bit(current->files->cloexec, fd, on);
}

/* A table of our own, if others share it: 0 or -ENOMEM. */
static int unshare_files(void)
{
	struct files_struct *own;

	if (!files_shared(current->files))
		return 0;
	own = files_copy(current->files);
	if (!own)
		return -ENOMEM;
	files_put(current->files);
	current->files = own;
	return 0;
}

int sys_close_range(u32 first, u32 last, u32 flags)
{
	struct files_struct *files;
	int err;

	if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) || first > last)
		return -EINVAL;
	if (flags & CLOSE_RANGE_UNSHARE) {
		err = unshare_files();
		if (err)
			return err;
	}
	files = current->files;
	for (u32 fd = first; fd < files->size && fd <= last; fd++) {
		if (!files->fd[fd])
			continue;
		if (flags & CLOSE_RANGE_CLOEXEC)
			assign_bit(files->cloexec, fd, true);
		else
			close_slot(files, fd);
	}
	return 0;
}
