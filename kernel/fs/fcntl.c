/* SPDX-License-Identifier: MIT */

/* fcntl(2), ioctl(2) as far as it is the same for every file, fsync(2), posix_fadvise(2). */

#include "vfs.h"
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <uapi/asm/ioctl.h>

#define SETTABLE_FLAGS	(O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME)
#define PIPE_SIZE	65536
#define MAX_ADVICE	5

/* F_SETOWN_EX */
#define F_OWNER_PID	1
#define F_OWNER_PGRP	2

struct f_owner_ex {
	s32 type, pid;
};

static int get_owner_ex(const struct file *file, u32 arg)
{
	struct f_owner_ex owner = { F_OWNER_PID, file->owner };

	if (owner.pid < 0)
		owner = (struct f_owner_ex){ F_OWNER_PGRP, -owner.pid };
	return copy_to_user(uptr(arg), &owner, sizeof(owner)) ? -EFAULT : 0;
}

static int set_owner_ex(struct file *file, u32 arg)
{
	struct f_owner_ex owner;

	if (copy_from_user(&owner, uptr(arg), sizeof(owner)))
		return -EFAULT;
	if (owner.type < 0 || owner.type > F_OWNER_PGRP || owner.pid < 0)
		return -EINVAL;
	if (owner.pid && !find_task(owner.pid))
		return -ESRCH;
	file->owner = owner.type == F_OWNER_PGRP ? -owner.pid : owner.pid;
	return 0;
}

static int set_flags(struct file *file, u32 flags)
{
	if ((flags & O_NOATIME) && !(file->flags & O_NOATIME) && !inode_owner(file->inode))
		return -EPERM;
	file->flags = (file->flags & ~SETTABLE_FLAGS) | (flags & SETTABLE_FLAGS);
	return 0;
}

static int pipe_size(const struct file *file, bool set, u32 arg)
{
	if (file->inode->fops != &fifo_ops)
		return -EBADF;
	if (set && arg > PIPE_SIZE)
		return -EPERM;
	return PIPE_SIZE;
}

static int do_fcntl(struct file *file, u32 fd, u32 cmd, u32 arg)
{
	switch (cmd) {
	case F_DUPFD:
		return dup_from(file, arg, 0);
	case F_DUPFD_CLOEXEC:
		return dup_from(file, arg, O_CLOEXEC);
	case F_GETFD:
		return fd_get_cloexec(fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		fd_set_cloexec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return (int)file->flags;
	}
	if (file->flags & O_PATH)
		return -EBADF;
	switch (cmd) {
	case F_SETFL:
		return set_flags(file, arg);
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
	case F_GETLK64:
	case F_SETLK64:
	case F_SETLKW64:
	case F_OFD_GETLK:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		return fcntl_lock(file, cmd, arg);
	case F_GETOWN:
		return file->owner;
	case F_SETOWN:
		file->owner = (int)arg;
		return 0;
	case F_GETOWN_EX:
		return get_owner_ex(file, arg);
	case F_SETOWN_EX:
		return set_owner_ex(file, arg);
	case F_GETSIG:
		return 0;
	case F_GETPIPE_SZ:
		return pipe_size(file, false, 0);
	case F_SETPIPE_SZ:
		return pipe_size(file, true, arg);
	}
	return -EINVAL;
}

int sys_fcntl64(u32 fd, u32 cmd, u32 arg)
{
	struct file *file = fget_raw((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = do_fcntl(file, fd, cmd, arg);
	fput(file);
	return err;
}

static int set_nonblock(struct file *file, int __user *arg)
{
	int on;

	if (get_user(on, arg))
		return -EFAULT;
	file->flags = on ? file->flags | O_NONBLOCK : file->flags & ~(u32)O_NONBLOCK;
	return 0;
}

static int do_ioctl(struct file *file, u32 fd, u32 cmd, u32 arg)
{
	int __user *p = uptr(arg);
	int on;

	switch (cmd) {
	case FIOCLEX:
		fd_set_cloexec(fd, true);
		return 0;
	case FIONCLEX:
		fd_set_cloexec(fd, false);
		return 0;
	case FIONBIO:
		return set_nonblock(file, p);
	case FIOASYNC:
		if (get_user(on, p))
			return -EFAULT;
		return on ? -ENOTTY : 0;
	case FIONREAD:
		if (S_ISREG(file->inode->mode))
			return put_user((int)((loff_t)file->inode->size - file->pos), p);
		break;
	}
	return file->ops->ioctl ? file->ops->ioctl(file, cmd, arg) : -ENOTTY;
}

int sys_ioctl(u32 fd, u32 cmd, u32 arg)
{
	struct file *file = fget((int)fd);
	int err;

	if (!file)
		return -EBADF;
	err = do_ioctl(file, fd, cmd, arg);
	fput(file);
	return err;
}

/* Memory is as safe as it will ever be. */
int sys_fsync(u32 fd)
{
	struct file *file = fget((int)fd);
	int err = -EBADF;

	if (file) {
		u32 mode = file->inode->mode;

		err = S_ISREG(mode) || S_ISDIR(mode) ? 0 : -EINVAL;
		fput(file);
	}
	return err;
}

int sys_fdatasync(u32 fd)
{
	return sys_fsync(fd);
}

int sys_sync(void)
{
	return 0;
}

static int do_fadvise(u32 fd, loff_t len, int advice)
{
	struct file *file = fget((int)fd);
	int err = 0;

	if (!file)
		return -EBADF;
	if (S_ISFIFO(file->inode->mode))
		err = -ESPIPE;
	else if (len < 0 || advice < 0 || advice > MAX_ADVICE)
		err = -EINVAL;
	fput(file);
	return err;
}

int sys_fadvise64(u32 fd, u32 off_low, u32 off_high, size_t len, int advice)
{
	return do_fadvise(fd, (s32)len, advice);
}

int sys_fadvise64_64(u32 fd, u32 off_low, u32 off_high, u32 len_low, u32 len_high, int advice)
{
	return do_fadvise(fd, (loff_t)((u64)len_high << 32 | len_low), advice);
}
