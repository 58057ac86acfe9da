/* SPDX-License-Identifier: MIT */
/* From the boot code (arch/x86/boot) to the first program. */

#include <asm/cpu.h>
#include <asm/cpufeature.h>
#include <asm/entry-debug.h>
#include <asm/entry.h>
#include <asm/espfix.h>
#include <asm/extable.h>
#include <asm/irq.h>
#include <asm/irqflags.h>
#include <asm/setup.h>
#include <asm/smap.h>
#include <asm/traps.h>
#include <kernel/tty.h>
#include <kernel/fs.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/random.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define MAX_INIT_WORDS 32

void setup_boot_info(u32 mbi_phys);
void start_kernel(u32 mbi_phys);
void provoke(void);	/* debug build: tests/kernel/provoke.c */

/* What the command line leaves for init: NAME=value words are its environment, others its arguments. */
static const char *init_argv[MAX_INIT_WORDS + 1] = { "/init" };
static const char *init_envp[MAX_INIT_WORDS + 1] = { "HOME=/root", "PATH=/bin:/sbin:/usr/bin", "TERM=vt100" };

/* True if the word is an option of the kernel's own. */
static bool kernel_option(const char *word)
{
	static const char *const names[] = {
		"entry", "init", "console", "quiet", "norandmaps", "debug", "provoke", "fail-alloc",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(word, names[i], n) && (word[n] == '=' || !word[n]))
			return true;
	}
	return false;
}

/* The next word of *p, cut off in place; quotes keep spaces in it and go away. NULL at the end. */
static char *next_word(char **p)
{
	char *in = *p, *out, *word;
	bool quoted = false;

	while (*in == ' ')
		in++;
	if (!*in)
		return NULL;
	for (word = out = in; *in && (quoted || *in != ' '); in++) {
		if (*in == '"')
			quoted = !quoted;
		else
			*out++ = *in;
	}
	*p = *in ? in + 1 : in;
	*out = '\0';
	return word;
}

static void split_cmdline(void)
{
	static char copy[sizeof(boot_info.cmdline)];
	char *p = copy, *word;
	unsigned int argc = 1, envc = 3;

	strlcpy(copy, boot_info.cmdline, sizeof(copy));
	while ((word = next_word(&p))) {
		if (kernel_option(word))
			continue;
		if (strchr(word, '=') && envc < MAX_INIT_WORDS)
			init_envp[envc++] = word;
		else if (argc < MAX_INIT_WORDS)
			init_argv[argc++] = word;
	}
}

static void start_init(void *unused)
{
	static const char *const paths[] = { "/init", "/sbin/init", "/bin/init" };
	char path[128];
	int err;

	if (open_console())
		printk("no console for init\n");
	nmi_storm_start();
#ifdef CONFIG_DEBUG
	provoke();
#endif
	if (cmdline_option("init", path, sizeof(path))) {
		init_argv[0] = path;
		err = kernel_execve(path, init_argv, init_envp);
		if (!err)
			return;
		fatal("init=%s: cannot run it (error %d)", path, -err);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(paths); i++) {
		init_argv[0] = paths[i];
		err = kernel_execve(paths[i], init_argv, init_envp);
		if (!err)
			return;
		if (err != -ENOENT)
			printk("%s: cannot run it (error %d)\n", paths[i], -err);
	}
	fatal("no init found: tried /init /sbin/init /bin/init; is there an initramfs (QEMU -initrd, a "
	      "GRUB module), and is init in it?");
}

static void load_initramfs(void)
{
	const struct mem_range *r = &boot_info.initramfs;

	if (!r->end) {
		printk("no initramfs was given\n");
		return;
	}
	if (initramfs_unpack(phys_to_virt(r->start), r->end - r->start))
		fatal("the initramfs (%u KiB) is corrupt or does not fit in memory",
		      (u32)((r->end - r->start) / 1024));
	free_boot_range(r->start, ALIGN_UP(r->end, PAGE_SIZE));
}

__no_stack_protector void start_kernel(u32 mbi_phys)
{
	char option[8];

	desc_init();
	setup_boot_info(mbi_phys);
	printk_quiet = cmdline_option("quiet", option, sizeof(option));
	serial_console_init();
	vga_console_init();
	printk("Vestibule %s\n", kernel_width_name);
	cpu_identify();
	printk("CPU: %s %s\n", cpu_features.vendor_id, cpu_features.model_name);
	idt_init();
	cpu_init();
	smap_patch();
	mm_early_init();
	mm_late_init();
	fpu_init();
	irq_init();
	time_init();
	sched_init();
	/* Only this function is on the stack now, and it never returns. */
	current->thread.stack_canary = this_cpu->stack_canary = stack_canary_new();
	espfix_init();
	vdso_init();
	fs_init();
	serial_irq_init();
	keyboard_init();
	load_initramfs();
	split_cmdline();
	printk("memory: %u KiB of %u KiB free\n", nr_free_pages() * 4, nr_total_pages() * 4);
	if (IS_ERR(kernel_thread("init", start_init, NULL)))
		fatal("no memory for the first task");
	cpu_idle();
}
