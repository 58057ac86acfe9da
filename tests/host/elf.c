/* SPDX-License-Identifier: MIT */
/*
 * kernel/elf_check.c against hostile input: every field of the ELF header and of each kind of program
 * header at its edges, random headers, and script lines of every shape. The sanitizers see overruns.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../kernel/elf_check.c"

#define LIMIT 0xc0000000u

static int tests, failed;

static void ok(int good, const char *what)
{
	tests++;
	if (!good)
		failed++;
	printf("%sok %d - %s\n", good ? "" : "not ", tests, what);
}

static Elf32_Ehdr good_header(void)
{
	return (Elf32_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC, .e_machine = EM_386, .e_version = EV_CURRENT, .e_entry = 0x8048100,
		.e_phoff = sizeof(Elf32_Ehdr), .e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr), .e_phnum = 3,
	};
}

static void good_segments(Elf32_Phdr *ph)
{
	ph[0] = (Elf32_Phdr){ PT_LOAD, 0, 0x8048000, 0, 0x1234, 0x1234, PF_R | PF_X, 0x1000 };
	ph[1] = (Elf32_Phdr){ PT_LOAD, 0x1234, 0x804a234, 0, 0x100, 0x2000, PF_R | PF_W, 0x1000 };
	ph[2] = (Elf32_Phdr){ PT_GNU_STACK, 0, 0, 0, 0, 0, PF_R | PF_W, 0 };
}

static void test_good(void)
{
	Elf32_Ehdr eh = good_header();
	Elf32_Phdr ph[3];
	struct elf_layout l;

	good_segments(ph);
	ok(!elf_check_header(&eh), "a good header");
	ok(!elf_check_segments(&eh, ph, LIMIT, &l), "good segments");
	ok(!l.dynamic && l.entry == 0x8048100 && l.low == 0x8048000 && l.high == 0x804d000,
	   "extent: whole pages");
	ok(l.brk == 0x804c234, "brk: end of the last segment's memory");
	ok(l.phdr == 0x8048000 + sizeof(Elf32_Ehdr), "program headers' address");
	ok(l.start_code == 0x8048000 && l.end_code == 0x8049234 && l.start_data == 0x804a234 &&
	   l.end_data == 0x804a334, "code and data");
	ok(l.has_stack && !l.stack_exec && !l.interp_len, "PT_GNU_STACK, no PT_INTERP");
}

/* Each byte of the identification, and each field that must have one value, with all other values. */
static void test_header_fields(void)
{
	Elf32_Ehdr eh;
	int bad = 0;

	for (int i = EI_MAG0; i <= EI_DATA; i++) {
		for (int v = 0; v < 256; v++) {
			eh = good_header();
			if (eh.e_ident[i] == v)
				continue;
			eh.e_ident[i] = v;
			bad += elf_check_header(&eh) != -ENOEXEC;
		}
	}
	ok(!bad, "magic, class and data encoding: every other byte is refused");
	for (bad = 0, eh = good_header(); ++eh.e_type;)
		bad += !elf_check_header(&eh) != (eh.e_type == ET_EXEC || eh.e_type == ET_DYN);
	ok(!bad, "e_type: all 65535 values");
	for (bad = 0, eh = good_header(); ++eh.e_machine;)
		bad += !elf_check_header(&eh) != (eh.e_machine == EM_386 || eh.e_machine == EM_486);
	ok(!bad, "e_machine: all 65535 values");
	for (bad = 0, eh = good_header(); ++eh.e_phentsize;)
		bad += !elf_check_header(&eh) != (eh.e_phentsize == sizeof(Elf32_Phdr));
	ok(!bad, "e_phentsize: all 65535 values");
	eh = good_header();
	eh.e_phnum = 0;
	ok(elf_check_header(&eh), "e_phnum 0");
	for (bad = 0; ++eh.e_phnum;)
		bad += !elf_check_header(&eh) != (eh.e_phnum <= ELF_MAX_PHNUM);
	ok(!bad, "e_phnum: at most 64 KiB of program headers");
}

/* What the loader relies on. */
static int layout_is_sane(const struct elf_layout *l, const Elf32_Ehdr *eh, const Elf32_Phdr *ph, u32 limit)
{
	if (l->low % ELF_PAGE || l->high % ELF_PAGE || l->low >= l->high || l->high > limit)
		return 0;
	if (l->align < ELF_PAGE || (l->align & (l->align - 1)))
		return 0;
	if (l->brk > l->high || l->interp_len > 4096 || (u64)l->interp_off + l->interp_len > 0xffffffffu)
		return 0;
	for (int i = 0; i < eh->e_phnum; i++) {
		u64 end = (u64)ph[i].p_vaddr + ph[i].p_memsz;

		if (ph[i].p_type != PT_LOAD || !ph[i].p_memsz)
			continue;
		if (ph[i].p_vaddr < l->low || end > l->high || ph[i].p_filesz > ph[i].p_memsz)
			return 0;
		if ((ph[i].p_vaddr & 4095) != (ph[i].p_offset & 4095))
			return 0;
	}
	return 1;
}

static const u32 edges[] = {
	0, 1, 2, 0xfff, 0x1000, 0x1001, 0x1234, 0x7fffffff, 0x80000000, LIMIT - 0x1001, LIMIT - 0x1000,
	LIMIT - 1, LIMIT, LIMIT + 1, 0xffffd000, 0xffffe000, 0xffffefff, 0xfffff000, 0xfffff234, 0xffffffff,
};
#define NR_EDGES (sizeof(edges) / sizeof(edges[0]))

/* All fields of one program header at all edges in pairs; the rest stays good. */
static void test_segment_edges(void)
{
	Elf32_Ehdr eh = good_header();
	Elf32_Phdr ph[3];
	struct elf_layout l;
	int insane = 0, passed = 0, refused = 0;

	for (u32 n = 0; n < 3 * 3 * 7 * 7 * NR_EDGES * NR_EDGES; n++) {
		u32 a = n % NR_EDGES, b = n / NR_EDGES % NR_EDGES, rest = n / NR_EDGES / NR_EDGES;
		u32 f = 1 + rest % 7, g = 1 + rest / 7 % 7, type = rest / 49 % 3, seg = rest / 147;

		good_segments(ph);
		ph[seg].p_type = (const u32[]){ PT_LOAD, PT_INTERP, PT_GNU_STACK }[type];
		((u32 *)&ph[seg])[f] = edges[a];
		((u32 *)&ph[seg])[g] = edges[b];
		if (elf_check_segments(&eh, ph, LIMIT, &l)) {
			refused++;
			continue;
		}
		passed++;
		insane += !layout_is_sane(&l, &eh, ph, LIMIT);
	}
	ok(!insane, "program headers at all edges: what passes is sane");
	ok(passed > 1000 && refused > 1000, "and some pass, some do not");
}

static u32 next_random(void)
{
	static u64 x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x >> 16;
}

static void test_random(void)
{
	Elf32_Phdr *ph = malloc(64 * sizeof(*ph));
	struct elf_layout l;
	int insane = 0;

	for (int round = 0; round < 200000; round++) {
		Elf32_Ehdr eh = good_header();

		eh.e_phnum = next_random() % 64 + 1;
		eh.e_phoff = next_random();
		eh.e_type = next_random() & 1 ? ET_DYN : ET_EXEC;
		for (u32 i = 0; i < eh.e_phnum * sizeof(*ph) / 4; i++)
			((u32 *)ph)[i] = next_random() & 1 ? edges[next_random() % NR_EDGES] : next_random();
		for (int i = 0; i < eh.e_phnum; i++)
			if (next_random() & 1)
				ph[i].p_type = next_random() & 3;
		if (!elf_check_segments(&eh, ph, LIMIT, &l))
			insane += !layout_is_sane(&l, &eh, ph, LIMIT);
	}
	free(ph);
	ok(!insane, "200000 random files: what passes is sane");
}

static void test_segment_rules(void)
{
	Elf32_Ehdr eh = good_header();
	Elf32_Phdr ph[3];
	struct elf_layout l;

	good_segments(ph);
	ph[0].p_filesz = ph[0].p_memsz + 1;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "more bytes in the file than in memory");
	good_segments(ph);
	ph[1].p_offset++;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC,
	   "offset and address in different parts of a page");
	good_segments(ph);
	ph[1].p_vaddr = LIMIT - 0x1dcc;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "memory beyond the address space");
	ph[1].p_vaddr = LIMIT - 0x2dcc;
	ph[1].p_memsz = 0x2dcc;
	ok(!elf_check_segments(&eh, ph, LIMIT, &l) && l.high == LIMIT, "memory up to its end");
	ph[1].p_memsz = 0xffffffff;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "memory that wraps");
	good_segments(ph);
	ph[0].p_type = ph[1].p_type = PT_NULL;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "nothing to load");
	good_segments(ph);
	ph[0].p_align = 0x200000;
	ph[1].p_align = 3;
	ok(!elf_check_segments(&eh, ph, LIMIT, &l) && l.align == 0x200000, "the largest sound alignment");
	good_segments(ph);
	ph[2] = (Elf32_Phdr){ PT_INTERP, 0x154, 0, 0, 19, 19, PF_R, 1 };
	ok(!elf_check_segments(&eh, ph, LIMIT, &l) && l.interp_off == 0x154 && l.interp_len == 19 &&
	   !l.has_stack, "PT_INTERP");
	ph[2].p_filesz = 1;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "an empty interpreter");
	ph[2].p_filesz = 4097;
	ok(elf_check_segments(&eh, ph, LIMIT, &l) == -ENOEXEC, "an interpreter longer than PATH_MAX");
}

/* line as the first bytes of a file of 256; NULL interp: refused. */
static void script(const char *line, const char *interp, const char *arg)
{
	char *head = calloc(1, 257), *i = NULL, *a = NULL, what[80];
	int err;

	memcpy(head, line, strlen(line));
	err = script_parse(head, 256, &i, &a);
	snprintf(what, sizeof(what), "script: %.20s...", line);
	what[strcspn(what, "\n")] = '\0';
	if (!interp)
		ok(err == -ENOEXEC, what);
	else
		ok(!err && !strcmp(i, interp) && !a == !arg && (!a || !strcmp(a, arg)), what);
	free(head);
}

static void test_scripts(void)
{
	char line[300];

	script("#!/bin/sh\necho", "/bin/sh", NULL);
	script("#! \t/bin/sh \t\n", "/bin/sh", NULL);
	script("#!/bin/sh -e -x  \n", "/bin/sh", "-e -x");
	script("#!/bin/sh", "/bin/sh", NULL);
	script("#!/bin/sh -e", "/bin/sh", "-e");
	script("#!\n", NULL, NULL);
	script("#!   \n/bin/sh\n", NULL, NULL);
	script("#!", NULL, NULL);
	script("#", NULL, NULL);
	script("", NULL, NULL);
	memset(line, 'x', sizeof(line));
	memcpy(line, "#!/", 3);
	line[256] = '\0';
	script(line, NULL, NULL);		/* the name is cut off */
	memset(line + 2, ' ', 254);
	script(line, NULL, NULL);
	memcpy(line, "#!/bin/sh ", 10);
	memset(line + 10, 'y', 246);
	char arg[247] = "";
	memset(arg, 'y', 246);
	script(line, "/bin/sh", arg);		/* an argument may be */
}

int main(void)
{
	test_good();
	test_header_fields();
	test_segment_rules();
	test_segment_edges();
	test_random();
	test_scripts();
	printf("1..%d\n", tests);
	return failed != 0;
}
