/* SPDX-License-Identifier: MIT */
/*
 * The context switch's own instructions, of which __switch_to in process.c does the rest, and a new
 * task's first ones.
 */

#include "../entry/calling.h"

	.text
/*
 * struct task_struct *switch_to(prev = eax, next = edx): the stack changes hands here; the rest of
 * the context is __switch_to's. A new task's stack (copy_thread) looks as if it had called this
 * from ret_from_fork. Flags are not carried: interrupts are off on both sides.
 */
	.globl	switch_to
	.type	switch_to, @function
switch_to:
	.cfi_startproc
	PUSH_REG %ebp
	PUSH_REG %ebx
	PUSH_REG %edi
	PUSH_REG %esi
	mov	%esp, TASK_thread_sp(%eax)
	mov	TASK_thread_sp(%edx), %esp
	POP_REG	%esi
	POP_REG	%edi
	POP_REG	%ebx
	POP_REG	%ebp
	jmp	__switch_to
	.cfi_endproc
	.size	switch_to, . - switch_to

	.section .entry.text, "ax"
/* The first thing that a new task runs: eax = the task before it, ebx = fn, edi = its argument. */
DOOR ret_from_fork
	WHOLE_FRAME
	mov	%ebx, %edx
	mov	%edi, %ecx
	call	start_forked_task
	jmp	leave_iret
DOOR_END ret_from_fork

	.section .note.GNU-stack, "", @progbits
