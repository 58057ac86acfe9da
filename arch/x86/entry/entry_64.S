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

#include "trap_stubs.h"

/* What every stub goes on to: the vector lies where di belongs. */
DOOR trap_common
	HARDWARE_FRAME 2
	xchg	%rdi, (%rsp)			/* di; rdi = the vector */
	REG_AT_TOP rdi
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

	/* The kernel faults on the program's GS base at these instructions only. */
.Ltrap_from_kernel:
	testl	$X86_EFLAGS_VM, PT_flags(%rsp)	/* QEMU: a program's CS, see leave_vm86() */
	jnz	.Ltrap_swapgs
	lea	iret_insn(%rip), %rax
	cmp	%rax, PT_ip(%rsp)
	je	.Ltrap_iret
	lea	iret_espfix_insn(%rip), %rax
	cmp	%rax, PT_ip(%rsp)
	je	.Ltrap_iret
	lea	load_gs_insn(%rip), %rax
	cmp	%rax, PT_ip(%rsp)
	jne	.Ltrap_gs_is_kernel
	jmp	.Ltrap_swapgs

	/*
	 * IRETQ refused the program's frame, which is whole at the top of the task's stack. This frame may be
	 * on the espfix stack: it goes to the task's stack, well below the other one.
	 */
.Ltrap_iret:
	swapgs
	mov	%gs:CPU_sp0, %rax
	sub	$(3 * PT_SIZE), %rax
	jmp	move_frame
DOOR_END trap_common

/* The frame at rsp continues at rax, as a trap with vector rdi. */
DOOR move_frame
	WHOLE_FRAME
	mov	%rdi, %rdx
	mov	%rsp, %rsi
	mov	%rax, %rdi
	mov	$(PT_SIZE / 8), %ecx
	rep movsq
	mov	%rax, %rsp
	mov	%rdx, %rdi
	jmp	.Ltrap_gs_is_kernel
DOOR_END move_frame

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
	mov	%gs:CPU_sp0, %rax
	sub	$PT_SIZE, %rax
	jmp	move_frame
DOOR_END ist_common

/*
 * The way out by IRET. For a user's frame exit_to_user_mode() has run and interrupts are off. A frame
 * that IRETQ refuses faults at iret_insn or iret_espfix_insn, already on the program's GS; traps.c
 * makes it a signal.
 */
	.globl	iret_insn, iret_espfix_insn
DOOR leave_iret_user
	WHOLE_FRAME
	testb	$SEGMENT_TI_LDT, PT_ss(%rsp)
	jnz	leave_iret_espfix
	swapgs
	jmp	leave_iret_kernel
DOOR_END leave_iret_user

DOOR leave_iret_kernel
	WHOLE_FRAME
	RESTORE_REGS
iret_insn:
	iretq
DOOR_END leave_iret_kernel

/*
 * IRETQ to a stack segment of 16 bits, which only the LDT can hold, loads SP and leaves bits 16-31 of RSP
 * as they are: the kernel's. So it runs on a page that is mapped at every 64 KiB of 4 GiB
 * (../mm/espfix_64.c), at the address whose bits 16-31 are the program's own.
 */
DOOR leave_iret_espfix
	WHOLE_FRAME
	mov	%gs:CPU_espfix_frame, %rdi
	lea	PT_ip(%rsp), %rsi
	mov	$5, %ecx
	rep movsq
	mov	PT_sp(%rsp), %eax
	and	$0xffff0000, %eax
	or	%gs:CPU_espfix_alias, %rax
	mov	%rax, %gs:CPU_user_sp
	RESTORE_REGS
	mov	%gs:CPU_user_sp, %rsp
	swapgs
iret_espfix_insn:
	iretq
DOOR_END leave_iret_espfix

	.section .note.GNU-stack, "", @progbits
