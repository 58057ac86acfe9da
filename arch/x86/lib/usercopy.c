/* SPDX-License-Identifier: MIT */
/*
 * Copies to and from user memory. A fault in one of the marked instructions that handle_mm_fault
 * cannot satisfy continues at the exception table's fixup, which leaves a count or an error.
 */

#include <asm/extable.h>
#include <asm/smap.h>
#include <asm/uaccess.h>
#include <kernel/string.h>

#ifdef __x86_64__
#define MOVS_WORD	"movsq"
#define STOS_WORD	"stosq"
#define CX		"%%rcx"
#define WORD_SIZE	"8"
#else
#define MOVS_WORD	"movsl"
#define STOS_WORD	"stosl"
#define CX		"%%ecx"
#define WORD_SIZE	"4"
#endif

/*
 * 1: goes by words, 2: by bytes, 3: is the end. When a word faults, what is left is tried byte by byte, so
 * that the count is exact up to the page's end.
 */
#define WORD_FAULTED                                                                               \
	".pushsection .text.fixup, \"ax\"\n"                                                      \
	"4:	lea (%[tail]," CX "," WORD_SIZE "), " CX "\n"                                     \
	"	jmp 2b\n"                                                                         \
	".popsection\n" _ASM_EXTABLE(1b, 4b) _ASM_EXTABLE(2b, 3b)

/* Returns the bytes that were not copied. */
static size_t copy_user(void *to, const void *from, size_t n)
{
	size_t left = n / sizeof(long), tail = n % sizeof(long);

	__asm__ volatile(ASM_STAC
			 "1:	rep " MOVS_WORD "\n"
			 "	mov %[tail], " CX "\n"
			 "2:	rep movsb\n"
			 "3:	" ASM_CLAC
			 WORD_FAULTED
			 : "+c"(left), "+D"(to), "+S"(from)
			 : [tail] "r"(tail)
			 : "memory");
	return left;
}

size_t copy_from_user_partial(void *to, const void __user *from, size_t n)
{
	return access_ok(from, n) ? copy_user(to, from, n) : n;
}

size_t copy_to_user_partial(void __user *to, const void *from, size_t n)
{
	return access_ok(to, n) ? copy_user(to, from, n) : n;
}

int copy_from_user(void *to, const void __user *from, size_t n)
{
	return copy_from_user_partial(to, from, n) ? -EFAULT : 0;
}

int copy_to_user(void __user *to, const void *from, size_t n)
{
	return copy_to_user_partial(to, from, n) ? -EFAULT : 0;
}

size_t clear_user_partial(void __user *to, size_t n)
{
	size_t left = n / sizeof(long), tail = n % sizeof(long);

	if (!access_ok(to, n))
		return n;
	__asm__ volatile(ASM_STAC
			 "1:	rep " STOS_WORD "\n"
			 "	mov %[tail], " CX "\n"
			 "2:	rep stosb\n"
			 "3:	" ASM_CLAC
			 WORD_FAULTED
			 : "+c"(left), "+D"(to)
			 : [tail] "r"(tail), "a"(0l)
			 : "memory");
	return left;
}

int clear_user(void __user *to, size_t n)
{
	return clear_user_partial(to, n) ? -EFAULT : 0;
}

/* The value stays what it was (0) and the error -EFAULT where the load faults. */
#define GET_USER(size, type, mov, reg)                                                             \
	int get_user_##size(type *to, const void __user *from)                                     \
	{                                                                                          \
		const type *p = from;                                                              \
		type val = 0;                                                                      \
		int err = -EFAULT;                                                                 \
												   \
		if (likely(access_ok(from, size)))                                                 \
			__asm__ volatile(ASM_STAC                                                  \
					 "1:	" mov " %[mem], %[val]\n"                          \
					 "	xor %[err], %[err]\n"                              \
					 "2:	" ASM_CLAC                                         \
					 _ASM_EXTABLE(1b, 2b)                                      \
					 : [val] "+" reg(val), [err] "+r"(err)                     \
					 : [mem] "m"(*p));                                         \
		*to = val;                                                                         \
		return err;                                                                        \
	}

#define PUT_USER(size, type, mov, reg)                                                             \
	int put_user_##size(type val, void __user *to)                                             \
	{                                                                                          \
		type *p = to;                                                                      \
		int err = -EFAULT;                                                                 \
												   \
		if (likely(access_ok(to, size)))                                                   \
			__asm__ volatile(ASM_STAC                                                  \
					 "1:	" mov " %[val], %[mem]\n"                          \
					 "	xor %[err], %[err]\n"                              \
					 "2:	" ASM_CLAC                                         \
					 _ASM_EXTABLE(1b, 2b)                                      \
					 : [err] "+r"(err), [mem] "=m"(*p)                         \
					 : [val] reg(val));                                        \
		return err;                                                                        \
	}

GET_USER(1, u8, "movb", "q")
GET_USER(2, u16, "movw", "r")
GET_USER(4, u32, "movl", "r")
PUT_USER(1, u8, "movb", "q")
PUT_USER(2, u16, "movw", "r")
PUT_USER(4, u32, "movl", "r")

/* The pieces of a string end where user space does. */
static size_t string_limit(const char __user *s, size_t max)
{
	unsigned long a = (unsigned long)s;

	if (a >= TASK_SIZE)
		return 0;
	return min(max, (size_t)(TASK_SIZE - a));
}

int strncpy_from_user(char *to, const char __user *from, size_t max)
{
	size_t limit = string_limit(from, max), left = limit;
	int fault = 0;

	if (!max)
		return 0;
	if (!limit)
		return -EFAULT;
	__asm__ volatile(ASM_STAC
			 "1:	lodsb\n"
			 "	stosb\n"
			 "	test %%al, %%al\n"
			 "	jz 2f\n"
			 "	dec %[left]\n"
			 "	jnz 1b\n"
			 "2:	" ASM_CLAC
			 "	.pushsection .text.fixup, \"ax\"\n"
			 "3:	movl $1, %[fault]\n"
			 "	jmp 2b\n"
			 "	.popsection\n"
			 _ASM_EXTABLE(1b, 3b)
			 : [left] "+r"(left), [fault] "+r"(fault), "+S"(from), "+D"(to)
			 :
			 : "ax", "memory", "cc");
	if (fault || (!left && limit < max))
		return -EFAULT;
	return limit - left;
}

size_t strnlen_user(const char __user *s, size_t max)
{
	size_t limit = string_limit(s, max), left = limit;
	int fault = 0;

	if (!limit)
		return 0;
	__asm__ volatile(ASM_STAC
			 "1:	lodsb\n"
			 "	test %%al, %%al\n"
			 "	jz 2f\n"
			 "	dec %[left]\n"
			 "	jnz 1b\n"
			 "2:	" ASM_CLAC
			 "	.pushsection .text.fixup, \"ax\"\n"
			 "3:	movl $1, %[fault]\n"
			 "	jmp 2b\n"
			 "	.popsection\n"
			 _ASM_EXTABLE(1b, 3b)
			 : [left] "+r"(left), [fault] "+r"(fault), "+S"(s)
			 :
			 : "ax", "memory", "cc");
	if (fault || (!left && limit < max))
		return 0;
	return left ? limit - left + 1 : max + 1;
}
