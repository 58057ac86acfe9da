/* SPDX-License-Identifier: MIT */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* The part of a task that only this architecture knows: what a context switch carries over. */

#include <asm/desc.h>
#include <asm/ptrace.h>

#include <asm/thread-size.h>

struct fxregs {
	u16 cwd, swd, twd, fop;
	u32 fip, fcs, foo, fos;
	u32 mxcsr, mxcsr_mask;
	u8 st[8][16];
	u8 xmm[16][16];
	u8 reserved[96];
} __aligned(16);

struct thread_struct {
	unsigned long sp;		/* kernel stack pointer while switched out */
	unsigned long stack_canary;	/* stack_protector.c */
#ifdef __x86_64__
	u16 ds, es, fs, gs;		/* user's, while switched out (live in the CPU otherwise) */
#endif
	struct desc_struct tls[GDT_ENTRY_TLS_ENTRIES];
	unsigned long debugreg[8];	/* DR0-3, 6 (virtual), 7: set through ptrace */
	unsigned long cr2, trap_nr, error_code; /* of the last fault: go into signal frames */
	u8 *io_bitmap;			/* IO_BITMAP_BYTES, 1 = denied; NULL: none */
	u8 iopl;			/* emulated: 3 opens every port through the bitmap */
	bool singlestep_forced;		/* the tracer set TF, not the program */
#ifdef CONFIG_DEBUG
	u8 plant;			/* plant_stack() before each system call, unless 0 */
#endif
	struct fxregs fpu;
};

struct task_struct;

extern char boot_stack[];	/* the idle task's: arch/x86/boot/start_32.S, start_64.S */
/* The user frame of a task that is in the kernel, or of current: always at the stack's top. */
#define task_pt_regs(t) ((struct pt_regs *)((unsigned long)(t)->stack + THREAD_SIZE) - 1)
#define current_pt_regs() task_pt_regs(current)

/*
 * Switch stacks and registers from prev to next; returns (on prev's stack, later) the task we came
 * from.
 */
struct task_struct *switch_to(struct task_struct *prev, struct task_struct *next);

/*
 * Give the new task t a kernel stack on which it will start in ret_from_fork: with fn, it calls
 * fn(arg) and, if that returns (it has exec'd), goes out to user mode; without, it goes out with a
 * copy of current's frame with ax = 0 and, if sp is not 0, that stack pointer.
 * Copies FPU, segments, TLS, I/O permissions of current. 0 or -ENOMEM.
 */
int copy_thread(struct task_struct *t, unsigned long sp, void (*fn)(void *), void *arg);
/* A value for thread_struct.stack_canary that no task has had. */
unsigned long stack_canary_new(void);
/* Free what copy_thread (and ioperm, ...) allocated, except the stack. */
void exit_thread(struct task_struct *t);
/* execve: fresh FPU, flat segments, no TLS, no debug registers, and the frame of a new program. */
void start_thread(struct pt_regs *regs, unsigned long ip, unsigned long sp);
void flush_thread(void);

void fpu_init(void);
void fpu_save(struct fxregs *fx);	  /* the live FPU into *fx */
void fpu_restore(const struct fxregs *fx); /* *fx (mxcsr must be valid) into the live FPU */
/* What a new program finds, and a signal handler: FCW 0x37f, MXCSR 0x1f80, the rest 0. */
extern const struct fxregs fpu_initial;
extern u32 fpu_mxcsr_mask;		  /* bits of MXCSR that this CPU lets be set */

#endif
