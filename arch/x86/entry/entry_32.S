/* SPDX-License-Identifier: MIT */
/*
 * i386: the two doors for system calls, the common door for traps and interrupts, and the ways out.
 *
 * Each door writes the same frame (struct pt_regs) at the top of the task's kernel stack and calls
 * C, which makes every decision: common.c for system calls, ../kernel/traps.c for the rest.
 * ESP is a valid kernel stack at every instruction here: SYSENTER_ESP is the running task's stack
 * top (../kernel/process.c), so a #DB, NMI or #MC may land anywhere.
 */

#include "calling.h"

	.section .entry.text, "ax"

/*
 * int $0x80, through an interrupt gate of DPL 3 (SDM vol. 3, 6.12.1).
 *
 * The hardware  switched to the task's kernel stack, pushed ss sp flags cs ip, cleared IF TF NT RF VM.
 * It did not    clear DF or AC, load ds es fs gs, or save any register.
 *
 *   eax  number                         ebx ecx edx esi edi ebp  arguments 1 to 6
 *
 * Leaves by IRET with every register but eax as it came.
 */
DOOR entry_INT80_32
	HARDWARE_FRAME
	PUSH_REG %eax				/* orig_ax */
	SAVE_REGS %ds, %es, $-ENOSYS
	cld
	ASM_CLAC
	LOAD_KERNEL_SEGMENTS
	COUNT_ENTRY CPU_entries_int80
	mov	%esp, %eax
	call	do_int80_syscall_32
	jmp	leave_iret
DOOR_END entry_INT80_32

/*
 * SYSENTER (SDM vol. 2, SYSENTER), from the vDSO's stub or inlined by a program.
 *
 * The hardware  loaded flat cs and ss, eip and esp from MSRs, and cleared IF and VM. Nothing else:
 *               eip is lost, and esp but for the stub's copy; NT AC TF DF arrive as the program had them,
 *               so do ds es fs gs. With TF set a #DB has just been dropped (traps.c), another follows each
 *               instruction until POPF.
 *
 *   eax  number        ebx edx esi edi ebp  arguments 1, 3 to 6
 *   ecx  the program's esp, at which lies argument 2
 *
 * Leaves by SYSEXIT to the landing pad where fast_exit_ok() says so, else by IRET. ds and es come
 * back flat.
 */
DOOR entry_SYSENTER_32
	FAST_FRAME
	USER_SP_IN ecx
	PUSH_VALUE $__USER_DS			/* ss */
	PUSH_VALUE %ecx				/* sp */
	USER_SP_PUSHED
	PUSH_FLAGS				/* flags, as the program had them but for IF */
	orl	$X86_EFLAGS_IF, (%esp)
	PUSH_VALUE $__USER_CS			/* cs */
	PUSH_VALUE $0				/* ip: do_fast_syscall_32 knows it */
	USER_IP_PUSHED
	PUSH_REG %eax				/* orig_ax */
	SAVE_REGS $__USER_DS, $__USER_DS, $-ENOSYS
	testl	$HOSTILE_FLAGS, PT_flags(%esp)
	jnz	.Lsysenter_fix_flags
.Lsysenter_flags_fixed:
	LOAD_KERNEL_SEGMENTS
	COUNT_ENTRY CPU_entries_sysenter
	mov	%esp, %eax
	call	do_fast_syscall_32
	test	%al, %al
	jz	leave_iret

	/* SYSEXIT: eip = edx, esp = ecx. sti lets nothing in before the first user instruction. */
	LOAD_SEGMENT PT_fs, %fs			/* ds and es are flat */
	LOAD_SEGMENT PT_gs, %gs
	LOAD_REG 0, %ebx
	LOAD_REG PT_si, %esi
	LOAD_REG PT_di, %edi
	LOAD_REG PT_bp, %ebp
	LOAD_REG PT_ax, %eax
	mov	PT_ip(%esp), %edx		/* dx and cx: the stub restores them */
	USER_IP_IN edx
	mov	PT_sp(%esp), %ecx
	USER_SP_IN ecx
	andl	$~X86_EFLAGS_IF, PT_flags(%esp)
	DROP_WORDS (PT_flags / WORD_SIZE)
	POP_FLAGS
	sti
	sysexit

.Lsysenter_fix_flags:
	WHOLE_FRAME
	USER_IP_PUSHED
	PUSH_VALUE $X86_EFLAGS_FIXED
	POP_FLAGS
	jmp	.Lsysenter_flags_fixed
DOOR_END entry_SYSENTER_32

#include "trap_stubs.h"

/* What every stub goes on to: the vector lies where gs belongs. */
DOOR trap_common
	HARDWARE_FRAME 2
	SAVE_REGS_BELOW_GS %ds, %es, %eax
	cld
	ASM_CLAC
	LOAD_KERNEL_SEGMENTS
	mov	PT_gs(%esp), %edx		/* the vector */
	mov	%gs, %ecx
	mov	%ecx, PT_gs(%esp)
	mov	%ss, %ecx
	cmp	$__ESPFIX_SS, %cx
	je	.Ltrap_on_espfix
	mov	%esp, %eax
	call	trap_entry
	mov	%eax, %esp			/* the frame to leave by */
	jmp	leave_iret

	/* It hit the way out to a 16-bit stack: C needs the flat stack, the same memory. */
.Ltrap_on_espfix:
	ESPFIX_BASE_TO_ECX
	add	%esp, %ecx
	LOAD_STACK $__KERNEL_DS, %ecx
	mov	%esp, %eax
	call	trap_entry
	mov	%eax, %esp
	testb	$USER_RPL, PT_cs(%esp)
	jnz	leave_iret			/* IRET itself faulted: the program's frame */
	ESPFIX_BASE_TO_ECX
	sub	%ecx, %eax
	LOAD_STACK $__ESPFIX_SS, %eax
	jmp	.Lleave_to_kernel
DOOR_END trap_common

/*
 * The way out of everything that does not leave by SYSEXIT. exit_to_user_mode() has run if the frame
 * is a user's. A frame that IRET refuses faults at iret_insn; traps.c makes it the program's signal.
 */
	.globl	iret_insn
DOOR leave_iret
	WHOLE_FRAME
	testb	$USER_RPL, PT_cs(%esp)
	jz	.Lleave_to_kernel
	testb	$SEGMENT_TI_LDT, PT_ss(%esp)
	jnz	.Lespfix
.Lleave_to_user:
	LOAD_SEGMENT PT_gs, %gs
	RESTORE_REGS
iret_insn:
	iret
DOOR_END leave_iret

/*
 * Back into the kernel. gs stays: it is some program's, and its descriptor may be gone by now (another
 * task's TLS, a changed LDT); a #GP here would come back here.
 */
DOOR leave_iret_kernel
	WHOLE_FRAME
.Lleave_to_kernel:
	RESTORE_REGS
	iret
DOOR_END leave_iret_kernel

/*
 * IRET to a stack segment of 16 bits, which only the LDT can hold, loads SP and leaves bits 16-31 of ESP as
 * they are: the kernel's. So it runs on a segment whose base is chosen such that the same stack has the
 * program's own bits 16-31 in ESP.
 */
DOOR leave_iret_espfix
	WHOLE_FRAME
.Lespfix:
	mov	%esp, %edx
	mov	PT_sp(%esp), %eax
	mov	%dx, %ax			/* esp to be: the program's high half, our low half */
	sub	%eax, %edx			/* the base to be: its low half is 0 */
	shr	$16, %edx
	mov	%dl, %fs:(CPU_espfix_desc + 4)
	mov	%dh, %fs:(CPU_espfix_desc + 7)
	LOAD_STACK $__ESPFIX_SS, %eax
	jmp	.Lleave_to_user
DOOR_END leave_iret_espfix

	.section .note.GNU-stack, "", @progbits
