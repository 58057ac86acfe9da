/* SPDX-License-Identifier: MIT */
/*
 * The vDSO as an ELF object: what a dynamic linker, an unwinder or a debugger reads from it.
 * Catches: wrong headers, a symbol or version missing, a hash that does not find, a writable page.
 */
#include "tap.h"
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint8_t *base;
static const Elf32_Ehdr *eh;
static const Elf32_Phdr *ph;
static const Elf32_Phdr *load, *dynamic, *eh_frame_hdr;

static uint32_t dyn(int32_t tag)
{
	const Elf32_Dyn *d = (const Elf32_Dyn *)(base + dynamic->p_vaddr - load->p_vaddr);

	for (unsigned i = 0; i < dynamic->p_memsz / sizeof(*d) && d[i].d_tag != DT_NULL; i++)
		if (d[i].d_tag == tag)
			return d[i].d_un.d_val;
	return 0;
}

/* A DT_ pointer is a link-time address: nothing relocates the vDSO. */
static const void *at(uint32_t vaddr)
{
	return base + vaddr - load->p_vaddr;
}

static void headers(void)
{
	bool inside = true;

	ok(!memcmp(eh->e_ident, ELFMAG, SELFMAG) && eh->e_ident[EI_CLASS] == ELFCLASS32 &&
		   eh->e_ident[EI_DATA] == ELFDATA2LSB && eh->e_ident[EI_VERSION] == EV_CURRENT,
	   "it is an ELF32 file, little-endian");
	ok(eh->e_type == ET_DYN && eh->e_machine == EM_386 && eh->e_version == EV_CURRENT,
	   "a shared object for the 386");
	ok(eh->e_phentsize == sizeof(Elf32_Phdr) && eh->e_phnum >= 3 && eh->e_phnum < 16 &&
		   eh->e_ehsize == sizeof(Elf32_Ehdr),
	   "%u program headers", eh->e_phnum);
	ph = (const Elf32_Phdr *)(base + eh->e_phoff);
	for (unsigned i = 0; i < eh->e_phnum; i++) {
		if (ph[i].p_type == PT_LOAD && !load)
			load = ph + i;
		else if (ph[i].p_type == PT_LOAD)
			inside = false;
		if (ph[i].p_type == PT_DYNAMIC)
			dynamic = ph + i;
		if (ph[i].p_type == PT_GNU_EH_FRAME)
			eh_frame_hdr = ph + i;
	}
	ok(inside && load && load->p_offset == 0 && load->p_flags == (PF_R | PF_X) &&
		   load->p_filesz == load->p_memsz,
	   "one PT_LOAD, from the file's start, readable and executable only");
	ok(dynamic && eh_frame_hdr, "PT_DYNAMIC and PT_GNU_EH_FRAME");
	if (!load)
		return;
	for (unsigned i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type != PT_GNU_STACK && ph[i].p_type != PT_NULL)
			inside = inside && ph[i].p_vaddr - load->p_vaddr <= load->p_memsz &&
				 ph[i].p_memsz <= load->p_memsz &&
				 ph[i].p_offset == ph[i].p_vaddr - load->p_vaddr;
	ok(inside, "every segment lies in it, at its file offset");
}

static const Elf32_Sym *symtab;
static const char *strtab;

static uint32_t sysv_hash(const char *s)
{
	uint32_t h = 0, g;

	for (; *s; s++) {
		h = (h << 4) + (uint8_t)*s;
		g = h & 0xf0000000;
		h = (h ^ g >> 24) & ~g;
	}
	return h;
}

static const Elf32_Sym *by_sysv(const char *name)
{
	const uint32_t *hash = at(dyn(DT_HASH));
	uint32_t nbucket = hash[0], nchain = hash[1];

	if (!nbucket)
		return NULL;
	for (uint32_t i = hash[2 + sysv_hash(name) % nbucket]; i && i < nchain;
	     i = hash[2 + nbucket + i])
		if (!strcmp(strtab + symtab[i].st_name, name))
			return symtab + i;
	return NULL;
}

static const Elf32_Sym *by_gnu(const char *name)
{
	const uint32_t *h = at(dyn(DT_GNU_HASH));
	uint32_t nbuckets = h[0], first = h[1], nbloom = h[2], shift = h[3];
	const uint32_t *bloom = h + 4, *bucket = bloom + nbloom, *chain = bucket + nbuckets;
	uint32_t v = 5381, word, i;

	for (const char *s = name; *s; s++)
		v = v * 33 + (uint8_t)*s;
	if (!nbuckets || !nbloom)
		return NULL;
	word = bloom[v / 32 % nbloom];
	if (!(word >> v % 32 & word >> (v >> shift) % 32 & 1))
		return NULL;
	for (i = bucket[v % nbuckets]; i >= first && i; i++) {
		if ((chain[i - first] | 1) == (v | 1) && !strcmp(strtab + symtab[i].st_name, name))
			return symtab + i;
		if (chain[i - first] & 1)
			break;
	}
	return NULL;
}

static const Elf32_Sym *find(const char *name)
{
	const Elf32_Sym *s = dyn(DT_HASH) ? by_sysv(name) : NULL;
	const Elf32_Sym *g = dyn(DT_GNU_HASH) ? by_gnu(name) : NULL;

	if (dyn(DT_HASH) && dyn(DT_GNU_HASH) && s != g)
		diag("%s: the two hash tables disagree", name);
	return s ? s : g;
}

/* The name of the version that a symbol is bound to, or NULL. */
static const char *version_of(const Elf32_Sym *s)
{
	const uint16_t *versym = at(dyn(DT_VERSYM));
	const uint8_t *def = at(dyn(DT_VERDEF));
	uint16_t want = versym[s - symtab] & 0x7fff;

	/* verdef: version, flags, index, count (16 bits each), hash, aux, next (32 bits each) */
	for (uint32_t n = dyn(DT_VERDEFNUM); n; n--) {
		const uint16_t *half = (const uint16_t *)def;
		const uint32_t *word = (const uint32_t *)def;

		if (half[2] == want)
			return strtab + *(const uint32_t *)(def + word[3]);
		def += word[4];
	}
	return NULL;
}

static void one_symbol(const char *name, const char *want_version)
{
	const Elf32_Sym *s = find(name);
	const char *version = s ? version_of(s) : NULL;

	ok(s && ELF32_ST_TYPE(s->st_info) == STT_FUNC && ELF32_ST_BIND(s->st_info) == STB_GLOBAL &&
		   s->st_size && s->st_value - load->p_vaddr + s->st_size <= load->p_memsz,
	   "%s is a global function inside", name);
	ok(version && !strcmp(version, want_version), "%s has version %s", name,
	   version ? version : "none");
}

static void symbols(void)
{
	const char *soname = strtab + dyn(DT_SONAME);

	ok(dyn(DT_SONAME) && !strncmp(soname, "linux-gate.so.1", 15), "the SONAME is %s", soname);
	ok(dyn(DT_HASH) || dyn(DT_GNU_HASH), "it has a hash table");
	ok(dyn(DT_SYMENT) == sizeof(Elf32_Sym) && dyn(DT_STRSZ), "DT_SYMENT and DT_STRSZ");
	one_symbol("__kernel_vsyscall", "LINUX_2.5");
	one_symbol("__kernel_sigreturn", "LINUX_2.5");
	one_symbol("__kernel_rt_sigreturn", "LINUX_2.5");
	one_symbol("__vdso_clock_gettime", "LINUX_2.6");
	one_symbol("__vdso_clock_gettime64", "LINUX_2.6");
	one_symbol("__vdso_clock_getres", "LINUX_2.6");
	one_symbol("__vdso_gettimeofday", "LINUX_2.6");
	one_symbol("__vdso_time", "LINUX_2.6");
	ok(!find("no_such_name") && !find("__kernel_vsyscal"), "an unknown name is not found");
	ok(find("__kernel_vsyscall") && (uint32_t)at(find("__kernel_vsyscall")->st_value) ==
						getauxval(AT_SYSINFO),
	   "AT_SYSINFO is __kernel_vsyscall");
	ok(!dyn(DT_REL) && !dyn(DT_RELA) && !dyn(DT_TEXTREL), "nothing to relocate");
}

static int32_t s32_at(const uint8_t *p)
{
	int32_t v;

	memcpy(&v, p, 4);
	return v;
}

/* The binary search table: sorted, and its entries cover the three functions. */
static void unwind_table(void)
{
	static const char *const names[] = { "__kernel_vsyscall", "__kernel_sigreturn",
					     "__kernel_rt_sigreturn" };
	const uint8_t *hdr = at(eh_frame_hdr->p_vaddr);
	bool sorted = true;
	int32_t n;

	ok(hdr[0] == 1 && hdr[1] == 0x1b && hdr[2] == 0x03 && hdr[3] == 0x3b,
	   ".eh_frame_hdr: version 1, sdata4 pc-relative, udata4 count, sdata4 data-relative table");
	n = s32_at(hdr + 8);
	ok(n >= 3 && (uint32_t)n * 8 + 12 <= eh_frame_hdr->p_memsz, "it has %d entries", n);
	if (n < 1)
		return;
	for (int i = 1; i < n; i++)
		sorted = sorted && s32_at(hdr + 12 + 8 * i - 8) < s32_at(hdr + 12 + 8 * i);
	ok(sorted, "sorted by address");
	for (unsigned k = 0; k < 3; k++) {
		const Elf32_Sym *s = find(names[k]);
		/* an unwinder looks a return address up one byte earlier: the nop before sigreturn */
		const uint8_t *pc = s ? (const uint8_t *)at(s->st_value) - (k > 0) : NULL;
		const uint8_t *fde = NULL;

		for (int i = 0; i < n; i++)
			if (hdr + s32_at(hdr + 12 + 8 * i) <= pc)
				fde = hdr + s32_at(hdr + 16 + 8 * i);
		/* an FDE: length, CIE offset, then start (pc-relative) and length of its code */
		ok(fde && pc >= fde + 8 + s32_at(fde + 8) &&
			   pc < fde + 8 + s32_at(fde + 8) + s32_at(fde + 12),
		   "%s is covered by an FDE%s", names[k], k ? ", its leading nop too" : "");
	}
}

/* The page cannot be written as it is; made writable, it is this process's copy only. */
static void protection(void)
{
	uint8_t *page = (uint8_t *)base;
	int fds[2], status = -1, pid;

	ok(pipe(fds) == 0 && write(fds[1], "x", 1) == 1 && read(fds[0], page, 1) == -1 &&
		   errno == EFAULT && page[0] == 0x7f,
	   "the kernel's read() cannot write it");
	pid = fork();
	if (!pid) {
		*(volatile uint8_t *)page = 0;
		_exit(1);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	   "a store is SIGSEGV");
	pid = fork();
	if (!pid) {
		/* last bytes of the notes: nothing that runs before exit */
		if (mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
			page[EI_PAD] = 0x77;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(status == 0 && page[EI_PAD] == 0, "what a child writes after mprotect is its own");
	pid = fork();
	if (!pid) {
		execl((const char *)getauxval(AT_EXECFN), "vdso_elf", "look", NULL);
		_exit(9);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
	   "a later program gets the clean image");
}

int main(int argc, char **argv)
{
	(void)argv;
	base = (const uint8_t *)getauxval(AT_SYSINFO_EHDR);
	if (argc > 1)
		return base[EI_PAD] != 0;
	if (!base) {
		ok(false, "AT_SYSINFO_EHDR");
		return done_testing();
	}
	eh = (const Elf32_Ehdr *)base;
	headers();
	if (load && dynamic) {
		symtab = at(dyn(DT_SYMTAB));
		strtab = at(dyn(DT_STRTAB));
		symbols();
	}
	if (load && eh_frame_hdr)
		unwind_table();
	protection();
	return done_testing();
}
