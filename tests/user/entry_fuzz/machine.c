/* SPDX-License-Identifier: MIT */
/* What kernel and CPU this is, and the memory and descriptors that states refer to. */
#include "../kernel.h"
#include "../tap.h"
#include "fuzz.h"
#include <elf.h>
#include <entry.h>
#include <sys/auxv.h>
#include <sys/ldt.h>
#include <sys/mman.h>

struct machine machine;

static void find_vdso(void)
{
	const Elf32_Ehdr *ehdr = (const void *)getauxval(AT_SYSINFO_EHDR);
	const Elf32_Phdr *ph;

	machine.stub = getauxval(AT_SYSINFO);
	machine.pad = (uint32_t)entry_landing_pad();
	if (!ehdr || !machine.stub || !machine.pad)
		bail_out("no vDSO here: the fuzzer needs its landing pad");
	machine.linux_pad = *(const uint8_t *)machine.pad == 0x5d;
	machine.vdso = (uint32_t)ehdr;
	ph = (const void *)(machine.vdso + ehdr->e_phoff);
	for (int i = 0; i < ehdr->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD)
			machine.vdso_end = machine.vdso + ((ph[i].p_memsz + 4095) & ~4095u);
}

void look_at_machine(void)
{
	asm("mov %%cs, %0; mov %%ds, %1; mov %%gs, %2"
	    : "=r"(machine.cs), "=r"(machine.ds), "=r"(machine.gs));
	machine.is_64 = kernel_is_64();
	machine.tcg = under_tcg();
	machine.far_returns = !far_returns_broken();
	machine.sysenter = entry_usable(ENTRY_SYSENTER);
	machine.syscall = entry_usable(ENTRY_SYSCALL);
	find_vdso();
}

static void map(uint32_t at, uint32_t size, int prot)
{
	void *p = mmap((void *)at, size, prot, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (p != (void *)at)
		bail_out("cannot map %x", at);
}

/* Shared, so that a tracee sees what its tracer writes. */
void map_arena(void)
{
	map(CODE_BASE, CODE_END - CODE_BASE, PROT_READ | PROT_WRITE | PROT_EXEC);
	map(DATA_BASE, DATA_END - DATA_BASE, PROT_READ | PROT_WRITE);
	map(READ_ONLY, 0x1000, PROT_READ | PROT_WRITE);
	/* Every word is a return address, wherever a stack in it begins. */
	for (uint32_t *p = (uint32_t *)READ_ONLY; p < (uint32_t *)(READ_ONLY + 0x1000); p++)
		*p = (uint32_t)finish;
	mprotect((void *)READ_ONLY, 0x1000, PROT_READ);
	map(NO_ACCESS, 0x1000, PROT_NONE);
	map(FRAME, 0x2000, PROT_READ | PROT_WRITE);
	map(ALT_BASE, ALT_SIZE, PROT_READ | PROT_WRITE);
}

/* In each process: whether a page is present shows in a fault's error code. */
void touch_arena(void)
{
	static const uint32_t areas[][2] = { { CODE_BASE, CODE_END }, { DATA_BASE, DATA_END },
					     { READ_ONLY, READ_ONLY + 0x1000 }, { FRAME, FRAME + 0x2000 },
					     { ALT_BASE, ALT_BASE + ALT_SIZE } };

	for (unsigned int i = 0; i < sizeof(areas) / sizeof(*areas); i++)
		for (uint32_t at = areas[i][0]; at < areas[i][1]; at += 0x1000)
			*(volatile uint32_t *)at;
}

static const struct {
	uint32_t base, limit;
	unsigned int seg_32bit, contents, read_exec_only, limit_in_pages, seg_not_present;
} ldt[LDT_COUNT] = {
	[LDT_DATA] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_DATA, 0, 1, 0 },
	[LDT_CODE] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_CODE, 0, 1, 0 },
	[LDT_DATA16] = { DATA_BASE, 0xffff, 0, MODIFY_LDT_CONTENTS_DATA, 0, 0, 0 },
	[LDT_CODE16] = { CODE_BASE, 0xffff, 0, MODIFY_LDT_CONTENTS_CODE, 0, 0, 0 },
	[LDT_EXPAND_DOWN] = { 0, 0, 1, MODIFY_LDT_CONTENTS_STACK, 0, 1, 0 },
	[LDT_ABSENT_DATA] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_DATA, 0, 1, 1 },
	[LDT_ABSENT_CODE] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_CODE, 0, 1, 1 },
	[LDT_EXECUTE_ONLY] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_CODE, 1, 1, 0 },
	[LDT_READ_ONLY] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_DATA, 1, 1, 0 },
	[LDT_COMES_AND_GOES] = { 0, 0xfffff, 1, MODIFY_LDT_CONTENTS_DATA, 0, 1, 0 },
};

/* In OPERAND, too, for a state whose system call takes the entry away. */
void set_ldt(unsigned int entry, bool present)
{
	struct user_desc d = { .entry_number = entry, .base_addr = ldt[entry].base };

	d.limit = ldt[entry].limit;
	d.seg_32bit = ldt[entry].seg_32bit;
	d.contents = ldt[entry].contents;
	d.read_exec_only = ldt[entry].read_exec_only;
	d.limit_in_pages = ldt[entry].limit_in_pages;
	d.seg_not_present = ldt[entry].seg_not_present || !present;
	if (modify_ldt(MODIFY_LDT_WRITE, &d, sizeof(d)) < 0)
		bail_out("modify_ldt entry %u", entry);
}

static uint16_t set_tls(uint32_t limit)
{
	struct user_desc d = { .entry_number = -1, .limit = limit, .seg_32bit = 1 };

	d.limit_in_pages = limit == 0xfffff;
	d.useable = 1;
	if (set_thread_area(&d) < 0)
		bail_out("set_thread_area");
	return d.entry_number << 3 | 3;
}

void set_descriptors(void)
{
	for (unsigned int i = 0; i < LDT_COUNT; i++)
		set_ldt(i, true);
	machine.tls = set_tls(0xfffff);
	machine.tls_small = set_tls(0xfff);
}
