/* SPDX-License-Identifier: MIT */
/* Segments of the program's own: man 2 modify_ldt, set_thread_area. */
#ifndef _SYS_LDT_H
#define _SYS_LDT_H

#include <asm/ldt.h>

int modify_ldt(int func, void *ptr, unsigned long bytes);
int set_thread_area(struct user_desc *desc);
int get_thread_area(struct user_desc *desc);

#endif
