/* SPDX-License-Identifier: MIT */
/*
 * Vectored input and output; man 2 readv.
 */
#ifndef _UAPI_ASM_UIO_H
#define _UAPI_ASM_UIO_H

#include "types.h"

#define UIO_FASTIOV		8
#define UIO_MAXIOV		1024

#ifndef __ASSEMBLER__

struct iovec {
	__uptr(void) iov_base;
	__u32 iov_len;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_UIO_H */
