/* SPDX-License-Identifier: MIT */
#ifndef ASM_IOPORT_H
#define ASM_IOPORT_H

/*
 * Port permissions: ioperm(2) and iopl(2), both by the I/O bitmap of the TSS (SDM vol. 1, 19.5.2).
 * EFLAGS.IOPL stays 0: iopl(3) opens every port, and CLI and STI do nothing instead of faulting.
 */

struct pt_regs;
struct task_struct;

/*
 * Context switch: the permissions of next become this CPU's. Copies only if they are not there already;
 * cheap (two tests) while neither task has any.
 */
void load_io_bitmap(struct task_struct *next);
/* copy_thread: t gets its own copy of current's. 0 or -ENOMEM. */
int io_bitmap_fork(struct task_struct *t);
/* exit_thread: t has none. */
void io_bitmap_exit(struct task_struct *t);
/* #GP: true if it was a CLI or STI under iopl(3); the program goes on behind it. */
bool iopl_skips(struct pt_regs *regs);

#endif
