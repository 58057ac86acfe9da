/* SPDX-License-Identifier: MIT */

/* /proc/PID/maps. */

#include "proc.h"

#define NAME_COLUMN (25 + sizeof(void *) * 6 - 1)	/* where Linux of this width puts names */

/* A newline in a file's name would look like the next line. */
static void write_path(struct seq_buf *seq, const char *path)
{
	for (; *path; path++) {
		if (*path == '\n')
			seq_write(seq, "\\012", 4);
		else
			seq_write(seq, path, 1);
	}
}

static void write_name(struct seq_buf *seq, const struct vm_area_struct *vma, char *path)
{
	if (vma->file) {
		if (dentry_path(vma->file->dentry, path, PATH_MAX) >= 0)
			write_path(seq, path);
	} else if (vma->inode) {
		seq_printf(seq, "/dev/zero (deleted)");
	} else {
		seq_printf(seq, "%s", vma->name);
	}
}

static void show_vma(struct seq_buf *seq, const struct vm_area_struct *vma, char *path)
{
	size_t start = seq->len;
	u32 dev = vma->inode ? vma->inode->sb->dev : 0;

	seq_printf(seq, "%08x-%08llx %c%c%c%c %08llx %02x:%02x %llu ", vma->start,
		   (unsigned long long)vma->end, vma->flags & VM_READ ? 'r' : '-',
		   vma->flags & VM_WRITE ? 'w' : '-', vma->flags & VM_EXEC ? 'x' : '-',
		   vma->flags & VM_SHARED ? 's' : 'p',
		   vma->inode ? (unsigned long long)vma->pgoff << PAGE_SHIFT : 0ull, dev_major(dev),
		   dev_minor(dev), vma->inode ? (unsigned long long)vma->inode->ino : 0ull);
	if (vma->inode || vma->name) {
		while (seq->len < start + NAME_COLUMN)
			seq_write(seq, " ", 1);
		write_name(seq, vma, path);
	}
	seq_write(seq, "\n", 1);
}

int proc_show_maps(struct seq_buf *seq, struct task_struct *t)
{
	char *path = kmalloc(PATH_MAX);

	if (!path)
		return -ENOMEM;
	for (struct vm_area_struct *vma = t->mm ? t->mm->vma_first : NULL; vma; vma = vma->next)
		show_vma(seq, vma, path);
	kfree(path);
	return 0;
}
