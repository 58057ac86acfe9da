/* SPDX-License-Identifier: MIT */
/* The ways of __entry_call; the order is that of its table in entry_call.S. */
#ifndef ARCH_ENTRY_KIND_H
#define ARCH_ENTRY_KIND_H

#define KIND_VDSO		0
#define KIND_INT80		1
#define KIND_SYSENTER		2
#define KIND_SYSCALL		3
#define KIND_SYSENTER_LINUX	4
#define KIND_SYSCALL_LINUX	5

#endif
