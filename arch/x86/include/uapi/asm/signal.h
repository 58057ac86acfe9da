/* SPDX-License-Identifier: MIT */
/*
 * Signal numbers, sigaction, sigaltstack; man 7 signal, man 2 sigaction.
 *
 * struct sigaction is what rt_sigaction takes; the libc uses it as its own.
 */
#ifndef _UAPI_ASM_SIGNAL_H
#define _UAPI_ASM_SIGNAL_H

#include "types.h"

#define SIGHUP			1
#define SIGINT			2
#define SIGQUIT			3
#define SIGILL			4
#define SIGTRAP			5
#define SIGABRT			6
#define SIGIOT			SIGABRT
#define SIGBUS			7
#define SIGFPE			8
#define SIGKILL			9
#define SIGUSR1			10
#define SIGSEGV			11
#define SIGUSR2			12
#define SIGPIPE			13
#define SIGALRM			14
#define SIGTERM			15
#define SIGSTKFLT		16
#define SIGCHLD			17
#define SIGCONT			18
#define SIGSTOP			19
#define SIGTSTP			20
#define SIGTTIN			21
#define SIGTTOU			22
#define SIGURG			23
#define SIGXCPU			24
#define SIGXFSZ			25
#define SIGVTALRM		26
#define SIGPROF			27
#define SIGWINCH		28
#define SIGIO			29
#define SIGPOLL			SIGIO
#define SIGPWR			30
#define SIGSYS			31

#define _NSIG			64
/* The kernel's real-time range; glibc and musl take the first for themselves. */
#define __SIGRTMIN		32
#define __SIGRTMAX		_NSIG

#define SA_NOCLDSTOP		0x00000001
#define SA_NOCLDWAIT		0x00000002
#define SA_SIGINFO		0x00000004
#define SA_UNSUPPORTED		0x00000400
#define SA_EXPOSE_TAGBITS	0x00000800
#define SA_RESTORER		0x04000000
#define SA_ONSTACK		0x08000000
#define SA_RESTART		0x10000000
#define SA_NODEFER		0x40000000
#define SA_RESETHAND		0x80000000
#define SA_NOMASK		SA_NODEFER
#define SA_ONESHOT		SA_RESETHAND

/* sigprocmask */
#define SIG_BLOCK		0
#define SIG_UNBLOCK		1
#define SIG_SETMASK		2

/* sigaltstack */
#define SS_ONSTACK		1
#define SS_DISABLE		2
#define SS_AUTODISARM		(1U << 31)
#define MINSIGSTKSZ		2048
#define SIGSTKSZ		8192

#ifndef __ASSEMBLER__

/* One bit per signal, signal 1 in bit 0. */
typedef __abi_u64 sigset_t;
/* Signals 1 to 32, for the calls that the rt_ ones replaced. */
typedef __u32 old_sigset_t;

#ifdef __KERNEL__

#define SIG_DFL			0U
#define SIG_IGN			1U

struct sigaction {
	__u32 sa_handler;
	__u32 sa_flags;
	__u32 sa_restorer;
	sigset_t sa_mask;
};

struct old_sigaction {
	__u32 sa_handler;
	old_sigset_t sa_mask;
	__u32 sa_flags;
	__u32 sa_restorer;
};

#else

struct siginfo;

#define SIG_DFL			((void (*)(int))0)
#define SIG_IGN			((void (*)(int))1)
#define SIG_ERR			((void (*)(int))-1)

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, struct siginfo *, void *);
	};
	unsigned int sa_flags;
	void (*sa_restorer)(void);
	sigset_t sa_mask;
};

struct old_sigaction {
	void (*sa_handler)(int);
	old_sigset_t sa_mask;
	unsigned int sa_flags;
	void (*sa_restorer)(void);
};

#endif /* __KERNEL__ */

typedef struct sigaltstack {
	__uptr(void) ss_sp;
	__s32 ss_flags;
	__u32 ss_size;
} stack_t;

/* The sixth argument of pselect6: a mask and its size. */
struct sigset_argpack {
	__uptr(const sigset_t) p;
	__u32 size;
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_SIGNAL_H */
