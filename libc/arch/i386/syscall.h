/* SPDX-License-Identifier: MIT */
/*
 * System calls from C. RAW(name, ...) gives the kernel's result, -errno in case
 * of error; SYS(name, ...) goes through the one converter to errno.
 *
 * Arguments are words or pointers; 64-bit values are passed as two, see LO and HI.
 */
#ifndef ARCH_SYSCALL_H
#define ARCH_SYSCALL_H

#include <asm/unistd.h>

/* The vDSO's __kernel_vsyscall, or our int $0x80 where there is none. */
extern void *__sysinfo;

/* The one converter: -errno becomes -1 and errno. */
long __syscall_ret(unsigned long r);

/* With six arguments ebp is needed, which the compiler may be using. */
long __scall6(long n, long a, long b, long c, long d, long e, long f);

static inline long __scall0(long n)
{
	long r;

	__asm__ volatile("call *__sysinfo" : "=a"(r) : "0"(n) : "memory");
	return r;
}

static inline long __scall1(long n, long a)
{
	long r;

	__asm__ volatile("call *__sysinfo" : "=a"(r) : "0"(n), "b"(a) : "memory");
	return r;
}

static inline long __scall2(long n, long a, long b)
{
	long r;

	__asm__ volatile("call *__sysinfo" : "=a"(r) : "0"(n), "b"(a), "c"(b) : "memory");
	return r;
}

static inline long __scall3(long n, long a, long b, long c)
{
	long r;

	__asm__ volatile("call *__sysinfo"
			 : "=a"(r) : "0"(n), "b"(a), "c"(b), "d"(c) : "memory");
	return r;
}

static inline long __scall4(long n, long a, long b, long c, long d)
{
	long r;

	__asm__ volatile("call *__sysinfo"
			 : "=a"(r) : "0"(n), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
	return r;
}

static inline long __scall5(long n, long a, long b, long c, long d, long e)
{
	long r;

	__asm__ volatile("call *__sysinfo"
			 : "=a"(r) : "0"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
	return r;
}

#define __W(x)			((long)(x))
#define __RAW1(n)		__scall0(n)
#define __RAW2(n, a)		__scall1(n, __W(a))
#define __RAW3(n, a, b)		__scall2(n, __W(a), __W(b))
#define __RAW4(n, a, b, c)	__scall3(n, __W(a), __W(b), __W(c))
#define __RAW5(n, a, b, c, d)	__scall4(n, __W(a), __W(b), __W(c), __W(d))
#define __RAW6(n, a, b, c, d, e) \
	__scall5(n, __W(a), __W(b), __W(c), __W(d), __W(e))
#define __RAW7(n, a, b, c, d, e, f) \
	__scall6(n, __W(a), __W(b), __W(c), __W(d), __W(e), __W(f))
#define __RAW_PICK(a, b, c, d, e, f, g, name, ...) name
#define __RAW(...) \
	__RAW_PICK(__VA_ARGS__, __RAW7, __RAW6, __RAW5, __RAW4, __RAW3, __RAW2, __RAW1, 0)(__VA_ARGS__)

#define RAW0(name)		__scall0(__NR_##name)
#define RAW(name, ...)		__RAW(__NR_##name, __VA_ARGS__)
#define SYS0(name)		__syscall_ret(RAW0(name))
#define SYS(name, ...)		__syscall_ret(RAW(name, __VA_ARGS__))

#define LO(x)			((unsigned long)(x))
#define HI(x)			((unsigned long)((unsigned long long)(x) >> 32))

#endif
