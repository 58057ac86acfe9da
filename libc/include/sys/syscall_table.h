/* SPDX-License-Identifier: MIT */
/*
 * The kernel's table of system calls: for each call one SYSCALLn(number, name, result, type, argument,
 * ...) of n arguments. Define SYSCALL0 to SYSCALL6 before, and undefine them after; may be included
 * again with others.
 */
#include <asm/syscall_table.h>
