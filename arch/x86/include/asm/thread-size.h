/* SPDX-License-Identifier: MIT */
#ifndef ASM_THREAD_SIZE_H
#define ASM_THREAD_SIZE_H

/* Bytes of a kernel stack; an unmapped guard page lies below each. */
#define THREAD_SIZE 8192

#endif
