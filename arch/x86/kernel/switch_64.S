/* SPDX-License-Identifier: MIT */
/*
 * The context switch's own instructions, of which __switch_to in process.c does the rest, and a new
 * task's first ones.
 */

#include "../entry/calling.h"

	.text
/*
 * struct task_struct *switch_to(prev = rdi, next = rsi): the stack changes hands here; the rest of
 * the context is __switch_to's. A new task's stack (copy_thread) looks as if it had called this
 * from ret_from_fork. Flags are not carried: interrupts are off on both sides.
 */
	.globl	switch_to
	.type	switch_to, @function
switch_to:
	.cfi_startproc
	PUSH_REG %rbp
	PUSH_REG %rbx
	PUSH_REG %r12
	PUSH_REG %r13
	PUSH_REG %r14
	PUSH_REG %r15
	mov	%rsp, TASK_thread_sp(%rdi)
	mov	TASK_thread_sp(%rsi), %rsp
	POP_REG	%r15
	POP_REG	%r14
	POP_REG	%r13
	POP_REG	%r12
	POP_REG	%rbx
	POP_REG	%rbp
	jmp	__switch_to
	.cfi_endproc
	.size	switch_to, . - switch_to

/*
 * void load_gs_index(u16 selector): load the program's GS while the kernel's base stays live.
 * Interrupts are off. A selector that faults becomes null; trap_common knows load_gs_insn.
 * A null selector does not clear the base on AMD's CPUs, so a flat segment is loaded before it.
 */
	.globl	load_gs_index, load_gs_insn
	.type	load_gs_index, @function
load_gs_index:
	.cfi_startproc
	swapgs
	test	$~3, %edi
	jnz	load_gs_insn
1:	mov	$__USER_DS, %eax
	mov	%eax, %gs
load_gs_insn:
	mov	%edi, %gs
	swapgs
	ret
	.cfi_endproc
	.size	load_gs_index, . - load_gs_index

	/* trap_common swapped back before C ran; be again as at load_gs_insn, with a null selector. */
	.pushsection .entry.text, "ax"
	.cfi_startproc
2:	swapgs
	xor	%edi, %edi
	jmp	1b
	.cfi_endproc
	.popsection
	_ASM_EXTABLE(load_gs_insn, 2b)

	.section .entry.text, "ax"
/* The first thing that a new task runs: rax = the task before it, rbx = fn, r12 = its argument. */
DOOR ret_from_fork
	WHOLE_FRAME
	mov	%rax, %rdi
	mov	%rbx, %rsi
	mov	%r12, %rdx
	call	start_forked_task
	jmp	leave_iret_user
DOOR_END ret_from_fork

	.section .note.GNU-stack, "", @progbits
