/* SPDX-License-Identifier: MIT */

/* What lies in a process's memory: /proc/PID/{mem,cmdline,environ,auxv}. */

#include "proc.h"

/* [start, end) of t's memory as it is; what cannot be read is left out. */
static void write_range(struct seq_buf *seq, struct mm_struct *mm, u32 start, u32 end)
{
	char part[256];

	while (start < end) {
		u32 n = min_t(u32, end - start, sizeof(part));
		int got = access_process_vm(mm, start, part, n, false);

		if (got <= 0)
			return;
		seq_write(seq, part, (size_t)got);
		start += (u32)got;
	}
}

int proc_show_cmdline(struct seq_buf *seq, struct task_struct *t)
{
	struct mm_struct *mm = t->mm;
	char last;

	if (!mm || !mm->arg_end)
		return 0;
	/* A program that wrote over the last NUL wants what follows it shown too (setproctitle). */
	if (mm->arg_end > mm->arg_start &&
	    access_process_vm(mm, mm->arg_end - 1, &last, 1, false) == 1 && last) {
		u32 end = mm->arg_start;

		while (end < mm->env_end && access_process_vm(mm, end, &last, 1, false) == 1 && last)
			end++;
		write_range(seq, mm, mm->arg_start, min(end + 1, mm->env_end));
		return 0;
	}
	write_range(seq, mm, mm->arg_start, mm->arg_end);
	return 0;
}

int proc_show_environ(struct seq_buf *seq, struct task_struct *t)
{
	if (t->mm && t->mm->env_end)
		write_range(seq, t->mm, t->mm->env_start, t->mm->env_end);
	return 0;
}

int proc_show_auxv(struct seq_buf *seq, struct task_struct *t)
{
	u32 n = 0;

	if (!t->mm)
		return 0;
	while (n + 2 < ARRAY_SIZE(t->mm->saved_auxv) && t->mm->saved_auxv[n])
		n += 2;
	seq_write(seq, t->mm->saved_auxv, (n + 2) * sizeof(u32));
	return 0;
}

/* The file keeps the address space that was there at open, as Linux does. */
static int mem_open(struct inode *inode, struct file *file)
{
	struct task_struct *t = proc_task(inode);

	if (!t)
		return -ESRCH;
	if (!proc_may_access(t))
		return -EACCES;
	file->private = t->mm;
	if (t->mm)
		mm_get(t->mm);
	return 0;
}

static void mem_release(struct file *file)
{
	if (file->private)
		mm_put(file->private);
}

static int mem_transfer(struct file *file, struct io_iter *iter, loff_t *pos, bool write)
{
	struct mm_struct *mm = file->private;
	size_t done = 0;
	char *page;
	int err = 0;

	if (!mm || !iter->count)
		return 0;
	page = kmalloc(PAGE_SIZE);
	if (!page)
		return -ENOMEM;
	while (iter->count && !err) {
		size_t part = min_t(size_t, iter->count, PAGE_SIZE - (*pos & (PAGE_SIZE - 1)));
		int got;

		if (*pos < 0 || *pos >= TASK_SIZE) {
			err = -EIO;
			break;
		}
		part = min_t(u64, part, (u64)(TASK_SIZE - *pos));
		if (write && copy_from_iter(page, iter, part) < part) {
			err = -EFAULT;
			break;
		}
		got = access_process_vm(mm, (u32)*pos, page, part, write);
		if (got <= 0) {
			err = -EIO;
			break;
		}
		if (!write && copy_to_iter(iter, page, (size_t)got) < (size_t)got)
			err = -EFAULT;
		done += (size_t)got;
		*pos += got;
		if ((size_t)got < part)
			break;
	}
	kfree(page);
	return done ? (int)done : err;
}

static int mem_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	return mem_transfer(file, to, pos, false);
}

static int mem_write(struct file *file, struct io_iter *from, loff_t *pos)
{
	return mem_transfer(file, from, pos, true);
}

static loff_t mem_llseek(struct file *file, loff_t off, int whence)
{
	return whence > SEEK_CUR ? -EINVAL : generic_llseek(file, off, whence, 0);
}

const struct file_operations proc_mem_ops = {
	.open = mem_open,
	.read = mem_read,
	.write = mem_write,
	.llseek = mem_llseek,
	.release = mem_release,
};
