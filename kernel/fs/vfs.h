/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_VFS_H
#define KERNEL_FS_VFS_H

/*
 * The tree of names and what stands behind them, for kernel/fs and kernel/dev only.
 *
 * A dentry is a name in a directory. In ramfs the dentries are the directory: a linked dentry is
 * held by the tree. Those that /proc makes on lookup belong to who asked, and go with the last
 * reference. Nothing here is touched by interrupts and nothing sleeps between taking a dentry
 * from the tree and acting on it, so that no operation sees another one half done.
 */

#include <kernel/fs.h>
#include <kernel/list.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/errno.h>
#include <uapi/asm/siginfo.h>

#define MAX_FILE_SIZE	0xffffffff000ll	/* as Linux's page cache on i386 */
#define MAX_NON_LFS	0x7fffffffll	/* without O_LARGEFILE */
#define MAX_RW_COUNT	0x7ffff000u	/* a read or write moves at most this */
#define MAX_LINKS	40		/* symbolic links in a path walk */
#define DENTRY_INLINE_NAME 28

/* Device numbers as programs see them (makedev with 8-bit minors). */
#define DEV(major, minor) ((u32)(major) << 8 | (u32)(minor))
static inline u32 dev_major(u32 dev)
{
	return (dev & 0xfff00) >> 8;
}
static inline u32 dev_minor(u32 dev)
{
	return (dev & 0xff) | ((dev >> 12) & 0xfff00);
}

struct superblock {
	const char *type;		/* "proc" */
	const char *source;
	u32 magic;
	u32 dev;
	bool fixed;			/* programs cannot make, remove or rename names in it */
	u64 next_ino;
	struct dentry *mountpoint;
	struct list_head node;		/* all mounts, oldest first */
};

struct page_tree {
	void *root;			/* height 0: the page 0 itself */
	u32 height;
	u32 nr_pages;
};

struct dir_context;
struct proc_entry;
struct inode_operations {
	/* Names that are not in the tree: a new dentry or ERR_PTR(-ENOENT). */
	struct dentry *(*lookup)(struct dentry *dir, const char *name, size_t len);
	/* Such names for getdents, after those of the tree; ctx->pos is at least DYNAMIC_POS. */
	int (*iterate)(struct file *file, struct dir_context *ctx);
	/* Symbolic links: the text's length, at most size, or -errno. */
	int (*readlink)(struct inode *inode, char *buf, size_t size);
	/* Links that lead to an object, whatever its name: 0 and a reference, or -errno. */
	int (*follow)(struct inode *inode, struct dentry **target);
	/* Instead of the mode bits. */
	int (*permission)(struct inode *inode, u32 mask);
	/* chmod, chown, truncate are refused with -EPERM where fixed. */
	void (*evict)(struct inode *inode);
};

struct pipe;

struct inode {
	int refs;			/* names and users */
	u32 nlink;
	u32 mode, uid, gid;
	u32 rdev;
	int writers;			/* > 0: open for writing; < 0: running programs */
	u64 ino;
	u64 size;
	s64 atime, mtime, ctime, btime;	/* ns since the epoch */
	struct superblock *sb;
	const struct inode_operations *ops; /* NULL: none */
	const struct file_operations *fops;
	struct list_head locks;		/* struct file_lock */
	union {
		struct page_tree pages;	/* regular files */
		struct {
			struct list_head children; /* dentry.sibling, by cookie */
			u32 next_cookie, nr_children;
		} dir;
		struct {
			char *text;
		} link;
		struct pipe *pipe;	/* pipes and open FIFOs */
	};
	struct {
		const struct proc_entry *entry;
		pid_t pid;		/* 0: not of a process */
		u32 number;		/* descriptor */
		u64 start_time;		/* of the process: tells it from a later one with its number */
	} proc;
};

struct dentry {
	int refs;
	u32 hash;
	struct dentry *parent;		/* the root's is itself; NULL: no place in the tree (pipes) */
	struct inode *inode;
	struct dentry *hash_next;
	struct list_head sibling;	/* inode->dir.children of the parent */
	u32 cookie;			/* position for getdents */
	u16 len;
	bool linked;			/* in the tree */
	bool cursor;			/* not a name: where a getdents stopped */
	bool mountpoint;
	char *name;
	char inline_name[DENTRY_INLINE_NAME];
};

/* kernel/fs/inode.c */
struct inode *inode_new(struct superblock *sb, u32 mode, u32 rdev); /* refs 1, nlink 1, owned by current */
int inode_permission(struct inode *inode, u32 mask);	/* R_OK | W_OK | X_OK: 0 or -EACCES */
bool inode_owner(const struct inode *inode);		/* current owns it or is root */
bool in_group(u32 gid);					/* current's fsgid or groups */
void inode_touch_change(struct inode *inode);		/* mtime and ctime now */
void inode_touch_status(struct inode *inode);		/* ctime */
void inode_touch_access(struct inode *inode);		/* atime, as relatime does */
int inode_write_access(struct inode *inode);		/* one more writer; -ETXTBSY */
void inode_write_done(struct inode *inode);
void inode_drop_privileges(struct inode *inode);	/* set-id bits go when a user writes */
s64 now_real(void);

/* kernel/fs/dentry.c */
extern struct dentry *root_dentry;
struct dentry *dget(struct dentry *d);
void dput(struct dentry *d);
struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len, struct inode *inode);
struct dentry *dentry_find(struct dentry *dir, const char *name, size_t len);	/* of the tree; NULL */
struct dentry *dentry_lookup(struct dentry *dir, const char *name, size_t len);	/* or ERR_PTR */
void dentry_link(struct dentry *d);		/* put it into its parent's directory */
void dentry_unlink(struct dentry *d);
int dentry_move(struct dentry *d, struct dentry *parent, const char *name, size_t len);
void dentry_exchange(struct dentry *a, struct dentry *b);
bool dentry_below(const struct dentry *d, const struct dentry *ancestor); /* d is ancestor or under it */
int dentry_path(const struct dentry *d, char *buf, size_t size);	/* length or -ENAMETOOLONG */

/* kernel/fs/path.c */
#define LOOKUP_FOLLOW	1u
#define LOOKUP_EMPTY	2u	/* AT_EMPTY_PATH: "" is the dirfd itself */

enum last_type { LAST_NORM, LAST_DOT, LAST_DOTDOT, LAST_ROOT };

struct link_text;
struct walk {
	const char *p;			/* what is left */
	struct dentry *dir;
	const char *last;
	size_t len;
	enum last_type type;
	bool slash;			/* slashes follow the last name */
	struct dentry *jumped;		/* a link led here, not to a name */
	unsigned int links;
	struct link_text *stack, *texts;
	char *page;
	char small[120];
};

int walk_begin(struct walk *w, int dirfd, const char __user *path, u32 flags);
int walk_begin_kernel(struct walk *w, const char *path);
void walk_end(struct walk *w);
int walk_parent(struct walk *w);		/* everything up to the last name */
struct dentry *walk_lookup(struct walk *w);	/* the last name, no link followed */
int walk_follow(struct walk *w, struct dentry *link); /* go on at the link's target: walk_parent next */
struct dentry *walk_resolve(struct walk *w, u32 flags);
struct dentry *user_path_at(int dirfd, const char __user *path, u32 flags);
struct dentry *kern_path(const char *path, u32 flags);
int at_lookup_flags(int flags, int allowed, u32 *lookup); /* AT_* to LOOKUP_*: 0 or -EINVAL */
char *get_path(const char __user *path);	/* a copy, kfree it; ERR_PTR(-ENOENT, ...) */

/* kernel/fs/namei.c */
struct dentry *vfs_create(struct dentry *dir, const char *name, size_t len, u32 mode, u32 rdev);
struct dentry *vfs_symlink(struct dentry *dir, const char *name, size_t len, const char *target);
int vfs_link(struct dentry *dir, const char *name, size_t len, struct inode *inode);
int vfs_unlink(struct dentry *d);		/* without permission checks */
int may_create(struct dentry *dir);		/* may current make a name in it: 0 or -errno */
bool may_take_memory(void);			/* room for another file: some is left for programs */
int may_delete(struct dentry *d, bool is_dir);	/* remove this one (a directory, or not) */

/* kernel/fs/ramfs.c, pagetree.c */
extern const struct file_operations ramfs_file_ops, ramfs_dir_ops;
extern const struct inode_operations ramfs_link_ops;
struct page *page_tree_find(const struct page_tree *tree, u64 index);
int page_tree_insert(struct page_tree *tree, u64 index, struct page *page);
void page_tree_truncate(struct page_tree *tree, u64 first);	/* puts the pages from first on */
u64 page_tree_next(const struct page_tree *tree, u64 index);	/* first page present from index on; ~0 */
void page_tree_remove(struct page_tree *tree, u64 index);
/* Pages that files leave to programs: a full file system is ENOSPC, not the end of a process. */
u32 file_reserve(void);
/* Bytes or -errno; -ENOSPC rather than leave fewer than reserve pages free. */
int inode_write(struct inode *inode, struct io_iter *from, loff_t pos, u32 reserve);
int inode_truncate(struct inode *inode, u64 size);
int check_file_size(u64 end);			/* RLIMIT_FSIZE (with SIGXFSZ), largest file: 0 or -EFBIG */

/* kernel/fs/file.c, open.c */
struct file *file_alloc(struct dentry *d, u32 flags, const struct file_operations *ops);
struct file *open_dentry(struct dentry *d, u32 flags);	/* calls the file's open; ERR_PTR */
int do_truncate(struct inode *inode, loff_t size);

/* kernel/fs/fdtable.c */
int fd_alloc(u32 from, u32 flags);		/* reserve; -EMFILE, -ENOMEM */
void fd_publish(int fd, struct file *file);	/* into a reserved descriptor; takes the reference over */
void fd_release(int fd);			/* give a reserved descriptor back */
struct file *files_file(struct files_struct *files, u32 fd); /* of another task; reference or NULL */
int files_next(struct files_struct *files, u32 fd);	/* first open descriptor >= fd, or -1 */
bool files_cloexec(struct files_struct *files, u32 fd);
u32 files_size(struct files_struct *files);
int dup_from(struct file *file, u32 from, u32 flags); /* F_DUPFD */
bool fd_get_cloexec(u32 fd);			/* of an open descriptor of current */
void fd_set_cloexec(u32 fd, bool on);

/* kernel/fs/fs_struct.c */
struct fs_struct {
	int refs;
	struct dentry *pwd;
	u32 umask;
};

/* kernel/fs/rw.c */
int file_rw(struct file *file, struct io_iter *iter, loff_t *pos, bool write);
loff_t generic_llseek(struct file *file, loff_t off, int whence, u64 size);

void signal_self(int sig);	/* SIGPIPE, SIGXFSZ: to current, as if it had sent it */

/* kernel/fs/getdents.c */
#define DYNAMIC_POS	0x40000000u	/* names that are made up on the fly come from here on */
struct dir_context {
	loff_t pos;
	void *buf;			/* struct getdents */
	/* True: stored; false: no room, stop. */
	bool (*emit)(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 mode);
};

/* kernel/fs/pipe.c */
extern const struct file_operations fifo_ops;
void pipe_evict(struct inode *inode);
u32 pipe_weight(const struct inode *inode); /* pages that one of its open files holds; 0: no pipe */

/* kernel/dev */
extern const struct file_operations chrdev_ops;	/* finds the device by rdev at open */
extern const struct file_operations tty_ops;
int dev_populate(struct dentry *dev);		/* the nodes of /dev */

/* kernel/fs/locks.c */
void locks_close(struct file *file, struct files_struct *files); /* POSIX locks of the process */
void locks_release_file(struct file *file);			/* flock */
int fcntl_lock(struct file *file, u32 cmd, u32 arg);

/* kernel/fs/mount.c */
extern struct list_head superblocks;
struct superblock *sb_new(const char *type, const char *source, u32 magic, bool fixed);
struct superblock *anon_sb(void);		/* pipes and unnamed memory */

/* kernel/fs/proc*.c */
int proc_init(struct dentry *at);
struct dentry *dentry_anonymous(struct inode *inode, const char *what); /* "what:[ino]" */

/* kernel/fs/poll.c */
struct poll_entry;
struct poll_table {
	struct file *file;		/* whose poll is being called */
	struct poll_entry *entries;
	int error;			/* -ENOMEM: an entry could not be made */
	bool armed;			/* the queues know us already */
};

#endif
