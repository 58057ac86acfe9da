/* SPDX-License-Identifier: MIT */
/*
 * What a signal says about itself: siginfo_t (128 bytes), sigevent; man 2 sigaction.
 */
#ifndef _UAPI_ASM_SIGINFO_H
#define _UAPI_ASM_SIGINFO_H

#include "types.h"

/* si_code: who sent it */
#define SI_USER			0
#define SI_KERNEL		0x80
#define SI_QUEUE		(-1)
#define SI_TIMER		(-2)
#define SI_MESGQ		(-3)
#define SI_ASYNCIO		(-4)
#define SI_SIGIO		(-5)
#define SI_TKILL		(-6)
#define SI_DETHREAD		(-7)
#define SI_ASYNCNL		(-60)

/* SIGILL */
#define ILL_ILLOPC		1
#define ILL_ILLOPN		2
#define ILL_ILLADR		3
#define ILL_ILLTRP		4
#define ILL_PRVOPC		5
#define ILL_PRVREG		6
#define ILL_COPROC		7
#define ILL_BADSTK		8

/* SIGFPE */
#define FPE_INTDIV		1
#define FPE_INTOVF		2
#define FPE_FLTDIV		3
#define FPE_FLTOVF		4
#define FPE_FLTUND		5
#define FPE_FLTRES		6
#define FPE_FLTINV		7
#define FPE_FLTSUB		8

/* SIGSEGV */
#define SEGV_MAPERR		1
#define SEGV_ACCERR		2
#define SEGV_BNDERR		3
#define SEGV_PKUERR		4

/* SIGBUS */
#define BUS_ADRALN		1
#define BUS_ADRERR		2
#define BUS_OBJERR		3

/* SIGTRAP */
#define TRAP_BRKPT		1
#define TRAP_TRACE		2
#define TRAP_BRANCH		3
#define TRAP_HWBKPT		4

/* SIGCHLD */
#define CLD_EXITED		1
#define CLD_KILLED		2
#define CLD_DUMPED		3
#define CLD_TRAPPED		4
#define CLD_STOPPED		5
#define CLD_CONTINUED		6

/* SIGSYS */
#define SYS_SECCOMP		1

/* struct sigevent */
#define SIGEV_SIGNAL		0
#define SIGEV_NONE		1
#define SIGEV_THREAD		2
#define SIGEV_THREAD_ID		4

#ifndef __ASSEMBLER__

union sigval {
	__s32 sival_int;
	__uptr(void) sival_ptr;
};

typedef struct siginfo {
	__s32 si_signo;
	__s32 si_errno;
	__s32 si_code;
	union {
		__s32 _pad[29];
		struct {			/* kill, tkill */
			__s32 _pid;
			__u32 _uid;
		} _kill;
		struct {			/* POSIX timers */
			__s32 _tid;
			__s32 _overrun;
			union sigval _sigval;
			__s32 _sys_private;	/* kept from the program */
		} _timer;
		struct {			/* sigqueue */
			__s32 _pid;
			__u32 _uid;
			union sigval _sigval;
		} _rt;
		struct {			/* SIGCHLD */
			__s32 _pid;
			__u32 _uid;
			__s32 _status;
			__s32 _utime;		/* in clock ticks, as times() */
			__s32 _stime;
		} _sigchld;
		struct {			/* SIGSEGV SIGBUS SIGILL SIGFPE SIGTRAP */
			__uptr(void) _addr;
			union {
				__s16 _addr_lsb;
				struct {
					__u8 _dummy[4];
					__uptr(void) _lower;
					__uptr(void) _upper;
				} _addr_bnd;
				struct {
					__u8 _dummy_pkey[4];
					__u32 _pkey;
				} _addr_pkey;
			};
		} _sigfault;
		struct {			/* SIGIO */
			__s32 _band;
			__s32 _fd;
		} _sigpoll;
		struct {			/* SIGSYS */
			__uptr(void) _call_addr;
			__s32 _syscall;
			__u32 _arch;		/* AUDIT_ARCH_I386 */
		} _sigsys;
	} _sifields;
} siginfo_t;

#define si_pid			_sifields._kill._pid
#define si_uid			_sifields._kill._uid
#define si_timerid		_sifields._timer._tid
#define si_overrun		_sifields._timer._overrun
#define si_value		_sifields._rt._sigval
#define si_int			_sifields._rt._sigval.sival_int
#define si_ptr			_sifields._rt._sigval.sival_ptr
#define si_status		_sifields._sigchld._status
#define si_utime		_sifields._sigchld._utime
#define si_stime		_sifields._sigchld._stime
#define si_addr			_sifields._sigfault._addr
#define si_addr_lsb		_sifields._sigfault._addr_lsb
#define si_lower		_sifields._sigfault._addr_bnd._lower
#define si_upper		_sifields._sigfault._addr_bnd._upper
#define si_pkey			_sifields._sigfault._addr_pkey._pkey
#define si_band			_sifields._sigpoll._band
#define si_fd			_sifields._sigpoll._fd
#define si_call_addr		_sifields._sigsys._call_addr
#define si_syscall		_sifields._sigsys._syscall
#define si_arch			_sifields._sigsys._arch

typedef struct sigevent {
	union sigval sigev_value;
	__s32 sigev_signo;
	__s32 sigev_notify;
	union {
		__s32 _pad[13];
		__s32 _tid;
	} _sigev_un;
} sigevent_t;

#define sigev_notify_thread_id	_sigev_un._tid

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_SIGINFO_H */
