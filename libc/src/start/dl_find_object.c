/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <link.h>

struct search {
	Elf32_Addr address;
	struct dl_find_object *result;
};

static int visit(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct search *s = arg;
	Elf32_Addr start = ~0U, end = 0, eh_frame = 0;
	int inside = 0;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const Elf32_Phdr *ph = &info->dlpi_phdr[i];
		Elf32_Addr at = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type == PT_GNU_EH_FRAME)
			eh_frame = at;
		if (ph->p_type != PT_LOAD)
			continue;
		inside |= s->address - at < ph->p_memsz;
		start = at < start ? at : start;
		end = at + ph->p_memsz > end ? at + ph->p_memsz : end;
	}
	if (!inside || !eh_frame)
		return 0;
	*s->result = (struct dl_find_object){
		.dlfo_map_start = (void *)start, .dlfo_map_end = (void *)end,
		.dlfo_eh_frame = (void *)eh_frame,
	};
	return 1;
}

int _dl_find_object(void *address, struct dl_find_object *result)
{
	struct search s = { (Elf32_Addr)address, result };

	return dl_iterate_phdr(visit, &s) ? 0 : -1;
}
