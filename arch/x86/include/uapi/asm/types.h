/* SPDX-License-Identifier: MIT */
/*
 * Fixed-width types of the user ABI.
 *
 * The ABI is i386's on both kernels. Two things differ when the x86_64 kernel
 * compiles these headers: i386 aligns 8-byte members to 4 (__abi_u64), and a
 * user pointer is a 32-bit number to the kernel (__uptr).
 */
#ifndef _UAPI_ASM_TYPES_H
#define _UAPI_ASM_TYPES_H

#ifndef __ASSEMBLER__

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;

/* 64-bit members as i386 aligns them. */
typedef __u64 __attribute__((aligned(4))) __abi_u64;
typedef __s64 __attribute__((aligned(4))) __abi_s64;
/* 64-bit members that the ABI aligns to 8 on every width (struct clone_args). */
typedef __u64 __attribute__((aligned(8))) __aligned_u64;

#ifdef __KERNEL__
#define __uptr(type)		__u32
#else
#define __uptr(type)		type *
#endif

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_TYPES_H */
