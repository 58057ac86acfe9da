/* SPDX-License-Identifier: MIT */
/*
 * entry-info - how a 32-bit program enters this kernel, and why so
 *
 * Everything is read from where any program can read it: CPUID, the segment registers, the auxiliary
 * vector, the vDSO's ELF image and its bytes, /proc/cmdline and, on a debug build, /proc/entries.
 */
#include <cpuid.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>

#define STUB_LIMIT 64		/* more bytes than any __kernel_vsyscall has */

enum instruction { UNKNOWN, PUSH, POP, MOVE, RELOAD, NOTHING, SYSENTER, SYSCALL, INT80, RET };

static const char *const registers[] = { "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi" };

/* ---- the stub ---- */

/* Decode the instruction at p into text; its length is returned. Knows only what stubs are made of. */
static size_t decode(const uint8_t *p, enum instruction *what, char *text, size_t size)
{
	if ((p[0] & 0xf0) == 0x50) {
		*what = p[0] & 8 ? POP : PUSH;
		snprintf(text, size, "%s   %%%s", p[0] & 8 ? "pop " : "push", registers[p[0] & 7]);
		return 1;
	}
	if ((p[0] == 0x89 || p[0] == 0x8b) && p[1] >= 0xc0) {
		unsigned int reg = (p[1] >> 3) & 7, rm = p[1] & 7;

		*what = MOVE;
		snprintf(text, size, "mov    %%%s,%%%s", registers[p[0] == 0x89 ? reg : rm],
			 registers[p[0] == 0x89 ? rm : reg]);
		return 2;
	}
	if (p[0] == 0x8b && (p[1] & 0xc7) == 0x04 && p[2] == 0x24) {
		*what = RELOAD;
		snprintf(text, size, "mov    (%%esp),%%%s", registers[(p[1] >> 3) & 7]);
		return 3;
	}
	if (p[0] == 0x0f && (p[1] == 0x34 || p[1] == 0x05)) {
		*what = p[1] == 0x34 ? SYSENTER : SYSCALL;
		snprintf(text, size, "%s", p[1] == 0x34 ? "sysenter" : "syscall");
		return 2;
	}
	if (p[0] == 0xcd && p[1] == 0x80) {
		*what = INT80;
		snprintf(text, size, "int    $0x80");
		return 2;
	}
	*what = p[0] == 0xc3 ? RET : p[0] == 0x90 || (p[0] == 0x66 && p[1] == 0x90) ||
				     (p[0] == 0x0f && p[1] == 0x1f && p[2] == 0x00) ? NOTHING : UNKNOWN;
	snprintf(text, size, *what == RET ? "ret" : *what == NOTHING ? "nop" : "(not known here)");
	return *what != NOTHING ? 1 : p[0] == 0x90 ? 1 : p[0] == 0x66 ? 2 : 3;
}

/* What an instruction of the stub is for; pushed = before the entry. */
static const char *purpose(enum instruction what, bool before)
{
	switch (what) {
	case PUSH: return "kept for the program: the entry loses or uses it";
	case MOVE: return "the kernel finds the stack, or an argument, by this register";
	case SYSENTER:
	case SYSCALL: return "into the kernel, which returns to the landing pad";
	case NOTHING: return "no fast instruction here: int $0x80 below it is";
	case RELOAD: return before ? "the argument again: its register was used" : "";
	case INT80: return "into the kernel; a restarted call begins here";
	case POP: return "the program's own value back";
	case RET: return "to the program, the result in eax";
	default: return "";
	}
}

struct stub {
	const uint8_t *start, *pad;	/* pad: behind int $0x80, NULL if there is none */
	size_t size;
	enum instruction entry;		/* SYSENTER, SYSCALL or INT80; UNKNOWN if no entry was found */
};

static struct stub study_stub(const uint8_t *start)
{
	struct stub stub = { start, NULL, 0, UNKNOWN };
	enum instruction what = UNKNOWN;
	char text[32];

	while (start && what != RET && stub.size < STUB_LIMIT) {
		stub.size += decode(start + stub.size, &what, text, sizeof(text));
		if ((what == SYSENTER || what == SYSCALL || what == INT80) && stub.entry == UNKNOWN)
			stub.entry = what;
		if (what == INT80)
			stub.pad = start + stub.size;
	}
	return stub;
}

static void print_stub(const struct stub *stub)
{
	enum instruction what;
	char text[32];

	printf("__kernel_vsyscall:\n");
	for (size_t at = 0, n; at < stub->size; at += n) {
		const uint8_t *p = stub->start + at;

		n = decode(p, &what, text, sizeof(text));
		if (p == stub->pad)
			printf("  int80_landing_pad:\n");
		printf("  %08lx ", (unsigned long)p);
		for (size_t i = 0; i < 4; i++)
			printf(i < n ? " %02x" : "   ", p[i]);
		printf("  %-16s %s\n", text, purpose(what, !stub->pad || p < stub->pad));
	}
}

/* ---- the CPU ---- */

static char vendor[13];

static bool cpuid(unsigned int leaf, unsigned int r[4])
{
	unsigned int max = __get_cpuid_max(leaf & 0x80000000, NULL);

	memset(r, 0, 4 * sizeof(*r));
	if (max < leaf)
		return false;
	__cpuid_count(leaf, 0, r[0], r[1], r[2], r[3]);
	return true;
}

static void print_brand(void)
{
	unsigned int r[12];
	char brand[sizeof(r) + 1];
	const char *s = brand;

	for (unsigned int i = 0; i < 3; i++)
		if (!cpuid(0x80000002 + i, r + 4 * i))
			return;
	memcpy(brand, r, sizeof(r));
	brand[sizeof(r)] = '\0';
	while (*s == ' ')
		s++;
	printf(", %s", s);
}

static void print_cpu(void)
{
	unsigned int id[4], basic[4], structured[4], extended[4], family, model;

	cpuid(0, id);
	memcpy(vendor, &id[1], 4);
	memcpy(vendor + 4, &id[3], 4);
	memcpy(vendor + 8, &id[2], 4);
	cpuid(1, basic);
	cpuid(7, structured);
	cpuid(0x80000001, extended);
	family = (basic[0] >> 8) & 15;
	model = (basic[0] >> 4) & 15;
	if (family == 6 || family == 15)
		model |= (basic[0] >> 12) & 0xf0;
	if (family == 15)
		family += (basic[0] >> 20) & 0xff;

	printf("CPU         %s, family %u model %u stepping %u", vendor, family, model, basic[0] & 15);
	print_brand();
	printf("\n            ");
	const struct {
		const char *name;
		bool there;
	} features[] = {
		{ "SEP", basic[3] >> 11 & 1 }, { "SYSCALL", extended[3] >> 11 & 1 },
		{ "LM", extended[3] >> 29 & 1 }, { "PAE", basic[3] >> 6 & 1 },
		{ "NX", extended[3] >> 20 & 1 }, { "FXSR", basic[3] >> 24 & 1 },
		{ "SMEP", structured[1] >> 7 & 1 }, { "SMAP", structured[1] >> 20 & 1 },
		{ "UMIP", structured[2] >> 2 & 1 },
	};
	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		printf("%s%s ", features[i].there ? "" : "no-", features[i].name);
	printf("\n");
}

/* ---- kernel and choice ---- */

static bool kernel_is_64(void)
{
	unsigned int cs;

	/* An x86_64 kernel gives 32-bit programs entry 4 of its GDT as code segment, i386 entry 14. */
	asm("mov %%cs, %0" : "=r"(cs));
	return cs == 0x23;
}

/* The value of entry= on the kernel's command line, or NULL. The last one counts. */
static const char *forced_entry(char *line, size_t size)
{
	FILE *f = fopen("/proc/cmdline", "r");
	const char *forced = NULL;

	if (!f)
		return NULL;
	line[0] = '\0';
	if (!fgets(line, size, f))
		line[0] = '\0';
	fclose(f);
	for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
		if (strncmp(word, "entry=", 6) == 0)
			forced = word + 6;
	return forced;
}

static const char *entry_text(enum instruction entry)
{
	return entry == SYSENTER ? "sysenter" : entry == SYSCALL ? "syscall" : "int80";
}

static const char *reason(enum instruction entry, bool is_64)
{
	if (entry == SYSCALL)
		return "an x86_64 kernel, and this vendor's CPUs take SYSCALL, not SYSENTER, "
		       "from 32-bit code";
	if (entry == SYSENTER && is_64)
		return "an x86_64 kernel, and this vendor's CPUs take SYSENTER, not SYSCALL, "
		       "from 32-bit code";
	if (entry == SYSENTER)
		return "an i386 kernel, and CPUID has SEP";
	return is_64 ? "neither fast instruction is known to work on this vendor's CPUs" :
		       "CPUID has no SEP, so there is no SYSENTER";
}

static void print_choice(const struct stub *stub, const struct utsname *name, bool is_64)
{
	char line[2048];
	const char *forced = forced_entry(line, sizeof(line));
	const char *chosen = entry_text(stub->entry);

	if (!stub->start) {
		printf("entry       int80: the kernel gives programs no vDSO\n");
		return;
	}
	printf("entry       %s: ", chosen);
	if (!forced || strncmp(name->version, "Vestibule", 9) != 0)
		printf("%s\n", reason(stub->entry, is_64));
	else if (strcmp(forced, chosen) == 0)
		printf("forced by entry=%s on the kernel's command line\n", forced);
	else
		printf("entry=%s was refused, this kernel and CPU have no such entry\n", forced);
}

static void print_selector(const char *name, unsigned int selector)
{
	if (selector & ~3u)
		printf(" %s %02x (%s %u, RPL %u)", name, selector, selector & 4 ? "LDT" : "GDT",
		       selector >> 3, selector & 3);
	else
		printf(" %s %02x (null)", name, selector);
}

static void print_selectors(void)
{
	unsigned int cs, ss, ds, es, fs, gs;

	asm("mov %%cs, %0" : "=r"(cs));
	asm("mov %%ss, %0" : "=r"(ss));
	asm("mov %%ds, %0" : "=r"(ds));
	asm("mov %%es, %0" : "=r"(es));
	asm("mov %%fs, %0" : "=r"(fs));
	asm("mov %%gs, %0" : "=r"(gs));
	printf("selectors  ");
	print_selector("cs", cs & 0xffff);
	print_selector("ss", ss & 0xffff);
	print_selector("ds", ds & 0xffff);
	printf("\n           ");
	print_selector("es", es & 0xffff);
	print_selector("fs", fs & 0xffff);
	print_selector("gs", gs & 0xffff);
	printf("\n");
}

/* ---- the vDSO's symbols ---- */

struct image {
	const char *base;
	intptr_t bias;		/* what to add to an address written in the file */
	const Elf32_Sym *symbols;
	size_t count;
	const char *strings;
	const uint16_t *versions;
	const Elf32_Verdef *definitions;
};

/* A GNU hash table does not tell how many symbols there are: find the end of its last chain. */
static size_t count_by_gnu_hash(const uint32_t *table)
{
	uint32_t buckets = table[0], first = table[1], bloom = table[2], last = 0;
	const uint32_t *bucket = table + 4 + bloom, *chain = bucket + buckets;

	for (uint32_t i = 0; i < buckets; i++)
		if (bucket[i] > last)
			last = bucket[i];
	if (last < first)
		return first;
	while (!(chain[last - first] & 1))
		last++;
	return last + 1;
}

static void read_dynamic(struct image *image, const Elf32_Dyn *dyn)
{
	for (; dyn->d_tag != DT_NULL; dyn++) {
		const void *p = (const void *)(image->bias + (intptr_t)dyn->d_un.d_ptr);

		switch (dyn->d_tag) {
		case DT_SYMTAB: image->symbols = p; break;
		case DT_STRTAB: image->strings = p; break;
		case DT_VERSYM: image->versions = p; break;
		case DT_VERDEF: image->definitions = p; break;
		case DT_HASH: image->count = ((const uint32_t *)p)[1]; break;
		case DT_GNU_HASH:
			if (!image->count)
				image->count = count_by_gnu_hash(p);
			break;
		}
	}
}

static struct image open_image(const char *base)
{
	const Elf32_Ehdr *header = (const Elf32_Ehdr *)base;
	const Elf32_Phdr *ph = (const Elf32_Phdr *)(base + header->e_phoff);
	struct image image = { .base = base, .bias = (intptr_t)base };
	const Elf32_Dyn *dyn = NULL;

	for (int i = 0; i < header->e_phnum; i++) {
		if (ph[i].p_type == PT_LOAD && ph[i].p_offset == 0)
			image.bias = (intptr_t)base - (intptr_t)ph[i].p_vaddr;
		if (ph[i].p_type == PT_DYNAMIC)
			dyn = (const Elf32_Dyn *)(base + ph[i].p_offset);
	}
	if (dyn)
		read_dynamic(&image, dyn);
	return image;
}

static const char *version_of(const struct image *image, size_t symbol)
{
	const Elf32_Verdef *def = image->definitions;
	uint16_t index;

	if (!image->versions || !def)
		return "";
	index = image->versions[symbol] & 0x7fff;
	for (;;) {
		if (def->vd_ndx == index && !(def->vd_flags & VER_FLG_BASE)) {
			const Elf32_Verdaux *name = (const void *)((const char *)def + def->vd_aux);

			return image->strings + name->vda_name;
		}
		if (!def->vd_next)
			return "";
		def = (const void *)((const char *)def + def->vd_next);
	}
}

static void print_symbols(const struct image *image)
{
	for (size_t i = 1; image->symbols && image->strings && i < image->count; i++) {
		const Elf32_Sym *s = &image->symbols[i];
		const char *version = version_of(image, i);

		if (s->st_shndx == SHN_UNDEF || s->st_shndx == SHN_ABS)
			continue;
		printf("  %08lx %4lu  %s%s%s\n", (unsigned long)(image->bias + s->st_value),
		       (unsigned long)s->st_size, image->strings + s->st_name, *version ? "@" : "",
		       version);
	}
}

static void print_counters(void)
{
	FILE *f = fopen("/proc/entries", "r");
	char line[128];

	if (!f)
		return;
	printf("entries and exits since boot (/proc/entries):\n");
	while (fgets(line, sizeof(line), f))
		printf("  %s", line);
	fclose(f);
}

int main(void)
{
	const char *base = (const char *)getauxval(AT_SYSINFO_EHDR);
	struct stub stub = study_stub((const uint8_t *)getauxval(AT_SYSINFO));
	bool is_64 = kernel_is_64();
	struct utsname name;
	struct image image;

	if (uname(&name) < 0) {
		fprintf(stderr, "entry-info: uname: %s\n", strerror(errno));
		return 1;
	}
	print_cpu();
	printf("kernel      %s %s, %s\n", name.sysname, name.release, name.version);
	printf("            %s, says the code segment of this 32-bit program\n",
	       is_64 ? "x86_64" : "i386");
	print_choice(&stub, &name, is_64);
	print_selectors();
	if (base) {
		image = open_image(base);
		printf("vDSO        at %08lx, its symbols:\n", (unsigned long)base);
		print_symbols(&image);
	}
	if (stub.start) {
		if (stub.pad)
			printf("landing pad %08lx, where every call returns to\n",
			       (unsigned long)stub.pad);
		print_stub(&stub);
	}
	print_counters();
	return fflush(stdout) != 0;
}
