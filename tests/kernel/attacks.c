/* SPDX-License-Identifier: MIT */
/*
 * provoke=NAME, continued: what an attacker who has found a bug would make the kernel do next. Each must stop
 * the machine with the line that tests/runner/attacks.py knows, before anything was gained.
 */

#include "provoke.h"

#include <asm/desc.h>
#include <asm/setup.h>
#include <asm/syscall.h>
#include <asm/thread.h>
#include <asm/uaccess.h>
#include <kernel/mm.h>
#include <kernel/printk.h>
#include <kernel/sched.h>
#include <uapi/asm/mman.h>

#define USER_PAGE	0x10000000u
#define RET		0xc3

static u8 data[16] = { RET }, bss[16];

/* A page of a program, writable and executable, that begins with RET. */
static u8 *user_page(void)
{
	const u8 ret = RET;

	current->mm = mm_alloc();
	if (!current->mm)
		fatal("no memory for the attack");
	activate_mm(current->mm);
	do_mmap(current->mm, USER_PAGE, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
	if (copy_to_user(uptr(USER_PAGE), &ret, 1))
		fatal("the user page cannot be written");
	return uptr(USER_PAGE);
}

static void call(const void *code)
{
	__asm__ volatile("call *%0" : : "r"(code) : "memory");
}

static void overwrite(const void *where)
{
	*(volatile u8 *)where = RET;
}

static void run_user_page(void)
{
	call(user_page());
}

static void read_user_page(void)
{
	(void)*(volatile u8 *)user_page();
}

static void write_user_page(void)
{
	overwrite(user_page());
}

/* What a copy opened must be closed again, also after one that failed. */
static void read_after_fault(void)
{
	u8 *page = user_page(), byte;

	if (!copy_from_user(&byte, page + PAGE_SIZE, 1))
		fatal("read beyond the user page");
	(void)*(volatile u8 *)page;
}

static void read_null(void)
{
	(void)*(volatile u8 *)0;
}

static void call_null(void)
{
	call(NULL);
}

static void write_text(void)
{
	overwrite(_text);
}

static void write_doors(void)
{
	overwrite(_entry_text_start);
}

static void write_call_table(void)
{
	overwrite(ia32_sys_call_table);
}

static void write_idt(void)
{
	struct desc_ptr idt;

	__asm__ volatile("sidt %0" : "=m"(idt));
	overwrite((u8 *)idt.base);
}

/* The same frames as the direct map shows them. */
static void write_text_alias(void)
{
	overwrite(phys_to_virt(virt_to_phys(_text)));
}

static void write_call_table_alias(void)
{
	overwrite(phys_to_virt(virt_to_phys(ia32_sys_call_table)));
}

static void run_data(void)
{
	call(data);
}

static void run_bss(void)
{
	overwrite(bss);
	call(bss);
}

static void run_rodata(void)
{
	static const u8 code[16] = { RET };

	call(code);
}

static void run_heap(void)
{
	u8 *p = kmalloc(16);

	overwrite(p);
	call(p);
}

static void run_stack(void)
{
	u8 code[16] = { RET };

	call(code);
}

/* Code where it must not run: x86_64 has it at another address too. */
static void run_text_alias(void)
{
	call(phys_to_virt(virt_to_phys(_text)));
}

static __noinline u32 recurse(u32 depth)
{
	volatile u8 frame[64];

	frame[depth % sizeof(frame)] = depth;
	return depth == ~0u ? 0 : recurse(depth + 1) + frame[depth % sizeof(frame)];
}

static void overflow_stack(void)
{
	recurse(0);
}

/* The lowest byte that an overflow by one array would reach. */
static void write_below_stack(void)
{
	overwrite((u8 *)current->stack - 1);
}

static void write_above_stack(void)
{
	overwrite((u8 *)current->stack + THREAD_SIZE);
}

/* Zeros: a canary that was never chosen would not notice them. */
static __noinline void smash(u32 length)
{
	volatile u8 array[16];

	for (u32 i = 0; i < length; i++)
		((volatile u8 *)array)[i] = 0;
}

static void smash_stack(void)
{
	static volatile u32 length = 16 + 2 * sizeof(long);

	smash(length);
}

const struct provocation attacks[] = {
	{ "run-user-page", run_user_page },
	{ "read-user-page", read_user_page },
	{ "write-user-page", write_user_page },
	{ "read-after-fault", read_after_fault },
	{ "read-null", read_null },
	{ "call-null", call_null },
	{ "write-text", write_text },
	{ "write-doors", write_doors },
	{ "write-call-table", write_call_table },
	{ "write-idt", write_idt },
	{ "write-text-alias", write_text_alias },
	{ "write-call-table-alias", write_call_table_alias },
	{ "run-data", run_data },
	{ "run-bss", run_bss },
	{ "run-rodata", run_rodata },
	{ "run-heap", run_heap },
	{ "run-stack", run_stack },
	{ "run-text-alias", run_text_alias },
	{ "overflow-stack", overflow_stack },
	{ "write-below-stack", write_below_stack },
	{ "write-above-stack", write_above_stack },
	{ "smash-stack", smash_stack },
	{ NULL, NULL },
};
