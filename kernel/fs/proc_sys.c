/* SPDX-License-Identifier: MIT */

/* /proc/sys: the settings that programs read. None can be written. */

#include "proc.h"
#include <kernel/random.h>
#include <kernel/utsname.h>

#define PID_MAX 32768

static void show_ostype(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", system_name.sysname);
}

static void show_osrelease(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", system_name.release);
}

static void show_version(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", system_name.version);
}

static void show_hostname(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", system_name.nodename);
}

static void show_domainname(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", system_name.domainname);
}

static void show_pid_max(struct seq_buf *seq)
{
	seq_printf(seq, "%d\n", PID_MAX);
}

static void show_randomize(struct seq_buf *seq)
{
	seq_printf(seq, "%d\n", aslr_enabled ? 2 : 0);
}

static void show_threads_max(struct seq_buf *seq)
{
	seq_printf(seq, "%u\n", max_tasks());
}

static void show_overcommit(struct seq_buf *seq)
{
	seq_printf(seq, "0\n");
}

static void show_max_map_count(struct seq_buf *seq)
{
	seq_printf(seq, "%d\n", MAX_MAP_COUNT);
}

static void show_mmap_min_addr(struct seq_buf *seq)
{
	seq_printf(seq, "%d\n", MMAP_MIN_ADDR);
}

static const struct proc_entry kernel_files[] = {
	{ .name = "domainname", .mode = S_IFREG | 0444, .show = show_domainname },
	{ .name = "hostname", .mode = S_IFREG | 0444, .show = show_hostname },
	{ .name = "osrelease", .mode = S_IFREG | 0444, .show = show_osrelease },
	{ .name = "ostype", .mode = S_IFREG | 0444, .show = show_ostype },
	{ .name = "pid_max", .mode = S_IFREG | 0444, .show = show_pid_max },
	{ .name = "randomize_va_space", .mode = S_IFREG | 0444, .show = show_randomize },
	{ .name = "threads-max", .mode = S_IFREG | 0444, .show = show_threads_max },
	{ .name = "version", .mode = S_IFREG | 0444, .show = show_version },
};
static const struct proc_entry vm_files[] = {
	{ .name = "max_map_count", .mode = S_IFREG | 0444, .show = show_max_map_count },
	{ .name = "mmap_min_addr", .mode = S_IFREG | 0444, .show = show_mmap_min_addr },
	{ .name = "overcommit_memory", .mode = S_IFREG | 0444, .show = show_overcommit },
};

static int fill(struct dentry *parent, const char *name, const struct proc_entry *files, u32 n)
{
	struct dentry *dir = proc_mkdir(parent, name);
	int err = IS_ERR(dir) ? PTR_ERR(dir) : 0;

	for (u32 i = 0; i < n && !err; i++)
		err = proc_add(dir, &files[i]);
	return err;
}

int proc_sys_init(struct dentry *proc)
{
	struct dentry *sys = proc_mkdir(proc, "sys");
	int err;

	if (IS_ERR(sys))
		return PTR_ERR(sys);
	err = fill(sys, "kernel", kernel_files, ARRAY_SIZE(kernel_files));
	return err ? err : fill(sys, "vm", vm_files, ARRAY_SIZE(vm_files));
}
