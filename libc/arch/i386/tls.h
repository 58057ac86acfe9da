/* SPDX-License-Identifier: MIT */
#ifndef ARCH_TLS_H
#define ARCH_TLS_H

#include <asm/ldt.h>
#include <elf.h>
#include <stddef.h>

/* The words that compilers and other C libraries expect lie where they expect them. */
struct tcb {
	void *self;		/* gs:0, to find thread-local variables */
	void *dtv;
	void *self2;
	int multiple_threads;
	void *sysinfo;		/* gs:0x10, for call *%gs:0x10 */
	unsigned long canary;	/* gs:0x14, of -fstack-protector */
	int error;		/* errno */
};

/* At start: find the program's PT_TLS and load gs. */
void __tls_setup(const Elf32_Phdr *phdr, unsigned int count);
/* Bytes that a thread's block needs, and the block made there. */
size_t __tls_size(void);
struct tcb *__tls_init(void *area);
/* The segment over tcb, for set_thread_area and clone. */
void __tls_desc(struct user_desc *desc, struct tcb *tcb);

#endif
