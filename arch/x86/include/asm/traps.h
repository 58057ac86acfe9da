/* SPDX-License-Identifier: MIT */
#ifndef ASM_TRAPS_H
#define ASM_TRAPS_H

/* Vectors (SDM vol. 3, table 6-1) and the C that the doors of traps call. */

#include <asm/ptrace.h>

#define X86_TRAP_DE	0
#define X86_TRAP_DB	1
#define X86_TRAP_NMI	2
#define X86_TRAP_BP	3
#define X86_TRAP_OF	4
#define X86_TRAP_BR	5
#define X86_TRAP_UD	6
#define X86_TRAP_NM	7
#define X86_TRAP_DF	8
#define X86_TRAP_OLD_MF	9
#define X86_TRAP_TS	10
#define X86_TRAP_NP	11
#define X86_TRAP_SS	12
#define X86_TRAP_GP	13
#define X86_TRAP_PF	14
#define X86_TRAP_MF	16
#define X86_TRAP_AC	17
#define X86_TRAP_MC	18
#define X86_TRAP_XF	19
/* Not the CPU's: what a program on i386 is told of a frame that IRET refused. */
#define X86_TRAP_IRET	32
#define X86_VECTOR_SYSCALL 0x80

void idt_init(void);
/* i386: the page tables with which the #DF task starts; nothing on x86_64. */
void double_fault_tables(unsigned long cr3);
/* Every trap and interrupt but those with an IST. Returns the frame to leave by. */
struct pt_regs *trap_entry(struct pt_regs *regs, unsigned long vector);
/* x86_64: #DB from the kernel, NMI, #DF, #MC, on their own stacks. */
void ist_trap_entry(struct pt_regs *regs, unsigned long vector);
/* i386: where the #DF task gate goes. */
void double_fault_task(void) __noreturn;
/* A kernel bug that a trap showed: print the frame and stop. */
void die(const char *what, const struct pt_regs *regs, unsigned long error_code) __noreturn;
/* irq.c: hardware interrupt on vector. */
void do_irq(struct pt_regs *regs, unsigned int vector);
extern u32 nmi_count;

#endif
