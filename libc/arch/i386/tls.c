/* SPDX-License-Identifier: MIT */
/*
 * Thread-local storage: the thread's __thread variables, then its control
 * block, to which gs:0 points. The kernel holds the segment in one of the
 * GDT's three TLS entries, the same one in every thread.
 */
#include <asm/ldt.h>
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include "libc.h"
#include "syscall.h"
#include "tls.h"

/* Enough for most programs' variables, so that few need a page of their own. */
static _Alignas(64) char first_area[512];
static const Elf32_Phdr *tls_segment;
/* The selector in gs once there is a block, else one that gs never holds. */
static unsigned int tls_selector = ~0U;
static int errno_without_tls;

/*
 * A program may load gs with whatever it likes, and a task may be cloned
 * without a block of its own: errno must exist all the same.
 */
int *__errno_location(void)
{
	unsigned int gs;
	struct tcb *tcb;

	__asm__ volatile("movl %%gs, %0" : "=r"(gs));
	if ((gs & 0xffff) != tls_selector)
		return &errno_without_tls;
	__asm__ volatile("movl %%gs:0, %0" : "=r"(tcb));
	return &tcb->error;
}

static uintptr_t tls_align(void)
{
	return tls_segment && tls_segment->p_align > 16 ? tls_segment->p_align : 16;
}

static size_t variables_size(void)
{
	/* The linker counts backwards from gs:0 in units of the segment's alignment. */
	uintptr_t align = tls_segment && tls_segment->p_align ? tls_segment->p_align : 1;

	return tls_segment ? (tls_segment->p_memsz + align - 1) & -align : 0;
}

size_t __tls_size(void)
{
	return variables_size() + tls_align() + sizeof(struct tcb);
}

struct tcb *__tls_init(void *area)
{
	uintptr_t at = ((uintptr_t)area + variables_size() + tls_align() - 1) & -tls_align();
	struct tcb *tcb = (struct tcb *)at;

	memset(area, 0, __tls_size());
	if (tls_segment)
		memcpy((char *)tcb - variables_size(), (void *)tls_segment->p_vaddr,
		       tls_segment->p_filesz);
	tcb->self = tcb->self2 = tcb;
	tcb->sysinfo = __sysinfo;
	return tcb;
}

void __tls_desc(struct user_desc *desc, struct tcb *tcb)
{
	*desc = (struct user_desc){
		.entry_number = tls_selector == ~0U ? ~0U : tls_selector >> 3,
		.base_addr = (uintptr_t)tcb, .limit = 0xfffff,
		.seg_32bit = 1, .limit_in_pages = 1, .useable = 1,
	};
}

void __tls_setup(const Elf32_Phdr *phdr, unsigned int count)
{
	char *area = first_area;
	struct user_desc desc;
	struct tcb *tcb;

	for (unsigned int i = 0; phdr && i < count; i++)
		if (phdr[i].p_type == PT_TLS)
			tls_segment = &phdr[i];
	if (__tls_size() > sizeof(first_area)) {
		area = mmap(NULL, __tls_size(), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (area == MAP_FAILED)
			return;
	}
	tcb = __tls_init(area);
	__tls_desc(&desc, tcb);
	if (RAW(set_thread_area, &desc) < 0)
		return;
	__asm__ volatile("movw %w0, %%gs" : : "r"(desc.entry_number * 8 + 3));
	tls_selector = desc.entry_number * 8 + 3;
}
