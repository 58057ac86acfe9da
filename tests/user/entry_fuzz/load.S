/* SPDX-License-Identifier: MIT */
/*
 * Loads the state in `load` (struct load, fuzz.h) and jumps into it; a signal's handler comes back by
 * resume(). Memory is read through CS once DS is the state's own.
 */

#define LOAD_FLAGS 28
#define LOAD_SP 32
#define LOAD_IP 40
#define LOAD_DS 48
#define LOAD_ES 52
#define LOAD_FS 56
#define LOAD_GS 60
#define USER64_CS 0x33
#define FLAG_AC 0x40000

	.text
	.globl	load_state, resume, on_signal, on_legacy_signal
load_state:
	pusha
	mov	%esp, saved_sp
	mov	%gs, saved_gs
	mov	load + LOAD_ES, %es
	mov	load + LOAD_FS, %fs
	mov	load + LOAD_GS, %gs
	mov	load, %ebx
	mov	load + 4, %ecx
	mov	load + 8, %edx
	mov	load + 12, %esi
	mov	load + 16, %edi
	mov	load + 20, %ebp
	mov	load + 24, %eax
	pushl	load + LOAD_FLAGS
	popf
	mov	%cs:load + LOAD_DS, %ds
	lss	%cs:load + LOAD_SP, %esp
	ljmp	*%cs:load + LOAD_IP

resume:
	mov	saved_sp, %esp
	pushl	$0x202
	popf
	popa
	ret

/*
 * The kernel loads cs ss ds es and clears DF and TF for a handler; the rest is as it was. NT and ID stay: a
 * handler that returns gives the program back what it leaves in them.
 */
.macro clean_state
	pushf
	andl	$~FLAG_AC, (%esp)
	popf
	mov	$0, %eax
	mov	%eax, %fs
	mov	saved_gs, %gs
.endm

on_signal:
	mov	%ecx, handler_cx
	mov	%edx, handler_dx
	clean_state
	jmp	handle_signal

on_legacy_signal:
	mov	%ecx, handler_cx
	mov	%edx, handler_dx
	clean_state
	jmp	handle_legacy_signal

	.globl	finish, plain_int80
finish:
	ud2
plain_int80:
	int	$0x80
	ud2

/* 64-bit code. Memory is %rip-relative: an elf32 has no 32S relocation. */
	.globl	wide_start, wide_start_32, wide_store, finish_wide
	.code64
.macro load_wide
	mov	wide_in + 8(%rip), %rbx
	mov	wide_in + 16(%rip), %rcx
	mov	wide_in + 24(%rip), %rdx
	mov	wide_in + 32(%rip), %rsi
	mov	wide_in + 40(%rip), %rdi
	mov	wide_in + 48(%rip), %rbp
	mov	wide_in + 64(%rip), %r8
	mov	wide_in + 72(%rip), %r9
	mov	wide_in + 80(%rip), %r10
	mov	wide_in + 88(%rip), %r11
	mov	wide_in + 96(%rip), %r12
	mov	wide_in + 104(%rip), %r13
	mov	wide_in + 112(%rip), %r14
	mov	wide_in + 120(%rip), %r15
	mov	wide_in(%rip), %rax
	mov	wide_in + 56(%rip), %rsp
.endm
wide_start:
	load_wide
	jmp	*wide_target(%rip)
wide_start_32:
	load_wide
	ljmpl	*wide_target(%rip)
wide_store:
	mov	%rax, wide_out(%rip)
	mov	%rbx, wide_out + 8(%rip)
	mov	%rcx, wide_out + 16(%rip)
	mov	%rdx, wide_out + 24(%rip)
	mov	%rsi, wide_out + 32(%rip)
	mov	%rdi, wide_out + 40(%rip)
	mov	%rbp, wide_out + 48(%rip)
	mov	%rsp, wide_out + 56(%rip)
	mov	%r8, wide_out + 64(%rip)
	mov	%r9, wide_out + 72(%rip)
	mov	%r10, wide_out + 80(%rip)
	mov	%r11, wide_out + 88(%rip)
	mov	%r12, wide_out + 96(%rip)
	mov	%r13, wide_out + 104(%rip)
	mov	%r14, wide_out + 112(%rip)
	mov	%r15, wide_out + 120(%rip)
	ud2
	.code32
finish_wide:
	ljmp	$USER64_CS, $wide_store

	.bss
	.balign	4
saved_sp:
	.skip	4
saved_gs:
	.skip	4
	.globl	handler_cx, handler_dx
handler_cx:
	.skip	4
handler_dx:
	.skip	4

	.section .note.GNU-stack, "", @progbits
