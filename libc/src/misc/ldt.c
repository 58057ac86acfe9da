/* SPDX-License-Identifier: MIT */
#include <sys/ldt.h>
#include "syscall.h"

int modify_ldt(int func, void *ptr, unsigned long bytes)
{
	return SYS(modify_ldt, func, ptr, bytes);
}

int set_thread_area(struct user_desc *desc)
{
	return SYS(set_thread_area, desc);
}

int get_thread_area(struct user_desc *desc)
{
	return SYS(get_thread_area, desc);
}
