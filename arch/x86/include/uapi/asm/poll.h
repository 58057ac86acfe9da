/* SPDX-License-Identifier: MIT */
/*
 * poll and select; man 2 poll, select.
 */
#ifndef _UAPI_ASM_POLL_H
#define _UAPI_ASM_POLL_H

#include "types.h"

#define POLLIN			0x0001
#define POLLPRI			0x0002
#define POLLOUT			0x0004
#define POLLERR			0x0008
#define POLLHUP			0x0010
#define POLLNVAL		0x0020
#define POLLRDNORM		0x0040
#define POLLRDBAND		0x0080
#define POLLWRNORM		0x0100
#define POLLWRBAND		0x0200
#define POLLMSG			0x0400
#define POLLREMOVE		0x1000
#define POLLRDHUP		0x2000

/* Bits in an fd_set; select takes up to the process's file limit. */
#define FD_SETSIZE		1024

#ifndef __ASSEMBLER__

struct pollfd {
	__s32 fd;
	__s16 events;
	__s16 revents;
};

/* The one argument of the old select (82). */
struct sel_arg_struct {
	__u32 n;
	__u32 inp;
	__u32 outp;
	__u32 exp;
	__u32 tvp;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_POLL_H */
