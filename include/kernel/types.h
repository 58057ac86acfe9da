/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

/* Fixed-width integers and the few annotations that every kernel file uses. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef int pid_t;
typedef s64 loff_t;
typedef u64 phys_addr_t;

#define __user		/* a pointer into user space: only <asm/uaccess.h> may follow it */
#define __packed	__attribute__((packed))
#define __aligned(n)	__attribute__((aligned(n)))
#define __noreturn	__attribute__((noreturn))
#undef __always_inline /* a host's header may have its own */
#define __always_inline	inline __attribute__((always_inline))
#define __noinline	__attribute__((noinline))
/* Written before mm_late_init(), read-only from then on. */
#define __ro_after_boot	__section(".ro_after_boot")
/* For what runs before there is a canary, and across its change. */
#define __no_stack_protector __attribute__((no_stack_protector))
#define __section(s)	__attribute__((section(s), used))
#define __printf(f, a)	__attribute__((format(printf, f, a)))

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define barrier()	__asm__ volatile("" ::: "memory")
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define min(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
#define min_t(t, a, b)	min((t)(a), (t)(b))
#define max_t(t, a, b)	max((t)(a), (t)(b))
#define ALIGN_UP(x, a)	 (((x) + ((a) - 1)) & ~((__typeof__(x))(a) - 1))
#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a) - 1))
#define BIT(n)		(1ul << (n))

/* -errno in a pointer; the last page of the address space is never a valid kernel object. */
#define ERR_PTR(err)	((void *)(long)(err))
#define PTR_ERR(ptr)	((int)(long)(ptr))
#define IS_ERR(ptr)	((unsigned long)(ptr) >= (unsigned long)-4095)

#endif
