/* SPDX-License-Identifier: MIT */
/* An ELF program, and the interpreter (dynamic loader) that it names, into a new address space. */

#include <kernel/random.h>
#include <kernel/string.h>
#include <uapi/asm/mman.h>
#include <uapi/asm/personality.h>
#include "exec.h"

#define PIE_BASE	0x400000u	/* of a dynamically linked PIE; and brk of a static one */

/* Read exactly n bytes. */
static int read_all(struct file *file, void *buf, u32 n, u32 pos)
{
	int got = kernel_read(file, buf, n, pos);

	if (got < 0)
		return got == -EFBIG ? -ENOEXEC : got;
	return (u32)got == n ? 0 : -ENOEXEC;
}

static int read_headers(struct file *file, Elf32_Ehdr *ehdr, Elf32_Phdr **phdrs, struct elf_layout *layout)
{
	u32 size;
	int err = read_all(file, ehdr, sizeof(*ehdr), 0);

	if (!err)
		err = elf_check_header(ehdr);
	if (err)
		return err;
	size = ehdr->e_phnum * sizeof(**phdrs);
	*phdrs = kmalloc(size);
	if (!*phdrs)
		return -ENOMEM;
	err = read_all(file, *phdrs, size, ehdr->e_phoff);
	return err ? err : elf_check_segments(ehdr, *phdrs, TASK_SIZE, layout);
}

static int open_interp(struct exec_image *img)
{
	u32 n = img->layout.interp_len;
	char *path = kmalloc(n);
	int err;

	if (!path)
		return -ENOMEM;
	err = read_all(img->file, path, n, img->layout.interp_off);
	if (!err && path[n - 1])
		err = -ENOEXEC;
	if (!err) {
		img->interp_file = open_exec(path);
		if (IS_ERR(img->interp_file)) {
			err = PTR_ERR(img->interp_file);
			img->interp_file = NULL;
		}
	}
	kfree(path);
	return err;
}

int read_elf(struct exec_image *img)
{
	int err = read_headers(img->file, &img->ehdr, &img->phdrs, &img->layout);

	if (err || !img->layout.interp_len)
		return err;
	err = open_interp(img);
	if (err)
		return err;
	err = read_headers(img->interp_file, &img->interp_ehdr, &img->interp_phdrs, &img->interp_layout);
	return err == -ENOEXEC ? -ELIBBAD : err;
}

/* ---- mapping ------------------------------------------------------------------------------------- */

static bool is_error(u32 addr)
{
	return addr >= (u32)-4095;
}

static u32 prot_of(const struct exec_image *img, const Elf32_Phdr *ph)
{
	u32 prot = 0;

	if (ph->p_flags & PF_R)
		prot |= PROT_READ;
	if (ph->p_flags & PF_W)
		prot |= PROT_WRITE;
	if (ph->p_flags & PF_X)
		prot |= PROT_EXEC;
	if ((prot & PROT_READ) && (img->personality & READ_IMPLIES_EXEC))
		prot |= PROT_EXEC;
	return prot;
}

static int map_fixed(struct mm_struct *mm, u32 addr, u32 len, u32 prot, struct file *file, u32 pgoff)
{
	u32 flags = MAP_PRIVATE | MAP_FIXED | (file ? 0 : MAP_ANONYMOUS), got;

	if (!len)
		return 0;
	got = do_mmap(mm, addr, len, prot, flags, file, pgoff);
	if (!is_error(got))
		return 0;
	/* Far beyond what any file could be. */
	return (int)got == -EFBIG || (int)got == -EOVERFLOW ? -ENOEXEC : (int)got;
}

/* The rest of the last page of the file's part is not the file's. */
static int clear_tail(struct mm_struct *mm, u32 addr, u32 n)
{
	static const u8 zeros[256];

	while (n) {
		u32 part = min_t(u32, n, sizeof(zeros));

		if (access_process_vm(mm, addr, (void *)zeros, part, true) != (int)part)
			return -ENOEXEC;
		addr += part;
		n -= part;
	}
	return 0;
}

static bool mapped(struct mm_struct *mm, u32 addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->start <= addr;
}

static int map_segment(struct exec_image *img, struct file *file, const Elf32_Phdr *ph, u32 bias)
{
	u32 addr = ph->p_vaddr + bias, start = ALIGN_DOWN(addr, ELF_PAGE);
	u32 in_page = addr - start;
	u32 file_end = addr + ph->p_filesz, mem_end = addr + ph->p_memsz;
	u32 file_len = 0, prot = prot_of(img, ph);
	int err;

	/* Without bytes of its own, it may still share a page with the segment before it. */
	if (ph->p_filesz || (in_page && mapped(img->mm, start)))
		file_len = ALIGN_UP(file_end, ELF_PAGE) - start;
	err = map_fixed(img->mm, start, file_len, prot, file, (ph->p_offset - in_page) / ELF_PAGE);
	if (err)
		return err;
	err = map_fixed(img->mm, start + file_len, ALIGN_UP(mem_end, ELF_PAGE) - start - file_len, prot,
			NULL, 0);
	if (err || ph->p_memsz == ph->p_filesz || !file_len)
		return err;
	/* To the page's end, beyond mem_end too: ld.so allocates from there and expects zeroes. */
	return clear_tail(img->mm, file_end, start + file_len - file_end);
}

static int map_segments(struct exec_image *img, struct file *file, const Elf32_Ehdr *ehdr,
			const Elf32_Phdr *phdrs, const struct elf_layout *layout, u32 bias)
{
	struct vm_area_struct *vma = find_vma(img->mm, layout->low + bias);

	/* Whatever is there already (the stack) stays. */
	if (vma && vma->start < (u32)(layout->high + bias))
		return -ENOMEM;
	for (u32 i = 0; i < ehdr->e_phnum; i++) {
		int err;

		if (phdrs[i].p_type != PT_LOAD || !phdrs[i].p_memsz)
			continue;
		err = map_segment(img, file, &phdrs[i], bias);
		if (err)
			return err;
	}
	return 0;
}

/* A bias at which all of it has room, below mmap_base: 0 or -ENOMEM. */
static int find_bias(struct exec_image *img, const struct elf_layout *layout, u32 *bias)
{
	u64 len = layout->high - layout->low + layout->align - ELF_PAGE;
	u32 addr = len > TASK_SIZE ? 0 : get_unmapped_area(img->mm, 0, len);

	if (!addr || is_error(addr))
		return -ENOMEM;
	*bias = ALIGN_UP(addr, layout->align) - layout->low;
	return 0;
}

/* Pages, as many as random bits for mmap: 8 on i386. */
static u32 random_pages(const struct exec_image *img, u32 n)
{
	return img->randomize ? random_below(n) * ELF_PAGE : 0;
}

static int choose_bias(struct exec_image *img)
{
	const struct elf_layout *layout = &img->layout;

	if (!layout->dynamic)
		return 0;
	/* A static PIE (or the dynamic loader run by hand) stays out of the way of what it may load. */
	if (!layout->interp_len)
		return find_bias(img, layout, &img->bias);
	img->bias = ALIGN_DOWN(PIE_BASE + random_pages(img, 256), layout->align) - layout->low;
	if (layout->high - layout->low + PIE_BASE + 256 * ELF_PAGE > TASK_SIZE)
		return -ENOMEM;
	return 0;
}

static int load_interp(struct exec_image *img)
{
	const struct elf_layout *layout = &img->interp_layout;
	u32 bias = 0;
	int err = layout->dynamic ? find_bias(img, layout, &bias) : 0;

	if (!err)
		err = map_segments(img, img->interp_file, &img->interp_ehdr, img->interp_phdrs, layout, bias);
	if (err)
		return err;
	img->interp_base = layout->dynamic ? bias + layout->low : 0;
	img->entry = layout->entry + bias;
	return 0;
}

static void set_addresses(struct exec_image *img)
{
	const struct elf_layout *layout = &img->layout;
	struct mm_struct *mm = img->mm;
	u32 shift = random_pages(img, 0x02000000 / ELF_PAGE);

	mm->start_code = layout->start_code + img->bias;
	mm->end_code = layout->end_code + img->bias;
	mm->start_data = layout->start_data + img->bias;
	mm->end_data = layout->end_data + img->bias;
	mm->brk = ALIGN_UP(layout->brk + img->bias, ELF_PAGE);
	/* Between the libraries, a static PIE's heap could not grow. */
	if (img->randomize && layout->dynamic && !layout->interp_len)
		mm->brk = PIE_BASE;
	if (mm->brk < TASK_SIZE - shift)
		mm->brk += shift;
	mm->start_brk = mm->brk;
}

int load_elf(struct exec_image *img)
{
	int err = choose_bias(img);

	if (!err)
		err = map_segments(img, img->file, &img->ehdr, img->phdrs, &img->layout, img->bias);
	if (err)
		return err;
	img->entry = img->layout.entry + img->bias;
	set_addresses(img);
	return img->interp_file ? load_interp(img) : 0;
}
