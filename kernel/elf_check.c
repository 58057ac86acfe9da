/* SPDX-License-Identifier: MIT */
/* Is it a program? Nothing in the file is believed. Pure: also built for the host (tests/host/elf.c). */

#include <kernel/elf.h>
#include <uapi/asm/errno.h>

int elf_check_header(const Elf32_Ehdr *ehdr)
{
	const u8 *id = ehdr->e_ident;

	if (id[EI_MAG0] != ELFMAG0 || id[EI_MAG1] != ELFMAG1 || id[EI_MAG2] != ELFMAG2 ||
	    id[EI_MAG3] != ELFMAG3)
		return -ENOEXEC;
	if (id[EI_CLASS] != ELFCLASS32 || id[EI_DATA] != ELFDATA2LSB)
		return -ENOEXEC;
	if (ehdr->e_type != ET_EXEC && ehdr->e_type != ET_DYN)
		return -ENOEXEC;
	if (ehdr->e_machine != EM_386 && ehdr->e_machine != EM_486)
		return -ENOEXEC;
	if (ehdr->e_phentsize != sizeof(Elf32_Phdr) || !ehdr->e_phnum || ehdr->e_phnum > ELF_MAX_PHNUM)
		return -ENOEXEC;
	return 0;
}

static u64 page_up(u64 addr)
{
	return (addr + ELF_PAGE - 1) & ~(u64)(ELF_PAGE - 1);
}

static bool power_of_two(u32 n)
{
	return n && !(n & (n - 1));
}

static int check_load(const Elf32_Phdr *ph, u32 limit)
{
	u64 mem_end = (u64)ph->p_vaddr + ph->p_memsz;
	u64 file_end = (u64)ph->p_offset + ph->p_filesz;

	if (ph->p_filesz > ph->p_memsz)
		return -ENOEXEC;
	if (page_up(mem_end) > limit || file_end > 0xffffffffu)
		return -ENOEXEC;
	/* A page of the file must be a page of memory. */
	if ((ph->p_vaddr - ph->p_offset) % ELF_PAGE)
		return -ENOEXEC;
	return 0;
}

/* One PT_LOAD with some memory. */
static void add_load(struct elf_layout *out, const Elf32_Phdr *ph, u32 phoff)
{
	u32 file_end = ph->p_vaddr + ph->p_filesz;
	u32 mem_end = ph->p_vaddr + ph->p_memsz;
	u32 start = ph->p_vaddr & ~(ELF_PAGE - 1);

	if (start < out->low)
		out->low = start;
	if (page_up(mem_end) > out->high)
		out->high = page_up(mem_end);
	if (power_of_two(ph->p_align) && ph->p_align > out->align)
		out->align = ph->p_align;
	if (!out->phdr && phoff >= ph->p_offset && phoff - ph->p_offset < ph->p_filesz)
		out->phdr = phoff - ph->p_offset + ph->p_vaddr;
	if (ph->p_vaddr < out->start_code)
		out->start_code = ph->p_vaddr;
	if (ph->p_vaddr > out->start_data)
		out->start_data = ph->p_vaddr;
	if ((ph->p_flags & PF_X) && file_end > out->end_code)
		out->end_code = file_end;
	if (file_end > out->end_data)
		out->end_data = file_end;
	if (mem_end > out->brk)
		out->brk = mem_end;
}

int elf_check_segments(const Elf32_Ehdr *ehdr, const Elf32_Phdr *phdrs, u32 limit, struct elf_layout *out)
{
	*out = (struct elf_layout){
		.dynamic = ehdr->e_type == ET_DYN, .entry = ehdr->e_entry, .low = ~0u,
		.align = ELF_PAGE, .start_code = ~0u,
	};
	for (u32 i = 0; i < ehdr->e_phnum; i++) {
		const Elf32_Phdr *ph = &phdrs[i];

		if (ph->p_type == PT_LOAD && ph->p_memsz) {
			if (check_load(ph, limit))
				return -ENOEXEC;
			add_load(out, ph, ehdr->e_phoff);
		} else if (ph->p_type == PT_GNU_STACK) {
			out->has_stack = true;
			out->stack_exec = ph->p_flags & PF_X;
		} else if (ph->p_type == PT_INTERP && !out->interp_len) {
			/* A path with its NUL. */
			if (ph->p_filesz < 2 || ph->p_filesz > 4096 || ph->p_offset > 0xffffffffu - 4096)
				return -ENOEXEC;
			out->interp_off = ph->p_offset;
			out->interp_len = ph->p_filesz;
		}
	}
	return out->high ? 0 : -ENOEXEC;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *skip_blanks(char *p, char *end)
{
	while (p < end && blank(*p))
		p++;
	return p;
}

static char *find_terminator(char *p, char *end)
{
	while (p < end && *p && !blank(*p))
		p++;
	return p;
}

int script_parse(char *head, size_t size, char **interp, char **arg)
{
	char *end = head + 2, *limit = head + size, *sep;

	if (size < 3 || head[0] != '#' || head[1] != '!')
		return -ENOEXEC;
	while (end < limit && *end != '\n')
		end++;
	if (end == limit) {
		/* The line is longer: that may cut the argument, but not the name. */
		sep = skip_blanks(head + 2, limit);
		if (find_terminator(sep, limit) == limit)
			return -ENOEXEC;
	}
	while (end > head + 2 && blank(end[-1]))
		end--;
	*interp = skip_blanks(head + 2, end);
	if (*interp == end || !**interp)
		return -ENOEXEC;
	sep = find_terminator(*interp, end);
	*arg = sep < end && *sep ? skip_blanks(sep, end) : NULL;
	if (*arg == end)
		*arg = NULL;
	*sep = '\0';
	*end = '\0';
	return 0;
}
