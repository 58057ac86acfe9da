/* SPDX-License-Identifier: MIT */

/* The files of /proc that are about the whole system. */

#include "proc.h"
#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/irq.h>
#include <asm/setup.h>
#include <asm/traps.h>
#include <kernel/time.h>
#include <kernel/utsname.h>

#define TICK	(NSEC_PER_SEC / USER_HZ)

/* Seconds and hundredths. */
static void show_seconds(struct seq_buf *seq, u64 ns, char end)
{
	u32 rem;
	u64 sec = div_u64_rem(ns, NSEC_PER_SEC, &rem);

	seq_printf(seq, "%llu.%02u%c", (unsigned long long)sec, rem / 10000000, end);
}

static u64 idle_time(void)
{
	return this_cpu->idle->utime + this_cpu->idle->stime;
}

static void show_uptime(struct seq_buf *seq)
{
	show_seconds(seq, ktime_get(), ' ');
	show_seconds(seq, idle_time(), '\n');
}

static u32 nr_running(void)
{
	struct task_struct *t;
	u32 n = 0;

	list_for_each_entry(t, &all_tasks, all_node)
		n += t->state == TASK_RUNNING;
	return n;
}

static void show_loadavg(struct seq_buf *seq)
{
	pid_t last = list_empty(&all_tasks)
			     ? 0
			     : list_entry(all_tasks.prev, struct task_struct, all_node)->pid;

	for (int i = 0; i < 3; i++) {
		u32 load = load_average[i] + (1u << LOAD_SHIFT) / 200;

		seq_printf(seq, "%u.%02u ", load >> LOAD_SHIFT,
			   ((load & ((1u << LOAD_SHIFT) - 1)) * 100) >> LOAD_SHIFT);
	}
	seq_printf(seq, "%u/%u %d\n", nr_running(), nr_tasks(), last);
}

static void show_meminfo(struct seq_buf *seq)
{
	static const char *const zero[] = {
		"Buffers", "Cached", "SwapCached", "Active", "Inactive", "SwapTotal", "SwapFree",
		"Dirty", "Writeback",
	};
	u32 kib = PAGE_SIZE / 1024;

	seq_printf(seq, "MemTotal:       %8u kB\n", nr_total_pages() * kib);
	seq_printf(seq, "MemFree:        %8u kB\n", nr_free_pages() * kib);
	seq_printf(seq, "MemAvailable:   %8u kB\n", nr_free_pages() * kib);
	for (u32 i = 0; i < ARRAY_SIZE(zero); i++)
		seq_printf(seq, "%s:%*s%8u kB\n", zero[i], 15 - (int)strlen(zero[i]), "", 0);
}

static void show_version(struct seq_buf *seq)
{
	seq_printf(seq, "%s version %s (gcc) %s\n", system_name.sysname, system_name.release,
		   system_name.version);
}

static void show_cmdline(struct seq_buf *seq)
{
	seq_printf(seq, "%s\n", boot_info.cmdline);
}

static void show_filesystems(struct seq_buf *seq)
{
	seq_printf(seq, "nodev\tramfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tpipefs\n");
}

static void show_mounts(struct seq_buf *seq)
{
	proc_show_mounts(seq, current);
}

/* The same for every process: there is one tree. */
int proc_show_mounts(struct seq_buf *seq, struct task_struct *t)
{
	char *path = kmalloc(PATH_MAX);
	struct superblock *sb;

	if (!path)
		return -ENOMEM;
	list_for_each_entry(sb, &superblocks, node)
		if (dentry_path(sb->mountpoint, path, PATH_MAX) >= 0)
			seq_printf(seq, "%s %s %s rw,relatime 0 0\n", sb->source, path, sb->type);
	kfree(path);
	return 0;
}

static void show_interrupts(struct seq_buf *seq)
{
	seq_printf(seq, "           CPU0       \n");
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		if (irq_name(irq))
			seq_printf(seq, "%3u: %10u    XT-PIC      %s\n", irq, irq_count(irq),
				   irq_name(irq));
	seq_printf(seq, "NMI: %10u   Non-maskable interrupts\n", nmi_count);
}

static void show_stat(struct seq_buf *seq)
{
	u64 now = ktime_get(), idle = idle_time();
	u64 user = 0, system = 0, busy = now > idle ? now - idle : 0;
	struct task_struct *t;

	list_for_each_entry(t, &all_tasks, all_node)
		system += t->stime;
	/* What the dead have used counts as time in user mode. */
	system = min(system, busy);
	user = busy - system;
	for (int i = 0; i < 2; i++)
		seq_printf(seq, "%s %llu 0 %llu %llu 0 0 0 0 0 0\n", i ? "cpu0" : "cpu ",
			   (unsigned long long)div_u64(user, TICK),
			   (unsigned long long)div_u64(system, TICK),
			   (unsigned long long)div_u64(idle, TICK));
	seq_printf(seq, "btime %llu\nprocesses %u\nprocs_running %u\nprocs_blocked 0\n",
		   (unsigned long long)div_u64(ktime_get_real() - now, NSEC_PER_SEC), nr_tasks(),
		   nr_running());
}

static void show_flags(struct seq_buf *seq, u32 word, const char *const names[32])
{
	for (int i = 0; i < 32; i++)
		if ((word >> i & 1) && names[i])
			seq_printf(seq, " %s", names[i]);
}

static void show_cpuinfo(struct seq_buf *seq)
{
	static const char *const edx[32] = {
		"fpu", "vme", "de", "pse", "tsc", "msr", "pae", "mce", "cx8", "apic", NULL, "sep",
		"mtrr", "pge", "mca", "cmov", "pat", "pse36", "pn", "clflush", NULL, "dts", "acpi",
		"mmx", "fxsr", "sse", "sse2", "ss", "ht", "tm", "ia64", "pbe",
	};
	static const char *const ext_edx[32] = {
		[11] = "syscall", [20] = "nx", [27] = "rdtscp", [29] = "lm",
	};
	static const char *const ecx[32] = {
		"pni", "pclmulqdq", "dtes64", "monitor", "ds_cpl", "vmx", "smx", "est", "tm2",
		"ssse3", "cid", "sdbg", "fma", "cx16", "xtpr", "pdcm", NULL, "pcid", "dca",
		"sse4_1", "sse4_2", "x2apic", "movbe", "popcnt", "tsc_deadline_timer", "aes",
		[30] = "rdrand", [31] = "hypervisor",
	};
	static const char *const leaf7[32] = {
		[0] = "fsgsbase", [3] = "bmi1", [7] = "smep", [8] = "bmi2", [9] = "erms",
		[18] = "rdseed", [19] = "adx", [20] = "smap",
	};
	const struct cpu_features *c = &cpu_features;

	seq_printf(seq, "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\n",
		   c->vendor_id, c->family, c->model);
	seq_printf(seq, "model name\t: %s\nstepping\t: %u\n",
		   c->model_name[0] ? c->model_name : "unknown", c->stepping);
	seq_printf(seq, "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\n");
	seq_printf(seq, "fpu\t\t: yes\nfpu_exception\t: yes\nwp\t\t: yes\nflags\t\t:");
	show_flags(seq, c->leaf1_edx, edx);
	show_flags(seq, c->ext1_edx, ext_edx);
	show_flags(seq, c->leaf1_ecx, ecx);
	show_flags(seq, c->leaf7_ebx, leaf7);
	seq_printf(seq, "\nclflush size\t: 64\ncache_alignment\t: 64\n\n");
}

#ifdef CONFIG_DEBUG
void kernel_state(struct seq_buf *seq);	/* tests/kernel/state.c */
void plant_next(struct seq_buf *seq);	/* tests/kernel/plant.c */

/* How programs came in and how they were let out: tests/user looks at the differences. */
static void show_entries(struct seq_buf *seq)
{
	seq_printf(seq, "int80 %llu\nsysenter %llu\nsyscall %llu\n",
		   (unsigned long long)this_cpu->entries_int80,
		   (unsigned long long)this_cpu->entries_sysenter,
		   (unsigned long long)this_cpu->entries_syscall);
	seq_printf(seq, "sysexit %llu\nsysretl %llu\niret %llu\n",
		   (unsigned long long)this_cpu->exits_sysexit,
		   (unsigned long long)this_cpu->exits_sysretl,
		   (unsigned long long)this_cpu->exits_iret);
}

static void show_heap_check(struct seq_buf *seq)
{
	u32 objects, slabs, pages;

	heap_sweep(&objects, &slabs, &pages);
	seq_printf(seq, "objects %u\nslabs %u\nfree_pages %u\n", objects, slabs, pages);
}
#endif

/* self and thread-self name the reader. */
static int self_readlink(struct inode *inode, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%d", current->tgid);

	return (int)min((size_t)n, size);
}

static int thread_self_readlink(struct inode *inode, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%d/task/%d", current->tgid, current->pid);

	return (int)min((size_t)n, size);
}

static const struct inode_operations self_ops = { .readlink = self_readlink };
static const struct inode_operations thread_self_ops = { .readlink = thread_self_readlink };

int proc_system_init(struct dentry *proc)
{
	static const struct proc_entry files[] = {
		{ .name = "self", .mode = S_IFLNK | 0777, .ops = &self_ops },
		{ .name = "thread-self", .mode = S_IFLNK | 0777, .ops = &thread_self_ops },
		{ .name = "cmdline", .mode = S_IFREG | 0444, .show = show_cmdline },
		{ .name = "cpuinfo", .mode = S_IFREG | 0444, .show = show_cpuinfo },
		{ .name = "filesystems", .mode = S_IFREG | 0444, .show = show_filesystems },
		{ .name = "interrupts", .mode = S_IFREG | 0444, .show = show_interrupts },
		{ .name = "loadavg", .mode = S_IFREG | 0444, .show = show_loadavg },
		{ .name = "meminfo", .mode = S_IFREG | 0444, .show = show_meminfo },
		{ .name = "mounts", .mode = S_IFREG | 0444, .show = show_mounts },
		{ .name = "stat", .mode = S_IFREG | 0444, .show = show_stat },
		{ .name = "uptime", .mode = S_IFREG | 0444, .show = show_uptime },
		{ .name = "version", .mode = S_IFREG | 0444, .show = show_version },
#ifdef CONFIG_DEBUG
		{ .name = "entries", .mode = S_IFREG | 0444, .show = show_entries },
		{ .name = "heap_check", .mode = S_IFREG | 0444, .show = show_heap_check },
		{ .name = "kernel_state", .mode = S_IFREG | 0444, .show = kernel_state },
		{ .name = "plant", .mode = S_IFREG | 0444, .show = plant_next },
#endif
	};
	int err = 0;

	for (u32 i = 0; i < ARRAY_SIZE(files) && !err; i++)
		err = proc_add(proc, &files[i]);
	return err;
}
