/* SPDX-License-Identifier: MIT */
/*
 * Enter the kernel with every register and flag chosen, and see every register and flag afterwards.
 * Included by one C file of a program.  regs_in and regs_out are static memory: no threads.
 *
 * A raw fast instruction follows the contract of the running kernel's own stub: ours takes arg2 from
 * *ESP and pops ecx, edx; Linux takes arg6 from there and pops ebp, edx, ecx.  The landing pad tells
 * which of the two this kernel is.
 */
#ifndef TESTS_REGS_H
#define TESTS_REGS_H

#include "kernel.h"
#include <entry.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#define FL_CF 0x1u
#define FL_FIXED 0x2u
#define FL_PF 0x4u
#define FL_AF 0x10u
#define FL_ZF 0x40u
#define FL_SF 0x80u
#define FL_TF 0x100u
#define FL_IF 0x200u
#define FL_DF 0x400u
#define FL_OF 0x800u
#define FL_NT 0x4000u
#define FL_RF 0x10000u
#define FL_AC 0x40000u
#define FL_ID 0x200000u

struct regs {
	uint32_t bx, cx, dx, si, di, bp, ax, flags, sp;
};

struct regs regs_in, regs_out;
const void *regs_code;
uint32_t regs_saved_sp;

/* Calls regs_code with regs_in; sp is kept, and regs_out.sp must equal regs_saved_sp. */
void regs_call(void);
/* Jumps to regs_code with regs_in, sp too; the code must come to regs_back, with any sp. */
void regs_jump(void);
extern const char regs_back[], regs_called[];
extern const char raw_int80[], raw_int80_end[];
extern const char raw_sysenter_ours[], raw_syscall_ours[];
extern const char raw_sysenter_linux[], raw_syscall_linux[];
extern const char bare_sysenter[], bare_syscall[], bare_end[];

asm(".pushsection .text\n"
    "	.globl regs_call, regs_jump, regs_back, regs_called\n"
    ".macro regs_load\n"
    "	pushf\n"
    "	pusha\n"
    "	mov	%esp, regs_saved_sp\n"
    "	pushl	regs_in+28\n"
    "	mov	regs_in, %ebx\n"
    "	mov	regs_in+4, %ecx\n"
    "	mov	regs_in+8, %edx\n"
    "	mov	regs_in+12, %esi\n"
    "	mov	regs_in+16, %edi\n"
    "	mov	regs_in+20, %ebp\n"
    "	mov	regs_in+24, %eax\n"
    "	popf\n"
    ".endm\n"
    "regs_jump:\n"
    "	regs_load\n"
    "	mov	regs_in+32, %esp\n"
    "	jmp	*regs_code\n"
    "regs_call:\n"
    "	regs_load\n"
    "	call	*regs_code\n"
    "regs_called:\n"
    "regs_back:\n"
    "	mov	%eax, regs_out+24\n"
    "	mov	%ebx, regs_out\n"
    "	mov	%ecx, regs_out+4\n"
    "	mov	%edx, regs_out+8\n"
    "	mov	%esi, regs_out+12\n"
    "	mov	%edi, regs_out+16\n"
    "	mov	%ebp, regs_out+20\n"
    "	mov	%esp, regs_out+32\n"
    "	mov	regs_saved_sp, %esp\n"
    "	pushf\n"
    "	popl	regs_out+28\n"
    "	popa\n"
    "	popf\n"
    "	ret\n"
    "raw_int80:\n"
    "	int	$0x80\n"
    "raw_int80_end:\n"
    "	ret\n"
    "raw_sysenter_ours:\n"
    "	push	%edx\n"
    "	push	%ecx\n"
    "	mov	%esp, %ecx\n"
    "	sysenter\n"
    "	ud2\n"
    "raw_syscall_ours:\n"
    "	push	%edx\n"
    "	push	%ecx\n"
    "	mov	%esp, %ecx\n"
    "	syscall\n"
    "	ud2\n"
    "raw_sysenter_linux:\n"
    "	push	%ecx\n"
    "	push	%edx\n"
    "	push	%ebp\n"
    "	mov	%esp, %ebp\n"
    "	sysenter\n"
    "	ud2\n"
    "raw_syscall_linux:\n"
    "	push	%ecx\n"
    "	push	%edx\n"
    "	push	%ebp\n"
    "	mov	%ecx, %ebp\n"
    "	syscall\n"
    "	ud2\n"
    "bare_sysenter:\n"
    "	sysenter\n"
    "bare_syscall:\n"
    "	syscall\n"
    "bare_end:\n"
    "	ud2\n"
    ".popsection\n");

static const enum entry all_entries[] = { ENTRY_VDSO, ENTRY_INT80, ENTRY_SYSENTER, ENTRY_SYSCALL };
static const char *const entry_names[] = { "vdso", "int80", "sysenter", "syscall" };

#define for_each_entry(e)                                                                          \
	for (unsigned e##_i = 0; e##_i < 4; e##_i++)                                               \
		for (enum entry e = all_entries[e##_i], e##_once = entry_usable(e);                \
		     e##_once; e##_once = 0)

/* The instruction after the vDSO's int $0x80, or NULL where there is no vDSO. */
static inline const uint8_t *landing_pad(void)
{
	const uint8_t *p = (const uint8_t *)getauxval(AT_SYSINFO);

	for (int i = 0; p && i < 64; i++)
		if (p[i] == 0xcd && p[i + 1] == 0x80)
			return p + i + 2;
	return NULL;
}

/* true where the landing pad is Linux's: pop ebp first */
static inline bool linux_pad(void)
{
	const uint8_t *pad = landing_pad();

	return pad && *pad == 0x5d;
}

static inline const void *entry_code(enum entry e)
{
	bool lx = linux_pad();

	switch (e) {
	case ENTRY_VDSO:
		return (const void *)getauxval(AT_SYSINFO);
	case ENTRY_SYSENTER:
		return lx ? raw_sysenter_linux : raw_sysenter_ours;
	case ENTRY_SYSCALL:
		return lx ? raw_syscall_linux : raw_syscall_ours;
	default:
		return raw_int80;
	}
}

/* One system call with regs_in as it stands; the result is in regs_out. */
static inline uint32_t regs_enter(enum entry e)
{
	memset(&regs_out, 0xee, sizeof(regs_out));
	regs_code = entry_code(e);
	regs_call();
	return regs_out.ax;
}

#endif
