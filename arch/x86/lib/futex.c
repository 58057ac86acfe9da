/* SPDX-License-Identifier: MIT */
/* Atomic operations on a word of user memory, for futex(2). */

#include <asm/extable.h>
#include <asm/smap.h>
#include <asm/uaccess.h>
#include <uapi/asm/futex.h>

int cmpxchg_user(u32 __user *p, u32 *old, u32 new)
{
	int err = -EFAULT;

	if (!access_ok(p, sizeof(*p)))
		return -EFAULT;
	__asm__ volatile(ASM_STAC
			 "1:	lock cmpxchgl %[new], %[mem]\n"
			 "	movl $0, %[err]\n"
			 "2:	" ASM_CLAC
			 _ASM_EXTABLE(1b, 2b)
			 : "+a"(*old), [err] "+r"(err), [mem] "+m"(*p)
			 : [new] "r"(new)
			 : "cc");
	return err;
}

static u32 futex_result(int op, u32 old, u32 arg)
{
	switch (op) {
	case FUTEX_OP_SET:
		return arg;
	case FUTEX_OP_ADD:
		return old + arg;
	case FUTEX_OP_OR:
		return old | arg;
	case FUTEX_OP_ANDN:
		return old & ~arg;
	default:
		return old ^ arg;
	}
}

int futex_op_user(int op, u32 arg, u32 *old, u32 __user *p)
{
	u32 seen;
	int err;

	if (op < FUTEX_OP_SET || op > FUTEX_OP_XOR)
		return -ENOSYS;
	err = get_user(seen, p);
	while (!err) {
		*old = seen;
		err = cmpxchg_user(p, &seen, futex_result(op, *old, arg));
		if (!err && seen == *old)
			break;
	}
	return err;
}
