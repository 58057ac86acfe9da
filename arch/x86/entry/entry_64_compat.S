/* SPDX-License-Identifier: MIT */
/*
 * x86_64: the three doors through which 32-bit programs make system calls, and the one that says no
 * to 64-bit ones.
 *
 * Each door writes the same frame (struct pt_regs) at the top of the task's kernel stack and calls
 * C, which makes every decision: common.c. A program can also run 64-bit code (CS 0x33), so esp is
 * zero-extended at the door and r8-r15 are kept as they are. A number is 32 bits wide to whoever
 * reads orig_ax.
 */

#include "calling.h"

	.section .entry.text, "ax"

/*
 * int $0x80, through an interrupt gate of DPL 3 (SDM vol. 3, 6.14).
 *
 * The hardware  switched to the task's kernel stack, pushed ss sp flags cs ip, made ss null, cleared
 *               IF TF NT RF.
 * It did not    clear DF or AC, change the GS base, or save any register.
 *
 *   eax  number                         ebx ecx edx esi edi ebp  arguments 1 to 6
 *
 * Leaves by IRET with every register but rax as it came.
 */
DOOR entry_INT80_compat
	HARDWARE_FRAME
	swapgs
	PUSH_REG %rax				/* orig_ax */
	SAVE_REGS $-ENOSYS
	cld
	ASM_CLAC
	COUNT_ENTRY CPU_entries_int80
	mov	%rsp, %rdi
	call	do_int80_syscall_32
	jmp	leave_iret_user
DOOR_END entry_INT80_compat

/*
 * SYSENTER (SDM vol. 2, SYSENTER), from the vDSO's stub or inlined by a program.
 *
 * The hardware  loaded flat cs and ss, rip and rsp from MSRs, and cleared IF and VM. Nothing else: rip
 *               is lost, and rsp but for the stub's copy; NT AC TF DF arrive as the program had them. With
 *               TF set a #DB has just been dropped (traps.c), another follows each instruction until POPF.
 *
 *   eax  number        ebx edx esi edi ebp  arguments 1, 3 to 6
 *   ecx  the program's esp, at which lies argument 2
 *
 * Leaves by SYSRETL to the landing pad where fast_exit_ok() says so, else by IRET.
 */
DOOR entry_SYSENTER_compat
	FAST_FRAME
	USER_SP_IN rcx
	swapgs
	mov	%gs:CPU_sp0, %rsp
	PUSH_VALUE $__USER_DS			/* ss */
	mov	%ecx, %ecx
	PUSH_VALUE %rcx				/* sp */
	USER_SP_PUSHED
	PUSH_FLAGS				/* flags, as the program had them but for IF */
	orl	$X86_EFLAGS_IF, (%rsp)
	PUSH_VALUE $__USER32_CS			/* cs */
	PUSH_VALUE $0				/* ip: do_fast_syscall_32 knows it */
	USER_IP_PUSHED
	PUSH_REG %rax				/* orig_ax */
	SAVE_REGS $-ENOSYS
	testl	$HOSTILE_FLAGS, PT_flags(%rsp)
	jnz	.Lsysenter_fix_flags
.Lsysenter_flags_fixed:
	COUNT_ENTRY CPU_entries_sysenter
	mov	%rsp, %rdi
	call	do_fast_syscall_32
	test	%al, %al
	jnz	leave_sysretl
	jmp	leave_iret_user

.Lsysenter_fix_flags:
	PUSH_VALUE $X86_EFLAGS_FIXED
	POP_FLAGS
	jmp	.Lsysenter_flags_fixed
DOOR_END entry_SYSENTER_compat

/*
 * SYSCALL from 32-bit code (APM vol. 3, SYSCALL, with CSTAR), from the vDSO's stub or inlined.
 *
 * The hardware  loaded flat cs and ss, rip from CSTAR, put the program's eip in rcx and its flags in r11
 *               (but RF), and cleared the flags in MSR_FMASK: CF PF AF ZF SF TF IF DF OF IOPL NT RF VM AC ID.
 * It did not    change rsp (it is still the program's: #DB, NMI and #MC need an IST), the GS base, or
 *               save any register.
 *
 *   eax  number        ebx edx esi edi ebp  arguments 1, 3 to 6
 *   esp  the program's, at which lies argument 2       ecx is lost: the stub keeps it there too
 *
 * Leaves by SYSRETL to the landing pad where fast_exit_ok() says so, else by IRET.
 */
DOOR entry_SYSCALL_compat
	ON_USER_STACK
	USER_IP_IN rcx
	swapgs
	mov	%rsp, %gs:CPU_user_sp
	mov	%gs:CPU_sp0, %rsp
	FAST_FRAME
	PUSH_VALUE $__USER_DS			/* ss */
	mov	%gs:CPU_user_sp, %ecx
	USER_SP_IN rcx
	PUSH_VALUE %rcx				/* sp, zero-extended */
	USER_SP_PUSHED
	PUSH_VALUE %r11				/* flags */
	PUSH_VALUE $__USER32_CS			/* cs */
	PUSH_VALUE $0				/* ip: do_fast_syscall_32 knows it */
	USER_IP_PUSHED
	PUSH_REG %rax				/* orig_ax */
	SAVE_REGS $-ENOSYS
	COUNT_ENTRY CPU_entries_syscall
	mov	%rsp, %rdi
	call	do_fast_syscall_32
	test	%al, %al
	jnz	leave_sysretl
	jmp	leave_iret_user
DOOR_END entry_SYSCALL_compat

/*
 * SYSRETL (APM vol. 3, SYSRET): eip = ecx, flags = r11, flat 32-bit cs and ss. It takes rcx and r11
 * from the program; the stub restores ecx. SS holds the kernel's selector here, never null
 * (__switch_to): AMD's CPUs keep the attributes of a null SS.
 */
DOOR leave_sysretl
	WHOLE_FRAME
	LOAD_REGS_BUT_CX_R11
	LOAD_REG PT_flags, %r11
	mov	PT_ip(%rsp), %rcx
	USER_IP_IN rcx
	mov	PT_sp(%rsp), %rsp
	ON_USER_STACK
	swapgs
	sysretl
DOOR_END leave_sysretl

/*
 * SYSCALL from 64-bit code (LSTAR): there is no 64-bit system call. rax = -ENOSYS, by IRET, with the
 * rest as SYSCALL left it. Same hardware state as entry_SYSCALL_compat, but rcx is the way back.
 */
DOOR entry_SYSCALL_64
	ON_USER_STACK
	USER_IP_IN rcx
	swapgs
	mov	%rsp, %gs:CPU_user_sp
	mov	%gs:CPU_sp0, %rsp
	EMPTY_FRAME
	PUSH_VALUE $__USER_DS			/* ss */
	PUSH_VALUE %gs:CPU_user_sp		/* sp */
	USER_SP_PUSHED
	PUSH_VALUE %r11				/* flags */
	PUSH_VALUE $__USER64_CS			/* cs */
	PUSH_VALUE %rcx				/* ip */
	HARDWARE_FRAME
	PUSH_VALUE $-1				/* orig_ax: no system call */
	SAVE_REGS $-ENOSYS
	mov	%rsp, %rdi
	call	exit_to_user_mode
	jmp	leave_iret_user
DOOR_END entry_SYSCALL_64

	.section .note.GNU-stack, "", @progbits
