/* SPDX-License-Identifier: MIT */
#ifndef ASM_UACCESS_H
#define ASM_UACCESS_H

/*
 * The only way to user memory. Every access is checked against TASK_SIZE, opens SMAP for exactly
 * the copy, and a fault in it becomes -EFAULT through the exception table.
 */

#include <asm/extable.h>
#include <asm/page.h>
#include <asm/smap.h>
#include <kernel/types.h>
#include <uapi/asm/errno.h>

/* 0, or -EFAULT if any byte could not be copied (then what was copied is unspecified). */
int copy_from_user(void *to, const void __user *from, size_t n);
int copy_to_user(void __user *to, const void *from, size_t n);
/* Bytes NOT copied (0: all): for calls that return a short count. */
size_t copy_from_user_partial(void *to, const void __user *from, size_t n);
size_t copy_to_user_partial(void __user *to, const void *from, size_t n);
size_t clear_user_partial(void __user *to, size_t n);
int clear_user(void __user *to, size_t n);
/* Length without the NUL, max if there is none in max bytes, or -EFAULT; copies what it saw. */
int strncpy_from_user(char *to, const char __user *from, size_t max);
/* Length with the NUL, 0 on a fault, max + 1 if longer. */
size_t strnlen_user(const char __user *s, size_t max);

/* True if [p, p + n) is below TASK_SIZE. */
static inline bool access_ok(const void __user *p, size_t n)
{
	unsigned long a = (unsigned long)p;

	return n <= TASK_SIZE && a <= TASK_SIZE - n;
}

/* usercopy.c; through get_user and put_user. */
int get_user_1(u8 *to, const void __user *from);
int get_user_2(u16 *to, const void __user *from);
int get_user_4(u32 *to, const void __user *from);
int put_user_1(u8 val, void __user *to);
int put_user_2(u16 val, void __user *to);
int put_user_4(u32 val, void __user *to);

/* sizeof is constant: one of the branches remains. */
static __always_inline int get_user_size(void *to, const void __user *from, size_t size)
{
	if (size == 1)
		return get_user_1(to, from);
	if (size == 2)
		return get_user_2(to, from);
	if (size == 4)
		return get_user_4(to, from);
	return copy_from_user(to, from, size);
}

static __always_inline int put_user_size(void __user *to, const void *from, size_t size)
{
	if (size == 1)
		return put_user_1(*(const u8 *)from, to);
	if (size == 2)
		return put_user_2(*(const u16 *)from, to);
	if (size == 4)
		return put_user_4(*(const u32 *)from, to);
	return copy_to_user(to, from, size);
}

/* 1-, 2-, 4- and 8-byte scalars: 0 or -EFAULT. x is set to 0 on a fault. */
#define get_user(x, ptr)                                                                           \
	({                                                                                         \
		__typeof__(*(ptr)) _v;                                                             \
		int _e = get_user_size((void *)&_v, (ptr), sizeof(_v));                            \
		(x) = _e ? (__typeof__(*(ptr)))0 : _v;                                             \
		_e;                                                                                \
	})
#define put_user(x, ptr)                                                                           \
	({                                                                                         \
		__typeof__(*(ptr)) _v = (__typeof__(*(ptr)))(x);                                   \
		put_user_size((ptr), &_v, sizeof(_v));                                             \
	})

/*
 * The word at sp, the second argument of a fast entry, into *arg. True if it could be read. i386 checks
 * the address; on x86_64 nothing of the kernel lies where a zero-extended 32-bit pointer reaches.
 */
static __always_inline bool get_stack_arg(unsigned long *arg, unsigned long sp)
{
#ifdef __i386__
	if (unlikely(sp > TASK_SIZE - 4))
		return false;
#endif
	__asm__ goto(ASM_STAC
		     "1:	mov (%0), %%ecx\n"
		     "	mov %%ecx, %1\n"
		     ASM_CLAC
		     _ASM_EXTABLE(1b, %l[fault])
		     :
		     : "r"(sp), "m"(*(u32 *)arg) /* written: not every compiler takes an output here */
		     : "ecx", "memory"
		     : fault);
	return true;
fault:
	__asm__ volatile(ASM_CLAC ::: "memory");
	return false;
}

/* A user address that a program passed as a 32-bit number. */
#define uptr(addr)	((void __user *)(unsigned long)(u32)(addr))

struct futex_words;
/* Atomic on user memory, for futex(2): *old is what was there; 0 or -EFAULT. */
int cmpxchg_user(u32 __user *p, u32 *old, u32 new);	/* compares with *old */
int futex_op_user(int op, u32 arg, u32 *old, u32 __user *p);

/* A fault at regs->ip that the exception table knows: regs continue at the fixup. */
struct pt_regs;
bool fixup_exception(struct pt_regs *regs);

#endif
