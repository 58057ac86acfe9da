/* SPDX-License-Identifier: MIT */
/*
 * Reads what the boot loader left (multiboot.h) into boot_info, so that nothing else need know the
 * format. The loader's data is trusted to be mapped, not to be sensible.
 */

#include "multiboot.h"
#include <asm/page.h>
#include <asm/setup.h>
#include <kernel/printk.h>
#include <kernel/string.h>

struct boot_info boot_info;

#ifdef __x86_64__
const char kernel_width_name[] = "x86_64";
#else
const char kernel_width_name[] = "i386";
#endif

bool cmdline_option(const char *name, char *buf, size_t size)
{
	size_t len = strlen(name);
	const char *p = boot_info.cmdline;
	bool found = false;

	while (*p) {
		const char *end = p;

		while (*end && *end != ' ')
			end++;
		if ((size_t)(end - p) >= len && !memcmp(p, name, len) && (p[len] == '=' || p + len == end)) {
			const char *val = p[len] == '=' ? p + len + 1 : end;

			strlcpy(buf, val, min(size, (size_t)(end - val) + 1));
			found = true;
		}
		while (*end == ' ')
			end++;
		p = end;
	}
	return found;
}

static void add_range(u64 start, u64 end)
{
	struct boot_info *bi = &boot_info;
	unsigned int i = bi->nr_usable;

	start = ALIGN_UP(start, PAGE_SIZE);
	end = ALIGN_DOWN(min(end, MAX_PHYS), PAGE_SIZE);
	if (start >= end || i == MAX_MEM_RANGES)
		return;
	for (; i && bi->usable[i - 1].start > start; i--)
		bi->usable[i] = bi->usable[i - 1];
	bi->usable[i].start = start;
	bi->usable[i].end = end;
	bi->nr_usable++;
}

/* Ranges are sorted by now: what overlaps belongs to the lower one. */
static void remove_overlaps(void)
{
	struct boot_info *bi = &boot_info;
	unsigned int n = 0;
	u64 last = 0;

	for (unsigned int i = 0; i < bi->nr_usable; i++) {
		struct mem_range r = bi->usable[i];

		r.start = max(r.start, last);
		if (r.start >= r.end)
			continue;
		last = r.end;
		bi->usable[n++] = r;
	}
	bi->nr_usable = n;
}

static void read_memory_map(const struct multiboot_info *mbi)
{
	if (mbi->flags & MULTIBOOT_INFO_MMAP) {
		u32 off = 0;

		while (off + sizeof(struct multiboot_mmap) <= mbi->mmap_length) {
			const struct multiboot_mmap *m = phys_to_virt(mbi->mmap_addr + off);

			if (m->type == 1 && m->addr + m->len > m->addr)
				add_range(m->addr, m->addr + m->len);
			off += m->size + 4;
		}
	} else if (mbi->flags & MULTIBOOT_INFO_MEMORY) {
		add_range(0, mbi->mem_lower * 1024ull);
		add_range(0x100000, 0x100000 + mbi->mem_upper * 1024ull);
	}
	remove_overlaps();
}

/* The first word is the kernel's own name (QEMU's -kernel gives its path) unless it can be an option. */
static bool starts_with_kernel_name(const char *s, size_t first)
{
	static const char *const bare_options[] = { "quiet", "norandmaps" };

	for (unsigned int i = 0; i < ARRAY_SIZE(bare_options); i++)
		if (first == strlen(bare_options[i]) && !strncmp(s, bare_options[i], first))
			return false;
	return s[first] != '=';
}

static void read_cmdline(const char *s)
{
	size_t first = 0;

	while (s[first] && s[first] != ' ' && s[first] != '=')
		first++;
	if (starts_with_kernel_name(s, first))
		s += first;
	while (*s == ' ')
		s++;
	strlcpy(boot_info.cmdline, s, sizeof(boot_info.cmdline));
}

void setup_boot_info(u32 mbi_phys);
void setup_boot_info(u32 mbi_phys)
{
	const struct multiboot_info *mbi = phys_to_virt(mbi_phys);

	if (mbi->flags & MULTIBOOT_INFO_CMDLINE)
		read_cmdline(phys_to_virt(mbi->cmdline));
	read_memory_map(mbi);
	if ((mbi->flags & MULTIBOOT_INFO_MODS) && mbi->mods_count) {
		const struct multiboot_module *mod = phys_to_virt(mbi->mods_addr);

		boot_info.initramfs.start = mod->start;
		boot_info.initramfs.end = mod->end;
	}
}
