/* SPDX-License-Identifier: MIT */

/* What all of /proc is made of: see proc.h. */

#include "proc.h"
#include <kernel/ptrace.h>

static struct superblock *proc_sb;
static struct dentry *proc_root;

struct task_struct *proc_task(const struct inode *inode)
{
	struct task_struct *t = find_task(inode->proc.pid);

	if (!t || t->start_time != inode->proc.start_time || t->state == TASK_DEAD)
		return NULL;
	return t;
}

bool proc_may_access(struct task_struct *t)
{
	return t == current || t->tgid == current->tgid || ptrace_may_access(t);
}

int proc_number(const char *name, size_t len)
{
	int n = 0;

	if (!len || len > 9 || (len > 1 && name[0] == '0'))
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9')
			return -1;
		n = n * 10 + (name[i] - '0');
	}
	return n;
}

/*
 * 32 bits at most: programs without large file support could not stat them otherwise. Fixed names
 * have pid 0.
 */
u64 proc_ino(pid_t pid, u32 slot, u32 number)
{
	return (u32)pid << 17 | slot << 10 | number;
}

static void set_owner(struct inode *inode, struct task_struct *t)
{
	bool own = t && (!t->mm || t->mm->dumpable || S_ISDIR(inode->mode));

	inode->uid = own ? t->cred.euid : 0;
	inode->gid = own ? t->cred.egid : 0;
}

struct inode *proc_inode(const struct proc_entry *entry, struct task_struct *t, u32 number, u32 mode)
{
	struct inode *inode = inode_new(proc_sb, mode, 0);

	if (!inode)
		return NULL;
	set_owner(inode, t);
	if (t) {
		inode->proc.pid = t->pid;
		inode->proc.start_time = t->start_time;
		proc_sb->next_ino--;
	}
	inode->proc.number = number;
	inode->proc.entry = entry;
	if (S_ISDIR(mode))
		inode->nlink = 2;
	if (!entry)
		return inode;
	if (S_ISREG(mode))
		inode->fops = entry->fops ? entry->fops : &proc_text_ops;
	inode->ops = entry->ops;
	return inode;
}

struct dentry *proc_dentry(struct dentry *dir, const char *name, size_t len,
			   const struct proc_entry *entry, struct task_struct *t, u32 number)
{
	struct inode *inode = proc_inode(entry, t, number, entry->mode);
	struct dentry *d = inode ? dentry_new(dir, name, len, inode) : NULL;

	return d ? d : ERR_PTR(-ENOMEM);
}

int proc_add(struct dentry *dir, const struct proc_entry *entry)
{
	struct dentry *d = proc_dentry(dir, entry->name, strlen(entry->name), entry, NULL, 0);

	if (IS_ERR(d))
		return PTR_ERR(d);
	dentry_link(d);
	dput(d);
	return 0;
}

struct dentry *proc_mkdir(struct dentry *dir, const char *name)
{
	static const struct proc_entry plain_dir = { .mode = S_IFDIR | 0555 };
	struct dentry *d = proc_dentry(dir, name, strlen(name), &plain_dir, NULL, 0);

	if (!IS_ERR(d)) {
		dentry_link(d);
		dput(d); /* the tree holds it */
	}
	return d;
}

void proc_create(const char *name, void (*show)(struct seq_buf *seq))
{
	struct proc_entry *entry = kzalloc(sizeof(*entry));

	if (!entry)
		return;
	entry->name = name;
	entry->mode = S_IFREG | 0444;
	entry->show = show;
	if (proc_add(proc_root, entry))
		kfree(entry);
}

int proc_init(struct dentry *at)
{
	int err;

	proc_root = at;
	proc_sb = at->inode->sb;
	at->inode->mode = S_IFDIR | 0555;
	at->inode->ops = &proc_root_ops;
	err = proc_system_init(at);
	return err ? err : proc_sys_init(at);
}
