/* SPDX-License-Identifier: MIT */
/*
 * i386: from the boot loader to start_kernel().
 *
 * Multiboot 3.2: flat 32-bit protected mode, paging off, interrupts off, EAX = magic,
 * EBX = physical address of the boot information. No stack, no GDT of ours.
 *
 * Builds temporary PAE tables (SDM vol. 3, 4.4): one page directory of 2 MiB pages, used twice, so
 * that the first 768 MiB appear at 0 and at PAGE_OFFSET. arch/x86/mm/init.c replaces them.
 */

#include "multiboot.h"
#include <asm/page.h>
#include <asm/thread-size.h>

#define PHYS(sym)	((sym) - KERNEL_IMAGE_BASE)
#define NR_BIG_PAGES	384		/* 768 MiB */

	.section .multiboot, "a"
	.balign	4
	.long	MULTIBOOT_HEADER_MAGIC
	.long	MULTIBOOT_HEADER_FLAGS
	.long	-(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_HEADER_FLAGS)

#include "early_fail.h"

	.globl	_start
_start:
	cli
	cld
	cmp	$MULTIBOOT_LOADER_MAGIC, %eax
	mov	$no_multiboot, %esi
	jne	early_fail

	mov	%ebx, %ebp		/* CPUID takes EBX */
	mov	$1, %eax
	cpuid
	mov	$no_pae, %esi
	test	$(1 << 6), %edx		/* CPUID.1:EDX.PAE */
	jz	early_fail

	mov	$PHYS(boot_pmd), %edi
	mov	$0x83, %eax		/* present, writable, 2 MiB */
	mov	$NR_BIG_PAGES, %ecx
1:	mov	%eax, (%edi)
	movl	$0, 4(%edi)
	add	$0x200000, %eax
	add	$8, %edi
	loop	1b

	movl	$PHYS(boot_pmd) + 1, PHYS(boot_pdpt)
	movl	$PHYS(boot_pmd) + 1, PHYS(boot_pdpt) + 24
	mov	%cr4, %eax
	or	$0x20, %eax		/* CR4.PAE */
	mov	%eax, %cr4
	mov	$PHYS(boot_pdpt), %eax
	mov	%eax, %cr3
	mov	%cr0, %eax
	or	$0x80010000, %eax	/* CR0.PG, CR0.WP */
	mov	%eax, %cr0

	lgdt	boot_gdt_ptr
	ljmp	$0x08, $1f
1:	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%eax, %ss
	mov	$boot_stack + THREAD_SIZE, %esp
	mov	%ebp, %eax		/* regparm: physical address of the boot information */
	mov	$start_kernel, %edx
	call	*%edx
	ud2

	.section .boot.rodata, "a"
no_multiboot:
	.ascii	"vestibule: not started by a Multiboot 1 loader (EAX is not 0x2badb002); "
	.asciz	"use GRUB or QEMU -kernel\r\n"
no_pae:
	.asciz	"vestibule: this CPU has no PAE, which the i386 kernel needs (CPUID.1:EDX bit 6)\r\n"
	.balign	8
boot_gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* code */
	.quad	0x00cf93000000ffff	/* data */
boot_gdt_ptr:
	.word	. - boot_gdt - 1
	.long	boot_gdt

	.section .bss.page_aligned, "aw", @nobits
	.balign	4096
boot_pmd:
	.skip	4096
boot_pdpt:
	.skip	32
	.balign	4096
	.globl	boot_stack
boot_stack:
	.skip	THREAD_SIZE

	.section .note.GNU-stack, "", @progbits
