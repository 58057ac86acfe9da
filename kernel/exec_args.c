/* SPDX-License-Identifier: MIT */
/*
 * Arguments, environment and the auxiliary vector: what a program finds on its stack (System V ABI,
 * 3.4.1; getauxval(3)). From the top: a zero word, the program's name, environment, arguments, a
 * random gap, the platform's name, 16 random bytes, then the table whose first word, argc, is at sp.
 *
 * Nothing sleeps between counting and copying, so the old program cannot change its mind.
 */

#include <asm/cpufeature.h>
#include <asm/sigframe.h>
#include <asm/uaccess.h>
#include <generated/vdso-offsets.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include <uapi/asm/auxvec.h>
#include "exec.h"

#define MAX_ARG_STRLEN	(32 * PAGE_SIZE)
#define ARG_MAX		(128u << 10)
#define ARG_MOST	(6u << 20)
#define STACK_SPARE	(128u << 10)	/* mapped below sp from the start; the rest grows */
#define RANDOM_STACK_PAGES 0x800

static const char platform_name[] = "i686";

/* ---- counting -------------------------------------------------------------------------------------- */

/* Length of string i with its NUL in *len; 1: there is none; 0 or -errno. */
static int string_length(const struct exec_strings *s, u32 i, const void **str, u32 *len)
{
	u32 ptr;

	if (s->kernel) {
		*str = s->kernel[i];
		*len = *str ? strlen(*str) + 1 : 0;
		return !*str;
	}
	if (!s->user)
		return 1;
	if (get_user(ptr, s->user + i))
		return -EFAULT;
	if (!ptr)
		return 1;
	*str = (const void *)(unsigned long)ptr;
	*len = strnlen_user(*str, MAX_ARG_STRLEN);
	if (!*len)
		return -EFAULT;
	return *len > MAX_ARG_STRLEN ? -E2BIG : 0;
}

static int count_strings(struct exec_strings *s)
{
	const void *str;
	u32 len = 0;
	int err;

	for (s->count = s->bytes = 0; (err = string_length(s, s->count, &str, &len)) == 0; s->count++) {
		if (s->count >= s->skip)
			s->bytes += len;
		if (s->bytes + s->count * 4 > ARG_MOST)
			return -E2BIG;
		if (!s->kernel && fatal_signal_pending(current))
			return -EINTR;
	}
	if (err < 0)
		return err;
	s->skip = min(s->skip, s->count);
	return 0;
}

static u32 argument_count(const struct exec_image *img)
{
	return img->nr_words + img->argv.count - img->argv.skip + img->empty_argv;
}

static u32 argument_bytes(const struct exec_image *img)
{
	return img->words_bytes + img->argv.bytes + img->empty_argv;
}

int count_arguments(struct exec_image *img)
{
	u64 limit = current->signal->rlim[RLIMIT_STACK].rlim_cur / 4;
	u32 pointers, strings;
	int err = count_strings(&img->argv);

	if (!err)
		err = count_strings(&img->envp);
	if (err)
		return err;
	/* A program may count on argv[0]. */
	img->empty_argv = !img->argv.count && !img->nr_words;
	limit = max(min(limit, (u64)ARG_MOST), (u64)ARG_MAX);
	pointers = (argument_count(img) + img->envp.count) * 4;
	strings = argument_bytes(img) + img->envp.bytes + strlen(img->filename) + 1;
	return (u64)pointers + strings > limit ? -E2BIG : 0;
}

/* ---- layout ---------------------------------------------------------------------------------------- */

#define AUX_WORDS (2 * 22)

static u32 table_words(const struct exec_image *img)
{
	return 1 + argument_count(img) + 1 + img->envp.count + 1 + AUX_WORDS;
}

static void place(struct exec_image *img)
{
	u32 p = img->stack_top - 4;

	img->env_end = p;
	img->env_start = p - (strlen(img->filename) + 1) - img->envp.bytes;
	img->arg_start = img->env_start - argument_bytes(img);
	p = img->arg_start;
	if (img->randomize)
		p -= random_below(8192);
	p &= ~15u;
	img->platform = p -= sizeof(platform_name);
	img->random = p -= 16;
	img->sp = (p - table_words(img) * 4) & ~15u;
}

static void set_mmap_base(struct exec_image *img)
{
	u64 gap = current->signal->rlim[RLIMIT_STACK].rlim_cur;
	u32 pad = STACK_GUARD_GAP + (img->randomize ? RANDOM_STACK_PAGES * PAGE_SIZE : 0);

	if (gap + pad > gap)
		gap += pad;
	gap = max(gap, (u64)128 << 20);
	gap = min(gap, (u64)(TASK_SIZE / 6 * 5));
	img->mm->mmap_base = ALIGN_UP((u32)(TASK_SIZE - gap), (u32)PAGE_SIZE) -
			     (img->randomize ? random_below(256) * PAGE_SIZE : 0);
}

int make_stack(struct exec_image *img)
{
	u64 limit = current->signal->rlim[RLIMIT_STACK].rlim_cur;
	u32 flags = VM_READ | VM_WRITE, used, size;

	if (!img->layout.has_stack || img->layout.stack_exec)
		flags |= VM_EXEC;
	img->stack_top = TASK_SIZE;
	if (img->randomize)
		img->stack_top -= random_below(RANDOM_STACK_PAGES) * PAGE_SIZE;
	place(img);
	set_mmap_base(img);
	used = ALIGN_UP(img->stack_top - img->sp, (u32)PAGE_SIZE);
	size = used + STACK_SPARE;
	if (size > limit)
		size = max(used, (u32)ALIGN_DOWN(limit, (u64)PAGE_SIZE));
	img->mm->start_stack = img->sp;
	img->mm->arg_start = img->arg_start;
	img->mm->arg_end = img->mm->env_start = img->env_start;
	img->mm->env_end = img->env_end;
	return setup_stack_vma(img->mm, img->stack_top, size, flags);
}

/* ---- filling --------------------------------------------------------------------------------------- */

static int put(struct exec_image *img, u32 addr, const void *from, u32 n)
{
	return access_process_vm(img->mm, addr, (void *)from, n, true) == (int)n ? 0 : -ENOMEM;
}

/* Words of the table, a pageful at a time. */
struct table {
	struct exec_image *img;
	u32 at;				/* address of buf[0] */
	u32 used;
	u32 *buf;			/* one page */
};

static int table_flush(struct table *t)
{
	int err = put(t->img, t->at, t->buf, t->used * 4);

	t->at += t->used * 4;
	t->used = 0;
	return err;
}

static int table_add(struct table *t, u32 word)
{
	t->buf[t->used++] = word;
	return t->used == PAGE_SIZE / 4 ? table_flush(t) : 0;
}

static int copy_user_string(struct exec_image *img, u32 to, const char __user *from, u32 n, void *bounce)
{
	while (n) {
		u32 part = min_t(u32, n, PAGE_SIZE);
		int err = copy_from_user(bounce, from, part);

		if (!err)
			err = put(img, to, bounce, part);
		if (err)
			return err;
		to += part;
		from += part;
		n -= part;
	}
	return 0;
}

/* All strings of s to *to upwards, and their addresses into the table. */
static int copy_strings(struct exec_image *img, struct exec_strings *s, u32 *to, struct table *t,
			void *bounce)
{
	const void *str;
	u32 len;

	for (u32 i = s->skip; i < s->count; i++) {
		int err = string_length(s, i, &str, &len);

		if (err)
			return err < 0 ? err : -EFAULT;
		if (len > img->env_end - *to)
			return -E2BIG;
		err = s->kernel ? put(img, *to, str, len) : copy_user_string(img, *to, str, len, bounce);
		if (!err)
			err = table_add(t, *to);
		if (err)
			return err;
		*to += len;
	}
	return 0;
}

/* What scripts put before the arguments (or the "" of an empty argv). */
static int copy_words(struct exec_image *img, u32 *to, struct table *t)
{
	const char *word = img->empty_argv ? "" : img->words;
	u32 n = img->nr_words + img->empty_argv;
	int err = 0;

	for (; n && !err; n--) {
		u32 len = strlen(word) + 1;

		err = put(img, *to, word, len);
		if (!err)
			err = table_add(t, *to);
		word += len;
		*to += len;
	}
	return err;
}

static void fill_auxv(const struct exec_image *img, u32 *aux)
{
	const struct mm_struct *mm = img->mm;
	const u32 pairs[AUX_WORDS] = {
		AT_SYSINFO, mm->vdso + vdso_sym___kernel_vsyscall,
		AT_SYSINFO_EHDR, mm->vdso,
		AT_MINSIGSTKSZ, SIGFRAME_MAX_SIZE,
		AT_HWCAP, cpu_features.leaf1_edx,
		AT_PAGESZ, PAGE_SIZE,
		AT_CLKTCK, USER_HZ,
		AT_PHDR, img->layout.phdr ? img->layout.phdr + img->bias : 0,
		AT_PHENT, sizeof(Elf32_Phdr),
		AT_PHNUM, img->ehdr.e_phnum,
		AT_BASE, img->interp_base,
		AT_FLAGS, 0,
		AT_ENTRY, img->layout.entry + img->bias,
		AT_UID, img->cred.uid,
		AT_EUID, img->cred.euid,
		AT_GID, img->cred.gid,
		AT_EGID, img->cred.egid,
		AT_SECURE, img->secure,
		AT_RANDOM, img->random,
		AT_HWCAP2, 0,
		AT_EXECFN, img->env_end - strlen(img->filename) - 1,
		AT_PLATFORM, img->platform,
		AT_NULL, 0,
	};

	memcpy(aux, pairs, sizeof(pairs));
}

static int fill_table(struct exec_image *img, struct table *t, void *bounce)
{
	u32 aux[AUX_WORDS], to = img->arg_start;
	int err = table_add(t, argument_count(img));

	if (!err)
		err = copy_words(img, &to, t);
	if (!err)
		err = copy_strings(img, &img->argv, &to, t, bounce);
	if (!err)
		err = table_add(t, 0);
	if (!err)
		err = copy_strings(img, &img->envp, &to, t, bounce);
	if (!err)
		err = table_add(t, 0);
	if (!err)
		err = put(img, to, img->filename, strlen(img->filename) + 1);
	fill_auxv(img, aux);
	memcpy(img->mm->saved_auxv, aux, sizeof(aux));
	for (u32 i = 0; i < AUX_WORDS && !err; i++)
		err = table_add(t, aux[i]);
	return err ? err : table_flush(t);
}

int fill_stack(struct exec_image *img)
{
	struct page *page = alloc_pages(1, 0);
	struct table t = { .img = img, .at = img->sp };
	u8 seed[16];
	int err;

	if (!page)
		return -ENOMEM;
	t.buf = page_address(page);
	get_random_bytes(seed, sizeof(seed));
	err = put(img, img->random, seed, sizeof(seed));
	if (!err)
		err = put(img, img->platform, platform_name, sizeof(platform_name));
	if (!err)
		err = fill_table(img, &t, t.buf + PAGE_SIZE / 4);
	free_pages(page, 1);
	return err;
}
