/* SPDX-License-Identifier: MIT */

/*
 * Files of /proc whose text a function writes. The whole text is made when a reader begins, so
 * that what it reads in pieces fits together.
 */

#include "proc.h"

#define FIRST_SIZE	PAGE_SIZE
#define LARGEST_SIZE	(4u << 20)

struct proc_text {
	char *text;
	size_t len;
};

void seq_write(struct seq_buf *seq, const void *data, size_t n)
{
	if (seq->len < seq->size)
		memcpy(seq->buf + seq->len, data, min(n, seq->size - seq->len));
	seq->len += n;
}

void seq_printf(struct seq_buf *seq, const char *fmt, ...)
{
	size_t room = seq->len < seq->size ? seq->size - seq->len : 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? seq->buf + seq->len : NULL, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		seq->len += (size_t)n;
}

static int show(const struct inode *inode, struct seq_buf *seq)
{
	const struct proc_entry *entry = inode->proc.entry;
	struct task_struct *t;

	if (entry->show) {
		entry->show(seq);
		return 0;
	}
	t = proc_task(inode);
	if (!t)
		return -ESRCH;
	if (entry->secret && !proc_may_access(t))
		return -EACCES;
	return entry->show_task(seq, t);
}

/* One byte more than the text is kept free: vsnprintf ends it with a NUL. */
static int generate(struct file *file, struct proc_text *text)
{
	for (size_t size = FIRST_SIZE; size <= LARGEST_SIZE; size *= 2) {
		struct seq_buf seq = { .buf = kmalloc(size), .size = size };
		int err;

		if (!seq.buf)
			return -ENOMEM;
		err = show(file->inode, &seq);
		if (!err && seq.len < size) {
			kfree(text->text);
			text->text = seq.buf;
			text->len = seq.len;
			return 0;
		}
		kfree(seq.buf);
		if (err)
			return err;
	}
	return -ENOMEM;
}

static int text_open(struct inode *inode, struct file *file)
{
	const struct proc_entry *entry = inode->proc.entry;
	struct task_struct *t = entry->show_task ? proc_task(inode) : NULL;

	if (entry->show_task && !t)
		return -ESRCH;
	if (entry->secret && !proc_may_access(t))
		return -EACCES;
	file->private = kzalloc(sizeof(struct proc_text));
	return file->private ? 0 : -ENOMEM;
}

static int text_read(struct file *file, struct io_iter *to, loff_t *pos)
{
	struct proc_text *text = file->private;
	size_t n, done;

	if (!*pos || !text->text) {
		int err = generate(file, text);

		if (err)
			return err;
	}
	if (*pos < 0 || (u64)*pos >= text->len)
		return 0;
	n = min(to->count, text->len - (size_t)*pos);
	done = copy_to_iter(to, text->text + *pos, n);
	*pos += (loff_t)done;
	return done || !n ? (int)done : -EFAULT;
}

static loff_t text_llseek(struct file *file, loff_t off, int whence)
{
	return whence == SEEK_END ? -EINVAL : generic_llseek(file, off, whence, 0);
}

static void text_release(struct file *file)
{
	struct proc_text *text = file->private;

	kfree(text->text);
	kfree(text);
}

const struct file_operations proc_text_ops = {
	.open = text_open,
	.read = text_read,
	.llseek = text_llseek,
	.release = text_release,
};
