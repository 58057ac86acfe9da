/* SPDX-License-Identifier: MIT */
/* The exception table: instructions that may fault, and where execution goes on if they do. */

#include <asm/extable.h>
#include <asm/ptrace.h>
#include <uapi/asm/processor-flags.h>

extern struct exception_table_entry __start___ex_table[], __stop___ex_table[];

static unsigned long insn_addr(const struct exception_table_entry *e)
{
	return (unsigned long)&e->insn + e->insn;
}

static unsigned long fixup_addr(const struct exception_table_entry *e)
{
	return (unsigned long)&e->fixup + e->fixup;
}

/* The words are relative to where they stand, so an entry that moves is written anew. */
static void entry_write(struct exception_table_entry *e, unsigned long insn, unsigned long fixup)
{
	e->insn = (s32)(insn - (unsigned long)&e->insn);
	e->fixup = (s32)(fixup - (unsigned long)&e->fixup);
}

/* Insertion sort: the linker leaves the table nearly sorted. */
void extable_sort(void)
{
	struct exception_table_entry *e, *p;

	for (e = __start___ex_table; e < __stop___ex_table; e++) {
		unsigned long insn = insn_addr(e), fixup = fixup_addr(e);

		for (p = e; p > __start___ex_table && insn_addr(p - 1) > insn; p--)
			entry_write(p, insn_addr(p - 1), fixup_addr(p - 1));
		entry_write(p, insn, fixup);
	}
}

static const struct exception_table_entry *find_entry(unsigned long ip)
{
	const struct exception_table_entry *low = __start___ex_table, *high = __stop___ex_table;

	while (low < high) {
		const struct exception_table_entry *mid = low + (high - low) / 2;

		if (insn_addr(mid) == ip)
			return mid;
		if (insn_addr(mid) < ip)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool search_extable(unsigned long ip)
{
	return find_entry(ip);
}

bool fixup_exception(struct pt_regs *regs)
{
	const struct exception_table_entry *e = find_entry(regs->ip);

	if (e)
		regs->ip = fixup_addr(e);
	return e;
}
