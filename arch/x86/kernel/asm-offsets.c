/* SPDX-License-Identifier: MIT */
/*
 * Compiled to assembly only: the build turns each line "->NAME VALUE" of the output into a #define
 * of <asm/asm-offsets.h>, so that .S files never repeat a layout.
 */

#include <asm/cpu.h>
#include <asm/thread.h>
#include <kernel/mm.h>
#include <kernel/sched.h>

#define DEFINE(name, value) __asm__ volatile("\n->" #name " %0" : : "i"((long)(value)))
#define PT(field)	DEFINE(PT_##field, offsetof(struct pt_regs, field))
#define CPU(field)	DEFINE(CPU_##field, offsetof(struct cpu, field))

void asm_offsets(void);
void asm_offsets(void)
{
	PT(bx);
	PT(cx);
	PT(dx);
	PT(si);
	PT(di);
	PT(bp);
	PT(ax);
	PT(orig_ax);
	PT(ip);
	PT(cs);
	PT(flags);
	PT(sp);
	PT(ss);
#ifdef __x86_64__
	PT(r8);
	PT(r9);
	PT(r10);
	PT(r11);
	PT(r12);
	PT(r13);
	PT(r14);
	CPU(user_sp);
	CPU(espfix_frame);
	CPU(espfix_alias);
#else
	PT(ds);
	PT(es);
	PT(fs);
	PT(gs);
	DEFINE(CPU_espfix_desc, offsetof(struct cpu, gdt) + __ESPFIX_SS);
#endif
	DEFINE(PT_SIZE, sizeof(struct pt_regs));
	CPU(sp0);
#ifdef CONFIG_DEBUG
	CPU(entries_int80);
	CPU(entries_sysenter);
	CPU(entries_syscall);
#endif
	DEFINE(CPU_current, offsetof(struct cpu, current_task));
	DEFINE(TASK_thread_sp, offsetof(struct task_struct, thread.sp));
	DEFINE(TASK_mm, offsetof(struct task_struct, mm));
	DEFINE(MM_landing_pad, offsetof(struct mm_struct, landing_pad));
}
