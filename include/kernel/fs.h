/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_H
#define KERNEL_FS_H

/*
 * What the rest of the kernel needs of files. Everything is in memory: no file operation sleeps
 * except reads and writes of pipes, ttys and the like.
 */

#include <kernel/list.h>
#include <kernel/types.h>
#include <kernel/wait.h>
#include <uapi/asm/fcntl.h>
#include <uapi/asm/poll.h>
#include <uapi/asm/stat.h>
#include <uapi/asm/uio.h>

struct dentry;
struct file;
struct file_operations;
struct inode;
struct page;
struct task_struct;
struct tty;
struct mm_struct;

#define PATH_MAX 4096
#define NR_OPEN_MAX 1024	/* hard limit of descriptors of a process */

/*
 * Poll: a file's poll adds the caller to its wait queues once (table not NULL) and returns POLL*
 * that hold now.
 */
struct poll_table;
void poll_wait(struct poll_table *table, struct wait_queue_head *q);

/* Where a read or write finds its bytes: user memory in pieces, or (kbuf not NULL) the kernel's. */
struct io_iter {
	const struct iovec *iov;
	u32 nr;
	u32 offset;			/* done of iov[0] */
	size_t count;			/* bytes that are left in all */
	char *kbuf;
};
/* Bytes copied; fewer than n if the iterator ended or the user's memory faulted. */
size_t copy_to_iter(struct io_iter *to, const void *src, size_t n);
size_t copy_from_iter(void *dst, struct io_iter *from, size_t n);
size_t clear_iter(struct io_iter *to, size_t n);

struct file_operations {
	/* Bytes or -errno. *pos moves with the bytes; files that cannot seek ignore it. */
	int (*read)(struct file *file, struct io_iter *to, loff_t *pos);
	int (*write)(struct file *file, struct io_iter *from, loff_t *pos);
	loff_t (*llseek)(struct file *file, loff_t off, int whence);	/* NULL: -ESPIPE */
	int (*getdents)(struct file *file, void *ctx);
	u32 (*poll)(struct file *file, struct poll_table *table);	/* NULL: always ready */
	int (*ioctl)(struct file *file, u32 cmd, u32 arg);		/* NULL: -ENOTTY */
	int (*open)(struct inode *inode, struct file *file);
	void (*release)(struct file *file);
};

#define FMODE_READ	1u
#define FMODE_WRITE	2u
#define FMODE_EXEC	4u	/* open_exec: nobody may open the inode for writing (ETXTBSY) */

struct file {
	int refs;
	u32 flags;			/* O_*, as F_GETFL reports them */
	u32 mode;			/* FMODE_* */
	loff_t pos;
	struct inode *inode;
	struct dentry *dentry;		/* its name; never NULL */
	const struct file_operations *ops;
	void *private;
	int owner;			/* F_SETOWN */
};

void fs_init(void);			/* ramfs root, /dev, /proc */
int initramfs_unpack(const void *cpio, size_t size); /* 0 or -EINVAL; prints one line on corrupt input */

/* Of current; takes a reference; NULL: -EBADF (O_PATH files too). */
struct file *fget(int fd);
struct file *fget_raw(int fd);		/* O_PATH files too */
void fput(struct file *file);
void file_get(struct file *file);
/* Lowest free descriptor (O_CLOEXEC in flags), or -EMFILE. */
int fd_install_new(struct file *file, u32 flags);
/* Kernel path, from current's cwd; ERR_PTR. */
struct file *file_open(const char *path, u32 flags, u32 mode);
/* Regular file with x permission; ERR_PTR(-EACCES, -ENOENT, ...). */
struct file *open_exec(const char *path);
struct file *open_exec_at(int dirfd, const char __user *path, int flags); /* execveat(2) */
int kernel_read(struct file *file, void *buf, size_t n, loff_t pos); /* bytes or -errno; regular files */
int file_path(struct file *file, char *buf, size_t size); /* absolute path; length or -ENAMETOOLONG */

/*
 * Page pgoff of a regular file for mmap, with a reference: 0, -ENOMEM, or -ENXIO beyond the end
 * (SIGBUS).
 */
int inode_get_page(struct inode *inode, u64 pgoff, struct page **page);
/* False: a hole, or beyond the end (regular files). */
bool inode_has_page(struct inode *inode, u64 pgoff);
/* [from, to) reads as zeroes (regular files). */
void inode_punch_hole(struct inode *inode, u64 from, u64 to);
void inode_get(struct inode *inode);
void inode_put(struct inode *inode);
u64 inode_number(const struct inode *inode);
u32 inode_dev(const struct inode *inode);
bool inode_is_regular(const struct inode *inode);
bool inode_is_zero_device(const struct inode *inode);	/* mmap of /dev/zero is anonymous memory */
void inode_exec_ids(const struct inode *inode, u32 *mode, u32 *uid, u32 *gid); /* for setuid programs */
struct inode *shmem_inode(u64 size);	/* unnamed memory for MAP_SHARED|MAP_ANONYMOUS, or NULL */

/* Per-process tables. */
struct files_struct *files_alloc(void);
struct files_struct *files_copy(struct files_struct *old);	/* NULL: no memory */
void files_get(struct files_struct *files);
void files_put(struct files_struct *files);
u32 files_weight(const struct files_struct *files);	/* pages that its pipes hold */
void files_close_on_exec(struct files_struct *files);
bool files_shared(const struct files_struct *files);
struct fs_struct *fs_alloc(void);
struct fs_struct *fs_copy(struct fs_struct *old);
void fs_get(struct fs_struct *fs);
void fs_put(struct fs_struct *fs);

/* tty */
void tty_receive(char c);		/* from a console's interrupt (serial, keyboard) */
void tty_disassociate(struct task_struct *leader); /* the session leader exits: SIGHUP, SIGCONT */
int open_console(void);			/* fds 0, 1, 2 of current on /dev/console */
u32 tty_device_number(const struct tty *tty);
pid_t tty_foreground_pgrp(const struct tty *tty);

/* /proc: files whose text a function writes. */
struct seq_buf {
	char *buf;
	size_t size, len;	/* len > size: did not fit, the caller retries with a larger buffer */
};
void seq_printf(struct seq_buf *seq, const char *fmt, ...) __printf(2, 3);
void proc_create(const char *name, void (*show)(struct seq_buf *seq)); /* /proc/name */

#endif
