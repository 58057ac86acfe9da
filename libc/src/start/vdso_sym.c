/* SPDX-License-Identifier: MIT */
/* A symbol of the vDSO, by its dynamic symbol table. */
#include <elf.h>
#include <string.h>
#include <sys/auxv.h>
#include "libc.h"

struct vdso {
	const char *base;	/* add a symbol's value to it */
	const Elf32_Sym *symbols;
	const char *strings;
	const Elf32_Word *hash;
	const Elf32_Word *gnu_hash;
};

static void read_dynamic(struct vdso *v, const Elf32_Dyn *dyn)
{
	for (; dyn->d_tag != DT_NULL; dyn++) {
		const void *p = v->base + dyn->d_un.d_ptr;

		switch (dyn->d_tag) {
		case DT_SYMTAB:
			v->symbols = p;
			break;
		case DT_STRTAB:
			v->strings = p;
			break;
		case DT_HASH:
			v->hash = p;
			break;
		case DT_GNU_HASH:
			v->gnu_hash = p;
			break;
		}
	}
}

static void open_vdso(struct vdso *v, const Elf32_Ehdr *ehdr)
{
	const Elf32_Phdr *ph = (const void *)((const char *)ehdr + ehdr->e_phoff);
	const Elf32_Phdr *dynamic = NULL;

	for (int i = 0; i < ehdr->e_phnum; i++) {
		if (ph[i].p_type == PT_LOAD && !v->base)
			v->base = (const char *)ehdr + ph[i].p_offset - ph[i].p_vaddr;
		if (ph[i].p_type == PT_DYNAMIC)
			dynamic = &ph[i];
	}
	if (v->base && dynamic)
		read_dynamic(v, (const void *)(v->base + dynamic->p_vaddr));
}

/* DT_HASH says how many symbols there are; DT_GNU_HASH only by its last chain. */
static unsigned int count_symbols(const struct vdso *v)
{
	const Elf32_Word *buckets, *chains;
	unsigned int last = 0;

	if (v->hash)
		return v->hash[1];
	if (!v->gnu_hash)
		return 0;
	buckets = v->gnu_hash + 4 + v->gnu_hash[2];
	chains = buckets + v->gnu_hash[0];
	for (unsigned int i = 0; i < v->gnu_hash[0]; i++)
		if (buckets[i] > last)
			last = buckets[i];
	if (!last)
		return 0;
	while (!(chains[last - v->gnu_hash[1]] & 1))
		last++;
	return last + 1;
}

void *vdso_sym(const char *name)
{
	const Elf32_Ehdr *ehdr = (const Elf32_Ehdr *)__aux(AT_SYSINFO_EHDR);
	struct vdso v = { 0 };

	if (!ehdr || memcmp(ehdr->e_ident, ELFMAG, SELFMAG))
		return NULL;
	open_vdso(&v, ehdr);
	if (!v.symbols || !v.strings)
		return NULL;
	for (unsigned int i = 0, n = count_symbols(&v); i < n; i++) {
		const Elf32_Sym *s = &v.symbols[i];

		if (s->st_shndx != SHN_UNDEF && !strcmp(v.strings + s->st_name, name))
			return (char *)v.base + s->st_value;
	}
	return NULL;
}
