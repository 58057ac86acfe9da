/* SPDX-License-Identifier: MIT */
/*
 * The system call table of both kernels, made from syscall_32.tbl. A thunk takes a call's arguments
 * from the frame, in the order bx cx dx si di bp, and gives each its type: a 32-bit word first, then
 * whatever the prototype says, so a pointer is zero-extended and an int keeps its sign.
 */

#include <asm/syscall.h>
#include <uapi/asm/errno.h>

#define ARG(type, reg)	((type)(unsigned long)(u32)regs->reg)

#define THUNK(name, r, call)                                                                       \
	static long thunk_##name(const struct pt_regs *regs)                                       \
	{                                                                                          \
		r result = call;                                                                   \
		return result;                                                                     \
	}

#define SYSCALL0(nr, name, r) THUNK(name, r, sys_##name())
#define SYSCALL1(nr, name, r, t1, a1) THUNK(name, r, sys_##name(ARG(t1, bx)))
#define SYSCALL2(nr, name, r, t1, a1, t2, a2) THUNK(name, r, sys_##name(ARG(t1, bx), ARG(t2, cx)))
#define SYSCALL3(nr, name, r, t1, a1, t2, a2, t3, a3)                                              \
	THUNK(name, r, sys_##name(ARG(t1, bx), ARG(t2, cx), ARG(t3, dx)))
#define SYSCALL4(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4)                                      \
	THUNK(name, r, sys_##name(ARG(t1, bx), ARG(t2, cx), ARG(t3, dx), ARG(t4, si)))
#define SYSCALL5(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                              \
	THUNK(name, r,                                                                             \
	      sys_##name(ARG(t1, bx), ARG(t2, cx), ARG(t3, dx), ARG(t4, si), ARG(t5, di)))
#define SYSCALL6(nr, name, r, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)                      \
	THUNK(name, r,                                                                             \
	      sys_##name(ARG(t1, bx), ARG(t2, cx), ARG(t3, dx), ARG(t4, si), ARG(t5, di),           \
			 ARG(t6, bp)))
#include "syscall_32.tbl"
#undef SYSCALL0
#undef SYSCALL1
#undef SYSCALL2
#undef SYSCALL3
#undef SYSCALL4
#undef SYSCALL5
#undef SYSCALL6

/* The rest of the table looks at number and name only. */
#define SYSCALL0(nr, name, ...) SLOT(nr, name)
#define SYSCALL1(nr, name, ...) SLOT(nr, name)
#define SYSCALL2(nr, name, ...) SLOT(nr, name)
#define SYSCALL3(nr, name, ...) SLOT(nr, name)
#define SYSCALL4(nr, name, ...) SLOT(nr, name)
#define SYSCALL5(nr, name, ...) SLOT(nr, name)
#define SYSCALL6(nr, name, ...) SLOT(nr, name)

long sys_ni_syscall(const struct pt_regs *regs)
{
	return -ENOSYS;
}

/* A member named for each number: a number used twice does not compile. As long as the table must be. */
union number {
#define SLOT(nr, name) char number_##nr[nr + 1];
#include "syscall_32.tbl"
#undef SLOT
};

#define NR_SYSCALLS sizeof(union number)
const unsigned int nr_syscalls = NR_SYSCALLS;

/*
 * No slot is null: numbers without a call hold sys_ni_syscall, and so does the one past the last, to
 * which clamp_nr() sends every larger number. The first initializer is meant to be overridden.
 */
#pragma GCC diagnostic ignored "-Woverride-init"
const sys_call_ptr_t ia32_sys_call_table[NR_SYSCALLS + 1] = {
	[0 ... NR_SYSCALLS] = sys_ni_syscall,
#define SLOT(nr, name) [nr] = thunk_##name,
#include "syscall_32.tbl"
#undef SLOT
};

const char *syscall_name(u32 nr)
{
	static const char *const names[NR_SYSCALLS] = {
#define SLOT(nr, name) [nr] = #name,
#include "syscall_32.tbl"
#undef SLOT
	};

	return nr < NR_SYSCALLS ? names[nr] : NULL;
}
