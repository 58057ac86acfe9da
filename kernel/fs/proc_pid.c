/* SPDX-License-Identifier: MIT */

/* /proc/PID and /proc/PID/task/TID: which names they have. */

#include "proc.h"

#define PID_LIMIT 32768

static const struct inode_operations pid_ops, task_ops, tid_ops;

static const struct proc_entry pid_dir = { .mode = S_IFDIR | 0555, .ops = &pid_ops };
static const struct proc_entry tid_dir = { .mode = S_IFDIR | 0555, .ops = &tid_ops };

/* The first is only in a process's directory, the rest in a thread's too. */
static const struct proc_entry pid_entries[] = {
	{ .name = "task", .mode = S_IFDIR | 0555, .ops = &task_ops },
	{ .name = "fd", .mode = S_IFDIR | 0500, .ops = &proc_fd_ops },
	{ .name = "fdinfo", .mode = S_IFDIR | 0555, .ops = &proc_fdinfo_ops },
	{ .name = "exe", .mode = S_IFLNK | 0777, .ops = &proc_exe_ops },
	{ .name = "cwd", .mode = S_IFLNK | 0777, .ops = &proc_cwd_ops },
	{ .name = "root", .mode = S_IFLNK | 0777, .ops = &proc_root_link_ops },
	{ .name = "stat", .mode = S_IFREG | 0444, .show_task = proc_show_stat },
	{ .name = "statm", .mode = S_IFREG | 0444, .show_task = proc_show_statm },
	{ .name = "status", .mode = S_IFREG | 0444, .show_task = proc_show_status },
	{ .name = "comm", .mode = S_IFREG | 0444, .show_task = proc_show_comm },
	{ .name = "cmdline", .mode = S_IFREG | 0444, .show_task = proc_show_cmdline },
	{ .name = "maps", .mode = S_IFREG | 0444, .show_task = proc_show_maps, .secret = true },
	{ .name = "mounts", .mode = S_IFREG | 0444, .show_task = proc_show_mounts },
	{ .name = "environ", .mode = S_IFREG | 0400, .show_task = proc_show_environ,
	  .secret = true },
	{ .name = "auxv", .mode = S_IFREG | 0400, .show_task = proc_show_auxv, .secret = true },
	{ .name = "mem", .mode = S_IFREG | 0600, .fops = &proc_mem_ops },
};

static struct dentry *lookup_entry(struct dentry *dir, const char *name, size_t len, u32 first)
{
	struct task_struct *t = proc_task(dir->inode);
	struct dentry *d;

	if (!t)
		return ERR_PTR(-ENOENT);
	for (u32 i = first; i < ARRAY_SIZE(pid_entries); i++) {
		if (strlen(pid_entries[i].name) != len || memcmp(pid_entries[i].name, name, len))
			continue;
		d = proc_dentry(dir, name, len, &pid_entries[i], t, 0);
		if (!IS_ERR(d))
			d->inode->ino = proc_ino(t->pid, i + 2, 0);
		return d;
	}
	return ERR_PTR(-ENOENT);
}

static struct dentry *pid_lookup(struct dentry *dir, const char *name, size_t len)
{
	return lookup_entry(dir, name, len, 0);
}

static struct dentry *tid_lookup(struct dentry *dir, const char *name, size_t len)
{
	return lookup_entry(dir, name, len, 1);
}

static int iterate_entries(struct file *file, struct dir_context *ctx, u32 first)
{
	struct task_struct *t = proc_task(file->inode);

	if (!t)
		return -ENOENT;
	for (; ctx->pos - DYNAMIC_POS < (loff_t)(ARRAY_SIZE(pid_entries) - first); ctx->pos++) {
		u32 i = (u32)(ctx->pos - DYNAMIC_POS) + first;
		const char *name = pid_entries[i].name;

		if (!ctx->emit(ctx, name, strlen(name), proc_ino(t->pid, i + 2, 0),
			       pid_entries[i].mode))
			break;
	}
	return 0;
}

static int pid_iterate(struct file *file, struct dir_context *ctx)
{
	return iterate_entries(file, ctx, 0);
}

static int tid_iterate(struct file *file, struct dir_context *ctx)
{
	return iterate_entries(file, ctx, 1);
}

static const struct inode_operations pid_ops = { .lookup = pid_lookup, .iterate = pid_iterate };
static const struct inode_operations tid_ops = { .lookup = tid_lookup, .iterate = tid_iterate };

/* A directory for task t. */
static struct dentry *task_dentry(struct dentry *dir, const char *name, size_t len,
				  const struct proc_entry *entry, struct task_struct *t, u32 slot)
{
	struct dentry *d = proc_dentry(dir, name, len, entry, t, 0);

	if (!IS_ERR(d))
		d->inode->ino = proc_ino(t->pid, slot, 0);
	return d;
}

static struct dentry *root_lookup(struct dentry *dir, const char *name, size_t len)
{
	int pid = proc_number(name, len);
	struct task_struct *t = pid > 0 ? find_task(pid) : NULL;

	if (!t || t->state == TASK_DEAD)
		return ERR_PTR(-ENOENT);
	return task_dentry(dir, name, len, &pid_dir, t, 0);
}

static bool emit_number(struct dir_context *ctx, u32 n, u64 ino)
{
	char name[12];

	return ctx->emit(ctx, name, (size_t)snprintf(name, sizeof(name), "%u", n), ino, S_IFDIR);
}

static int root_iterate(struct file *file, struct dir_context *ctx)
{
	for (; ctx->pos - DYNAMIC_POS <= PID_LIMIT; ctx->pos++) {
		pid_t pid = (pid_t)(ctx->pos - DYNAMIC_POS);
		struct task_struct *t = pid ? find_task(pid) : NULL;

		if (!t || !thread_group_leader(t) || t->state == TASK_DEAD)
			continue;
		if (!emit_number(ctx, (u32)pid, proc_ino(pid, 0, 0)))
			break;
	}
	return 0;
}

const struct inode_operations proc_root_ops = { .lookup = root_lookup, .iterate = root_iterate };

static struct dentry *task_lookup(struct dentry *dir, const char *name, size_t len)
{
	struct task_struct *leader = proc_task(dir->inode), *t;
	int tid = proc_number(name, len);

	t = leader && tid > 0 ? find_task(tid) : NULL;
	if (!t || t->tgid != leader->tgid || t->state == TASK_DEAD)
		return ERR_PTR(-ENOENT);
	return task_dentry(dir, name, len, &tid_dir, t, 1);
}

/* In the order of the thread list; the position counts. */
static int task_iterate(struct file *file, struct dir_context *ctx)
{
	struct task_struct *leader = proc_task(file->inode), *t;
	loff_t n = DYNAMIC_POS;

	if (!leader)
		return -ENOENT;
	list_for_each_entry(t, &leader->signal->threads, thread_node) {
		if (n++ < ctx->pos)
			continue;
		if (!emit_number(ctx, (u32)t->pid, proc_ino(t->pid, 1, 0)))
			break;
		ctx->pos++;
	}
	return 0;
}

static const struct inode_operations task_ops = { .lookup = task_lookup, .iterate = task_iterate };
