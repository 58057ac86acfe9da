/* SPDX-License-Identifier: MIT */
/*
 * Options of wait4 and waitid, and the words of a wait status; man 2 wait.
 */
#ifndef _UAPI_ASM_WAIT_H
#define _UAPI_ASM_WAIT_H

#define WNOHANG			0x00000001
#define WUNTRACED		0x00000002
#define WSTOPPED		WUNTRACED
#define WEXITED			0x00000004
#define WCONTINUED		0x00000008
#define WNOWAIT			0x01000000
#define __WNOTHREAD		0x20000000
#define __WALL			0x40000000
#define __WCLONE		0x80000000

#define P_ALL			0
#define P_PID			1
#define P_PGID			2
#define P_PIDFD			3

/* A wait status, put together and taken apart. */
#define __W_EXITCODE(ret, sig)	((ret) << 8 | (sig))
#define __W_STOPCODE(sig)	((sig) << 8 | 0x7f)
#define __W_CONTINUED		0xffff
#define __WCOREFLAG		0x80

#define WEXITSTATUS(s)		(((s) & 0xff00) >> 8)
#define WTERMSIG(s)		((s) & 0x7f)
#define WSTOPSIG(s)		WEXITSTATUS(s)
#define WIFEXITED(s)		(WTERMSIG(s) == 0)
#define WIFSIGNALED(s)		((signed char)(((s) & 0x7f) + 1) >> 1 > 0)
#define WIFSTOPPED(s)		(((s) & 0xff) == 0x7f)
#define WIFCONTINUED(s)		((s) == __W_CONTINUED)
#define WCOREDUMP(s)		((s) & __WCOREFLAG)

#endif /* _UAPI_ASM_WAIT_H */
