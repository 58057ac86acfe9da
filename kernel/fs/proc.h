/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_PROC_H
#define KERNEL_FS_PROC_H

/*
 * /proc: proc(5). Fixed names lie in the tree like any others; those of processes are made when
 * they are looked up. No file shows an address of the kernel's.
 */

#include "vfs.h"

/* One name in a process's directory (or, with show alone, a file somewhere else). */
struct proc_entry {
	const char *name;
	u32 mode;
	void (*show)(struct seq_buf *seq);			/* of the system */
	int (*show_task)(struct seq_buf *seq, struct task_struct *t);	/* 0 or -errno */
	bool secret;			/* show_task: only for who may trace the process */
	const struct file_operations *fops;	/* instead of text */
	const struct inode_operations *ops;
};

/* The living task of the inode, or NULL. */
struct task_struct *proc_task(const struct inode *inode);
/* True if current may look into it (ptrace(2), access mode checking). */
bool proc_may_access(struct task_struct *t);
/* A new inode of /proc with a number made of its identity, owned by whom t belongs to; NULL: no memory. */
struct inode *proc_inode(const struct proc_entry *entry, struct task_struct *t, u32 number, u32 mode);
/* The same with a name; ERR_PTR. */
struct dentry *proc_dentry(struct dentry *dir, const char *name, size_t len,
			   const struct proc_entry *entry, struct task_struct *t, u32 number);
/* A decimal number without leading zeroes, or -1. */
int proc_number(const char *name, size_t len);
struct dentry *proc_mkdir(struct dentry *dir, const char *name);
int proc_add(struct dentry *dir, const struct proc_entry *entry);

/* proc_text.c */
extern const struct file_operations proc_text_ops;
/* proc_pid.c */
extern const struct inode_operations proc_root_ops;
u64 proc_ino(pid_t pid, u32 slot, u32 number);
/* proc_fd.c */
extern const struct inode_operations proc_fd_ops, proc_fdinfo_ops;
/* proc_link.c */
extern const struct inode_operations proc_exe_ops, proc_cwd_ops, proc_root_link_ops;
/* proc_mem.c */
extern const struct file_operations proc_mem_ops;
int proc_show_environ(struct seq_buf *seq, struct task_struct *t);
int proc_show_cmdline(struct seq_buf *seq, struct task_struct *t);
int proc_show_auxv(struct seq_buf *seq, struct task_struct *t);
/* proc_maps.c */
int proc_show_maps(struct seq_buf *seq, struct task_struct *t);
/* proc_status.c */
int proc_show_status(struct seq_buf *seq, struct task_struct *t);
int proc_show_stat(struct seq_buf *seq, struct task_struct *t);
int proc_show_statm(struct seq_buf *seq, struct task_struct *t);
int proc_show_comm(struct seq_buf *seq, struct task_struct *t);
/* proc_system.c, proc_sys.c */
int proc_show_mounts(struct seq_buf *seq, struct task_struct *t);
int proc_system_init(struct dentry *proc);
int proc_sys_init(struct dentry *proc);

/* Bytes, unformatted, may contain NULs. */
void seq_write(struct seq_buf *seq, const void *data, size_t n);

#endif
