/* SPDX-License-Identifier: MIT */
/*
 * x86_64: traps, interrupts, and the way out by IRET. entry_64_compat.S has the system calls' doors.
 *
 * GS holds the program's base in user mode and the kernel's (struct cpu) in the kernel; SWAPGS
 * exchanges them. Nearly every trap may judge by the saved CS which of the two it found. Four may
 * not, because they can land between an entry and its SWAPGS: #DB, NMI, #DF and #MC ask
 * MSR_GS_BASE, and have a stack of their own each (IST), because RSP can be the program's there.
 */

#include "calling.h"
#include <asm/msr-index.h>

	.section .entry.text, "ax"

/*
 * 256 stubs of TRAP_STUB_SIZE bytes, one per vector (../kernel/idt.c). Vectors with bits in
 * HAS_ERROR_CODE push an error code (SDM vol. 3, table 6-1); the others get 0.
 */
#define TRAP_STUB_SIZE	16
#define HAS_ERROR_CODE	0x60227d00

	.balign	TRAP_STUB_SIZE
	.globl	trap_stubs
trap_stubs:
	vector = 0
	.rept	256
	.balign	TRAP_STUB_SIZE
	.cfi_startproc simple
	.cfi_signal_frame
	.if	(HAS_ERROR_CODE >> (vector & 31)) & 1 & (vector < 32)
	HARDWARE_FRAME 1
	.else
	HARDWARE_FRAME
	PUSH_VALUE $0				/* orig_ax: the error code */
	.endif
	PUSH_VALUE $vector			/* in the place of di */
	jmp	trap_common
	.cfi_endproc
	vector = vector + 1
	.endr

DOOR trap_common
	HARDWARE_FRAME 2
	xchg	%rdi, (%rsp)			/* di; rdi = the vector */
	SAVE_REGS_BELOW_DI %rax
	cld
	ASM_CLAC
	testb	$USER_RPL, PT_cs(%rsp)
	jz	.Ltrap_from_kernel
.Ltrap_swapgs:
	swapgs
.Ltrap_gs_is_kernel:
	mov	%rdi, %rsi
	mov	%rsp, %rdi
	call	trap_entry
	mov	%rax, %rsp			/* the frame to leave by */
	testb	$USER_RPL, PT_cs(%rsp)
	jnz	leave_iret_user
	jmp	leave_iret_kernel

	/* The kernel faults on the program's GS base in two places only. */
.Ltrap_from_kernel:
	lea	iret_insn(%rip), %rax
	cmp	%rax, PT_ip(%rsp)
	je	.Ltrap_swapgs
	lea	load_gs_insn(%rip), %rax
	cmp	%rax, PT_ip(%rsp)
	jne	.Ltrap_gs_is_kernel
	jmp	.Ltrap_swapgs
DOOR_END trap_common

/*
 * #DB NMI #DF #MC: each on its own stack. ebx remembers whether GS was swapped here.
 * A #DB from user mode goes on, on the task's stack, as any other trap: it becomes a signal.
 */
.macro IST_DOOR name:req vector:req error_code=0
DOOR \name
	HARDWARE_FRAME \error_code
	.if	!\error_code
	PUSH_VALUE $0
	.endif
	SAVE_REGS %rax
	cld
	ASM_CLAC
	mov	$\vector, %edi
	jmp	ist_common
DOOR_END \name
.endm

IST_DOOR entry_DB  1
IST_DOOR entry_NMI 2
IST_DOOR entry_DF  8  1
IST_DOOR entry_MC  18

DOOR ist_common
	WHOLE_FRAME
	xor	%ebx, %ebx
	mov	$MSR_GS_BASE, %ecx
	rdmsr
	test	%edx, %edx
	js	1f				/* the kernel's addresses are negative */
	swapgs
	inc	%ebx
1:	cmp	$1, %edi
	jne	2f
	testb	$USER_RPL, PT_cs(%rsp)
	jnz	.Ldebug_from_user
2:	mov	%rdi, %rsi
	mov	%rsp, %rdi
	call	ist_trap_entry
	test	%ebx, %ebx
	jz	leave_iret_kernel
	jmp	leave_iret_user

.Ldebug_from_user:
	mov	%rsp, %rsi
	mov	%gs:CPU_sp0, %rax
	sub	$PT_SIZE, %rax
	mov	%rdi, %rdx
	mov	%rax, %rdi
	mov	$(PT_SIZE / 8), %ecx
	rep movsq
	mov	%rax, %rsp
	mov	%rdx, %rdi
	jmp	.Ltrap_gs_is_kernel
DOOR_END ist_common

/*
 * The way out by IRET. For a user's frame exit_to_user_mode() has run and interrupts are off. A frame
 * that IRETQ refuses faults at iret_insn, already on the program's GS; traps.c makes it a signal.
 */
	.globl	iret_insn
DOOR leave_iret_user
	WHOLE_FRAME
	swapgs
	jmp	leave_iret_kernel
DOOR_END leave_iret_user

DOOR leave_iret_kernel
	WHOLE_FRAME
	RESTORE_REGS
iret_insn:
	iretq
DOOR_END leave_iret_kernel

/* The first thing that a new task runs: rax = the task before it, rbx = fn, r12 = its argument. */
DOOR ret_from_fork
	WHOLE_FRAME
	mov	%rax, %rdi
	mov	%rbx, %rsi
	mov	%r12, %rdx
	call	start_forked_task
	jmp	leave_iret_user
DOOR_END ret_from_fork

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
2:	swapgs
	xor	%edi, %edi
	jmp	1b
	.popsection
	_ASM_EXTABLE(load_gs_insn, 2b)

	.section .note.GNU-stack, "", @progbits
