/* SPDX-License-Identifier: MIT */
/*
 * Requests, options, events and structures of ptrace; man 2 ptrace.
 */
#ifndef _UAPI_ASM_PTRACE_H
#define _UAPI_ASM_PTRACE_H

#include "types.h"
#include "user.h"

#define PTRACE_TRACEME		0
#define PTRACE_PEEKTEXT		1
#define PTRACE_PEEKDATA		2
#define PTRACE_PEEKUSR		3
#define PTRACE_PEEKUSER		PTRACE_PEEKUSR
#define PTRACE_POKETEXT		4
#define PTRACE_POKEDATA		5
#define PTRACE_POKEUSR		6
#define PTRACE_POKEUSER		PTRACE_POKEUSR
#define PTRACE_CONT		7
#define PTRACE_KILL		8
#define PTRACE_SINGLESTEP	9
#define PTRACE_GETREGS		12
#define PTRACE_SETREGS		13
#define PTRACE_GETFPREGS	14
#define PTRACE_SETFPREGS	15
#define PTRACE_ATTACH		16
#define PTRACE_DETACH		17
#define PTRACE_GETFPXREGS	18
#define PTRACE_SETFPXREGS	19
#define PTRACE_OLDSETOPTIONS	21
#define PTRACE_SYSCALL		24
#define PTRACE_GET_THREAD_AREA	25
#define PTRACE_SET_THREAD_AREA	26
#define PTRACE_ARCH_PRCTL	30
#define PTRACE_SYSEMU		31
#define PTRACE_SYSEMU_SINGLESTEP	32
#define PTRACE_SINGLEBLOCK	33

#define PTRACE_SETOPTIONS	0x4200
#define PTRACE_GETEVENTMSG	0x4201
#define PTRACE_GETSIGINFO	0x4202
#define PTRACE_SETSIGINFO	0x4203
#define PTRACE_GETREGSET	0x4204
#define PTRACE_SETREGSET	0x4205
#define PTRACE_SEIZE		0x4206
#define PTRACE_INTERRUPT	0x4207
#define PTRACE_LISTEN		0x4208
#define PTRACE_PEEKSIGINFO	0x4209
#define PTRACE_GETSIGMASK	0x420a
#define PTRACE_SETSIGMASK	0x420b
#define PTRACE_SECCOMP_GET_FILTER	0x420c
#define PTRACE_SECCOMP_GET_METADATA	0x420d
#define PTRACE_GET_SYSCALL_INFO	0x420e

/* PEEKSIGINFO: the queue of the whole thread group */
#define PTRACE_PEEKSIGINFO_SHARED	1

#define PTRACE_EVENT_FORK	1
#define PTRACE_EVENT_VFORK	2
#define PTRACE_EVENT_CLONE	3
#define PTRACE_EVENT_EXEC	4
#define PTRACE_EVENT_VFORK_DONE	5
#define PTRACE_EVENT_EXIT	6
#define PTRACE_EVENT_SECCOMP	7
#define PTRACE_EVENT_STOP	128

#define PTRACE_O_TRACESYSGOOD	1
#define PTRACE_O_TRACEFORK	(1 << PTRACE_EVENT_FORK)
#define PTRACE_O_TRACEVFORK	(1 << PTRACE_EVENT_VFORK)
#define PTRACE_O_TRACECLONE	(1 << PTRACE_EVENT_CLONE)
#define PTRACE_O_TRACEEXEC	(1 << PTRACE_EVENT_EXEC)
#define PTRACE_O_TRACEVFORKDONE	(1 << PTRACE_EVENT_VFORK_DONE)
#define PTRACE_O_TRACEEXIT	(1 << PTRACE_EVENT_EXIT)
#define PTRACE_O_TRACESECCOMP	(1 << PTRACE_EVENT_SECCOMP)
#define PTRACE_O_EXITKILL	(1 << 20)
#define PTRACE_O_SUSPEND_SECCOMP	(1 << 21)
#define PTRACE_O_MASK		(0xff | PTRACE_O_EXITKILL | PTRACE_O_SUSPEND_SECCOMP)

/* GETEVENTMSG at a system-call stop */
#define PTRACE_EVENTMSG_SYSCALL_ENTRY	1
#define PTRACE_EVENTMSG_SYSCALL_EXIT	2

/* struct ptrace_syscall_info.op */
#define PTRACE_SYSCALL_INFO_NONE	0
#define PTRACE_SYSCALL_INFO_ENTRY	1
#define PTRACE_SYSCALL_INFO_EXIT	2
#define PTRACE_SYSCALL_INFO_SECCOMP	3

#define AUDIT_ARCH_I386		0x40000003

/* Register sets of GETREGSET, which are also core file notes */
#define NT_PRSTATUS		1
#define NT_PRFPREG		2
#define NT_PRPSINFO		3
#define NT_TASKSTRUCT		4
#define NT_AUXV			6
#define NT_SIGINFO		0x53494749
#define NT_FILE			0x46494c45
#define NT_PRXFPREG		0x46e62b7f
#define NT_386_TLS		0x200
#define NT_386_IOPERM		0x201
#define NT_X86_XSTATE		0x202

#if !defined(__KERNEL__) && !defined(__ASSEMBLER__)
/* Word offsets of the registers in the USER area (times 4 for PEEKUSER) */
#define EBX			0
#define ECX			1
#define EDX			2
#define ESI			3
#define EDI			4
#define EBP			5
#define EAX			6
#define DS			7
#define ES			8
#define FS			9
#define GS			10
#define ORIG_EAX		11
#define EIP			12
#define CS			13
#define EFL			14
#define UESP			15
#define SS			16
#define FRAME_SIZE		17
#endif

#ifndef __ASSEMBLER__

struct ptrace_peeksiginfo_args {
	__abi_u64 off;
	__u32 flags;
	__s32 nr;
};

struct ptrace_syscall_info {
	__u8 op;
	__u8 pad[3];
	__u32 arch;
	__abi_u64 instruction_pointer;
	__abi_u64 stack_pointer;
	union {
		struct {
			__abi_u64 nr;
			__abi_u64 args[6];
		} entry;
		struct {
			__abi_s64 rval;
			__u8 is_error;
		} exit;
		struct {
			__abi_u64 nr;
			__abi_u64 args[6];
			__u32 ret_data;
		} seccomp;
	};
};

#endif /* !__ASSEMBLER__ */

#endif /* _UAPI_ASM_PTRACE_H */
