/* SPDX-License-Identifier: MIT */
#ifndef ASM_LDT_H
#define ASM_LDT_H

/*
 * Segments that a program makes for itself: the LDT of its address space (modify_ldt(2)) and the
 * three TLS slots of each thread (set_thread_area(2)). SDM vol. 3, 3.4.5.
 */

#include <asm/desc.h>
#include <kernel/types.h>
#include <uapi/asm/ldt.h>

struct mm_struct;
struct task_struct;

/* mm_fork: new gets a copy of old's LDT (old may be NULL: none). 0 or -ENOMEM. */
int ldt_fork(struct mm_struct *new, struct mm_struct *old);
/* The last user of mm is gone, and no CPU has its LDT loaded. */
void ldt_free(struct mm_struct *mm);

/* The hardware's form of info: DPL 3, accessed, never 64-bit code. */
void fill_desc(struct desc_struct *desc, const struct user_desc *info);
/* True if info means "no segment": what modify_ldt and set_thread_area take for clearing one. */
bool user_desc_empty(const struct user_desc *info);
/* The inverse of fill_desc, with info->entry_number = entry. */
void read_desc(struct user_desc *info, unsigned int entry, const struct desc_struct *desc);

/*
 * set_thread_area(2) for t (current, or a task that does not run): slot idx, or the one that the user's
 * struct user_desc at uaddr names (idx -1). can_allocate: entry_number -1 there picks a free slot, whose
 * number is written back. 0, -EFAULT, -EINVAL, or -ESRCH (all slots in use).
 */
int do_set_thread_area(struct task_struct *t, int idx, u32 uaddr, bool can_allocate);
/* get_thread_area(2); idx -1: the slot that the user's structure names. 0, -EFAULT, -EINVAL. */
int do_get_thread_area(struct task_struct *t, int idx, u32 uaddr);

#endif
