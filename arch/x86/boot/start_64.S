/* SPDX-License-Identifier: MIT */
/*
 * x86_64: from the boot loader to start_kernel().
 *
 * Multiboot 3.2: flat 32-bit protected mode, paging off, interrupts off, EAX = magic,
 * EBX = physical address of the boot information. No stack, no GDT of ours.
 *
 * Builds temporary 4-level tables of 2 MiB pages (SDM vol. 3, 4.5): the first 4 GiB at 0 (until the
 * jump), at PAGE_OFFSET and, 2 GiB of them, at KERNEL_IMAGE_BASE. arch/x86/mm/init.c replaces them.
 */

#include "multiboot.h"
#include <asm/page.h>
#include <asm/thread-size.h>

#define PHYS(sym)	((sym) - KERNEL_IMAGE_BASE)
#define TABLE		3		/* present, writable */
#define PML4_DIRECT	((PAGE_OFFSET >> 39) & 511)

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
	mov	$0x80000000, %eax
	cpuid
	mov	$no_long_mode, %esi
	cmp	$0x80000001, %eax
	jb	early_fail
	mov	$0x80000001, %eax
	cpuid
	test	$(1 << 29), %edx	/* CPUID.80000001:EDX.LM */
	jz	early_fail

	mov	$PHYS(boot_pmds), %edi
	mov	$0x83, %eax		/* present, writable, 2 MiB */
	mov	$(4 * 512), %ecx
1:	mov	%eax, (%edi)
	movl	$0, 4(%edi)
	add	$0x200000, %eax
	add	$8, %edi
	loop	1b

	mov	$PHYS(boot_pmds) + TABLE, %eax
	mov	%eax, PHYS(boot_pdpt)
	mov	%eax, PHYS(boot_pdpt) + 510 * 8
	add	$4096, %eax
	mov	%eax, PHYS(boot_pdpt) + 8
	mov	%eax, PHYS(boot_pdpt) + 511 * 8
	add	$4096, %eax
	mov	%eax, PHYS(boot_pdpt) + 16
	add	$4096, %eax
	mov	%eax, PHYS(boot_pdpt) + 24
	mov	$PHYS(boot_pdpt) + TABLE, %eax
	mov	%eax, PHYS(boot_pml4)
	mov	%eax, PHYS(boot_pml4) + PML4_DIRECT * 8
	mov	%eax, PHYS(boot_pml4) + 511 * 8

	mov	%cr4, %eax
	or	$0x20, %eax		/* CR4.PAE */
	mov	%eax, %cr4
	mov	$PHYS(boot_pml4), %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx	/* EFER */
	rdmsr
	or	$0x100, %eax		/* EFER.LME */
	wrmsr
	mov	%cr0, %eax
	or	$0x80010000, %eax	/* CR0.PG, CR0.WP */
	mov	%eax, %cr0
	lgdt	boot_gdt_ptr
	ljmp	$0x08, $1f

	.code64
1:	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%eax, %ss
	mov	$boot_stack + THREAD_SIZE, %rsp
	mov	%ebp, %edi		/* physical address of the boot information */
	mov	$start_kernel, %rax
	call	*%rax
	ud2

	.section .boot.rodata, "a"
no_multiboot:
	.ascii	"vestibule: not started by a Multiboot 1 loader (EAX is not 0x2badb002); "
	.asciz	"use GRUB or QEMU -kernel\r\n"
no_long_mode:
	.ascii	"vestibule: this CPU has no long mode, which the x86_64 kernel needs; "
	.asciz	"boot the i386 kernel\r\n"
	.balign	8
boot_gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code */
boot_gdt_ptr:
	.word	. - boot_gdt - 1
	.long	boot_gdt, 0

	.section .bss.page_aligned, "aw", @nobits
	.balign	4096
boot_pml4:
	.skip	4096
boot_pdpt:
	.skip	4096
boot_pmds:
	.skip	4 * 4096
	.globl	boot_stack
boot_stack:
	.skip	THREAD_SIZE

	.section .note.GNU-stack, "", @progbits
